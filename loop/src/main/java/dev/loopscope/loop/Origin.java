// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import org.jspecify.annotations.Nullable;

/** Reads creation sites out of the Throwables that {@link Boundary#origin()} hands out. */
final class Origin {
    private static final int MAX_FRAMES = 10;

    private Origin() {}

    /** {@code " created at Orders.java:30"} for the first frame outside the loop and the JDK, or the empty text. */
    static String suffix(@Nullable Throwable origin) {
        if (origin == null) {
            return "";
        }
        return place(" created at ", origin.getStackTrace());
    }

    /** The first frame outside the loop and the JDK behind these words, or the empty text. */
    static String place(String words, StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (isUsers(frame)) {
                String file = frame.getFileName() == null ? frame.getClassName() : frame.getFileName();
                return words + file + (frame.getLineNumber() > 0 ? ":" + frame.getLineNumber() : "");
            }
        }
        return "";
    }

    /** The frames from the first user's one outwards, a line each. */
    static String trace(Throwable origin) {
        StringBuilder text = new StringBuilder();
        int frames = 0;
        for (StackTraceElement frame : origin.getStackTrace()) {
            if (frames == 0 && !isUsers(frame)) {
                continue;
            }
            if (frames++ == MAX_FRAMES) {
                break;
            }
            text.append("\n    at ").append(frame);
        }
        return text.toString();
    }

    private static boolean isUsers(StackTraceElement frame) {
        String type = frame.getClassName();
        return !type.startsWith("dev.loopscope.loop.")
                && !type.startsWith("java.")
                && !type.startsWith("jdk.")
                && !type.startsWith("sun.");
    }
}
