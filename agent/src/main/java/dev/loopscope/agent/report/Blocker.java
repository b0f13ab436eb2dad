// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who holds what a stuck loop waits for.
 *
 * @param thread name of the owner, null when the JDK cannot tell
 * @param lock class of the monitor or synchronizer
 * @param isMonitor whether it is what {@code synchronized} takes, or the class that is initialised, and no synchronizer
 * @param stack the owner's frames, innermost first
 */
public record Blocker(@Nullable String thread, String lock, boolean isMonitor, List<String> stack) {
    public Blocker {
        stack = List.copyOf(stack);
    }
}
