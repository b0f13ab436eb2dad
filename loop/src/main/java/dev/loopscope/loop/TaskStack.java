// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a task is, or how it failed. Any thread. */
final class TaskStack {
    private static final StackTraceElement[] NONE = {};

    private final Task<?> task;
    private final @Nullable Throwable failure;
    private final List<StackTraceElement> frames;

    private TaskStack(Task<?> task, @Nullable Throwable failure, List<StackTraceElement> frames) {
        this.task = task;
        this.failure = failure;
        this.frames = frames;
    }

    static TaskStack of(Task<?> task, @Nullable Strand strand, int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit must be >= 0: " + limit);
        }
        Throwable failure = task.failure();
        StackTraceElement[] stack =
                failure != null ? failure.getStackTrace() : task.isDone() || strand == null ? NONE : strand.stack();
        return new TaskStack(task, failure, Frames.of(stack, limit));
    }

    List<StackTraceElement> frames() {
        return frames;
    }

    /** One write, so that no other thread's lines come between. */
    void print(PrintStream out) {
        StringBuilder text = new StringBuilder();
        if (failure != null) {
            text.append("Traceback for ").append(task).append(" (most recent call first):\n");
            text.append(failure).append('\n');
        } else if (frames.isEmpty()) {
            text.append("No stack for ").append(task).append('\n');
        } else {
            text.append("Stack for ").append(task).append(" (most recent call first):\n");
        }
        frames.forEach(frame -> text.append("    at ").append(frame).append('\n'));
        out.print(text);
        out.flush();
    }
}
