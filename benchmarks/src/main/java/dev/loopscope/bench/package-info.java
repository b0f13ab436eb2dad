// SPDX-License-Identifier: Apache-2.0
/** What the loop and the agent cost: JMH benchmarks, whole-process comparisons, and the driver that runs them in turns. */
@NullMarked
package dev.loopscope.bench;

import org.jspecify.annotations.NullMarked;
