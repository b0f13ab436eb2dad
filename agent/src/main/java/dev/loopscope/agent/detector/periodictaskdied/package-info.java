// SPDX-License-Identifier: Apache-2.0
/** A periodic task threw, nobody looked, and it will not run again. */
@NullMarked
package dev.loopscope.agent.detector.periodictaskdied;

import org.jspecify.annotations.NullMarked;
