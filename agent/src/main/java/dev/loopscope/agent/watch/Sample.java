// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import dev.loopscope.agent.report.Blocker;
import org.jspecify.annotations.Nullable;

/** What a held loop's thread did at one moment, checked: the loop was in the same callback before and after the look. */
public final class Sample {
    private final String thread;
    private final boolean isVirtual;
    private final StackTraceElement[] stack;
    private final Thread.State state;
    private final @Nullable Blocker blocker;

    Sample(String thread, boolean isVirtual, StackTraceElement[] stack, Thread.State state, @Nullable Blocker blocker) {
        this.thread = thread;
        this.isVirtual = isVirtual;
        this.stack = stack;
        this.state = state;
        this.blocker = blocker;
    }

    /** Name of the thread that ran the loop's code: the loop's, or a task's. */
    public String thread() {
        return thread;
    }

    /** Whether that was a virtual thread: of one, the JDK does not say which lock it waits for. */
    public boolean isVirtual() {
        return isVirtual;
    }

    /** Innermost first. */
    public StackTraceElement[] stack() {
        return stack.clone();
    }

    public Thread.State state() {
        return state;
    }

    /** Whether it ran Java code, or was about to: not in a native method, and not waiting. */
    public boolean isInJava() {
        return state == Thread.State.RUNNABLE && stack.length > 0 && !stack[0].isNativeMethod();
    }

    /** Who holds the lock it waited for, when it waited for one. */
    public @Nullable Blocker blocker() {
        return blocker;
    }
}
