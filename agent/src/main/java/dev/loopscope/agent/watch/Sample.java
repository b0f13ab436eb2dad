// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import dev.loopscope.agent.report.Blocker;
import org.jspecify.annotations.Nullable;

/**
 * What a held loop's thread did at one moment, checked: the loop was in the same callback before and after the look.
 *
 * @param blocker who holds the lock it waited for, when it did
 */
public record Sample(StackTraceElement[] stack, Thread.State state, @Nullable Blocker blocker) {}
