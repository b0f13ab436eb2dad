// SPDX-License-Identifier: Apache-2.0
/** Many callbacks of one iteration held the loop for the limit or longer together, and none of them did alone. */
@NullMarked
package dev.loopscope.agent.detector.slowiteration;

import org.jspecify.annotations.NullMarked;
