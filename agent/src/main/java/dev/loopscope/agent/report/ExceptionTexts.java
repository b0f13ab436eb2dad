// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import dev.loopscope.agent.fact.Thrown;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Throwables as text. Reporter's thread only: an exception's own {@code getMessage} runs here. */
public final class ExceptionTexts {
    private static final int FRAMES = 64;

    private ExceptionTexts() {}

    /** An exception whose {@code getMessage} fails has none. */
    public static ExceptionText of(Throwable exception, boolean redact) {
        return of(new Thrown(exception), redact);
    }

    public static ExceptionText of(Thrown exception, boolean redact) {
        List<String> texts = new ArrayList<>();
        for (StackTraceElement frame : exception.stack()) {
            if (texts.size() == FRAMES) {
                break;
            }
            texts.add(StackView.text(frame));
        }
        return new ExceptionText(exception.type(), redact ? null : exception.message(), texts);
    }

    /** An exception whose {@code getStackTrace} fails, or answers with nothing, has none. */
    public static StackTraceElement[] stack(Throwable exception) {
        return new Thrown(exception).stack();
    }

    /** As {@link #origin(Thrown, FrameRules, int)}. */
    public static List<String> origin(@Nullable Throwable origin, FrameRules rules, int depth) {
        return origin == null ? List.of() : origin(new Thrown(origin), rules, depth);
    }

    /** The application's frames of a creation site, innermost first; empty when there is none. */
    public static List<String> origin(@Nullable Thrown origin, FrameRules rules, int depth) {
        List<String> frames = new ArrayList<>();
        if (origin != null) {
            for (StackTraceElement frame : origin.stack()) {
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
