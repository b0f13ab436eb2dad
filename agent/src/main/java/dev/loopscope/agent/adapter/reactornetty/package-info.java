// SPDX-License-Identifier: Apache-2.0
/** Reactor Netty, and with it Spring WebFlux. */
@NullMarked
package dev.loopscope.agent.adapter.reactornetty;

import org.jspecify.annotations.NullMarked;
