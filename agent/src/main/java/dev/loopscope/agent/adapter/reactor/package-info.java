// SPDX-License-Identifier: Apache-2.0
/** Reactor's schedulers whose threads must not block. */
@NullMarked
package dev.loopscope.agent.adapter.reactor;

import org.jspecify.annotations.NullMarked;
