// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Throwable as text, so that a finding keeps nothing of the application alive.
 *
 * @param type fully qualified class name
 * @param message null when it has none or messages are redacted
 * @param stack frames {@code com.acme.A.b(A.java:41)}, innermost first
 */
public record ExceptionText(String type, @Nullable String message, List<String> stack) {
    public ExceptionText {
        stack = List.copyOf(stack);
    }
}
