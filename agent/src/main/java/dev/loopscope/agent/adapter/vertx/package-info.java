// SPDX-License-Identifier: Apache-2.0
/** Vert.x contexts. */
@NullMarked
package dev.loopscope.agent.adapter.vertx;

import org.jspecify.annotations.NullMarked;
