// SPDX-License-Identifier: Apache-2.0
/** A loop-confined method was called from another thread. */
@NullMarked
package dev.loopscope.agent.detector.wrongthread;

import org.jspecify.annotations.NullMarked;
