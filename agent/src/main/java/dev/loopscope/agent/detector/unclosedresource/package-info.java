// SPDX-License-Identifier: Apache-2.0
/** What nobody closed: loops, servers and connections. */
@NullMarked
package dev.loopscope.agent.detector.unclosedresource;

import org.jspecify.annotations.NullMarked;
