// SPDX-License-Identifier: Apache-2.0
/** A callback held the loop for the limit or longer, and no single operation explains it. */
@NullMarked
package dev.loopscope.agent.detector.slowcallback;

import org.jspecify.annotations.NullMarked;
