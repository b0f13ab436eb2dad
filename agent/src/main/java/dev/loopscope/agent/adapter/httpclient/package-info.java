// SPDX-License-Identifier: Apache-2.0
/** The JDK's HTTP client. */
@NullMarked
package dev.loopscope.agent.adapter.httpclient;

import org.jspecify.annotations.NullMarked;
