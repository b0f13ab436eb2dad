// SPDX-License-Identifier: Apache-2.0
/** A callback is over the limit and the loop is still stuck in it. */
@NullMarked
package dev.loopscope.agent.detector.loopstalled;

import org.jspecify.annotations.NullMarked;
