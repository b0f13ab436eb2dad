// SPDX-License-Identifier: Apache-2.0
/** A loop's selector misbehaves: it returns nothing over and over, or has returned and the loop does not go on. */
@NullMarked
package dev.loopscope.agent.detector.slowpoll;

import org.jspecify.annotations.NullMarked;
