// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import org.jspecify.annotations.Nullable;

/**
 * An exception as it will be told: the object itself, or what has been written down of it so that it can go. A stack keeps the
 * classes of its methods alive, and with them their loader.
 *
 * <p>Made on any thread; read on the reporter's only, since an exception's own {@code getMessage} runs there.
 */
public final class Thrown {
    private static final StackTraceElement[] NO_FRAMES = {};

    private final String type;
    private @Nullable Throwable live;
    private @Nullable String message;
    private StackTraceElement[] stack = NO_FRAMES;

    public Thrown(Throwable exception) {
        type = exception.getClass().getName();
        live = exception;
    }

    /** Reads it, and lets it go. A second call does nothing. */
    public void writeDown() {
        Throwable exception = live;
        if (exception != null) {
            message = messageOf(exception);
            stack = stackOf(exception);
            live = null;
        }
    }

    public boolean isWrittenDown() {
        return live == null;
    }

    /** Class name. Any thread. */
    public String type() {
        return type;
    }

    /** Null when it has none, or its {@code getMessage} fails. */
    public @Nullable String message() {
        writeDown();
        return message;
    }

    /** Empty when it has none, or its {@code getStackTrace} fails. */
    public StackTraceElement[] stack() {
        writeDown();
        return stack;
    }

    // Whatever a user's getMessage throws is not the agent's failure.
    @SuppressWarnings("CatchingUnchecked")
    private static @Nullable String messageOf(Throwable exception) {
        try {
            return exception.getMessage();
        } catch (Throwable t) {
            return null;
        }
    }

    // Whatever a user's getStackTrace throws is not the agent's failure.
    @SuppressWarnings("CatchingUnchecked")
    private static StackTraceElement[] stackOf(Throwable exception) {
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
}
