// SPDX-License-Identifier: Apache-2.0
/** Netty 4.1 and 4.2, on NIO and the native transports. */
@NullMarked
package dev.loopscope.agent.adapter.netty;

import org.jspecify.annotations.NullMarked;
