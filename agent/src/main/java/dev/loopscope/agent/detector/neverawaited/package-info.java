// SPDX-License-Identifier: Apache-2.0
/** Coroutine objects that nobody started. */
@NullMarked
package dev.loopscope.agent.detector.neverawaited;

import org.jspecify.annotations.NullMarked;
