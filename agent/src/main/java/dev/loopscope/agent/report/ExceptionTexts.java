// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Throwables as text. Reporter's thread only: an exception's own {@code getMessage} runs here. */
public final class ExceptionTexts {
    private static final int FRAMES = 64;
    private static final StackTraceElement[] NO_FRAMES = {};

    private ExceptionTexts() {}

    /** An exception whose {@code getMessage} fails has none. */
    public static ExceptionText of(Throwable exception, boolean redact) {
        List<String> texts = new ArrayList<>();
        for (StackTraceElement frame : stack(exception)) {
            if (texts.size() == FRAMES) {
                break;
            }
            texts.add(StackView.text(frame));
        }
        return new ExceptionText(exception.getClass().getName(), redact ? null : message(exception), texts);
    }

    /** An exception whose {@code getStackTrace} fails, or answers with nothing, has none. */
    // Whatever a user's getStackTrace throws is not the agent's failure.
    @SuppressWarnings("CatchingUnchecked")
    public static StackTraceElement[] stack(Throwable exception) {
        try {
            StackTraceElement[] stack = exception.getStackTrace();
            for (StackTraceElement frame : stack) {
                if (frame == null) {
                    return NO_FRAMES;
                }
            }
            return stack;
        } catch (Throwable t) {
            return NO_FRAMES;
        }
    }

    // Whatever a user's getMessage throws is not the agent's failure.
    @SuppressWarnings("CatchingUnchecked")
    private static @Nullable String message(Throwable exception) {
        try {
            return exception.getMessage();
        } catch (Throwable t) {
            return null;
        }
    }

    /** The application's frames of a creation site, innermost first; empty when there is none. */
    public static List<String> origin(@Nullable Throwable origin, FrameRules rules, int depth) {
        List<String> frames = new ArrayList<>();
        if (origin != null) {
            for (StackTraceElement frame : origin.getStackTrace()) {
                if (frames.size() == depth) {
                    break;
                }
                if (rules.isUser(frame) && !FrameRules.isAgent(frame)) {
                    frames.add(StackView.text(frame));
                }
            }
        }
        return frames;
    }

    /** {@code Prices$Missing} of {@code com.acme.Prices$Missing}. */
    public static String simpleName(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
