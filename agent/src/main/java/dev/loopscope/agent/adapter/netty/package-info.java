// SPDX-License-Identifier: Apache-2.0
/** Netty 4.1 and 4.2 on its NIO transport. */
@NullMarked
package dev.loopscope.agent.adapter.netty;

import org.jspecify.annotations.NullMarked;
