// SPDX-License-Identifier: Apache-2.0
/** Futures and tasks that will never be done. */
@NullMarked
package dev.loopscope.agent.detector.futuredropped;

import org.jspecify.annotations.NullMarked;
