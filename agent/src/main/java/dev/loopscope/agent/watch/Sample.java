// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import dev.loopscope.agent.report.Blocker;
import dev.loopscope.agent.report.ClassLoading;
import dev.loopscope.agent.report.FrameRules;
import dev.loopscope.agent.report.StackView;
import org.jspecify.annotations.Nullable;

/** What a held loop's thread did at one moment, checked: the loop was in the same callback before and after the look. */
public final class Sample {
    /** The class of what HotSpot locks while it links a class: an array, which no application uses for that. */
    private static final String LINK_LOCK = "[I";

    private final String thread;
    private final boolean isVirtual;
    private final StackTraceElement[] stack;
    private final Thread.State state;
    private final boolean isInNative;
    private final boolean isInOperation;
    private final SystemThreads.State system;
    private final @Nullable Blocker blocker;
    private final boolean isLockGone;

    Sample(
            String thread,
            boolean isVirtual,
            StackTraceElement[] stack,
            Thread.State state,
            boolean isInNative,
            boolean isInOperation,
            SystemThreads.State system,
            @Nullable Blocker blocker,
            boolean isLockGone) {
        this.thread = thread;
        this.isVirtual = isVirtual;
        this.stack = stack;
        this.state = state;
        this.isInNative = isInNative;
        this.isInOperation = isInOperation;
        this.system = system;
        this.blocker = blocker;
        this.isLockGone = isLockGone;
    }

    /** This sample, of a thread that waits for a lock of which only its holder is known. */
    Sample blockedBy(Blocker holder) {
        return new Sample(
                thread,
                isVirtual,
                stack,
                Thread.State.BLOCKED,
                false,
                false,
                SystemThreads.State.ASLEEP,
                holder,
                false);
    }

    /** This sample, of a thread that has not moved, and what the system says of it. */
    Sample standing(SystemThreads.State said) {
        return new Sample(thread, isVirtual, stack, state, isInNative, isInOperation, said, blocker, isLockGone);
    }

    /** This sample, of a thread that was in one and the same operation before and after the look. */
    Sample inOperation() {
        return new Sample(thread, isVirtual, stack, state, isInNative, true, system, blocker, isLockGone);
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

    /**
     * Whether it ran Java code, or was about to: not in native code, and not waiting. A function called through
     * {@code java.lang.foreign} is native code without a frame of its own.
     */
    public boolean isInJava() {
        return state == Thread.State.RUNNABLE && stack.length > 0 && !stack[0].isNativeMethod() && !isInNative;
    }

    /**
     * Whether it would run if it were let. Native code may wait for anything, and the JVM calls it runnable; so may a thread
     * wait for the JVM itself, in the middle of Java code.
     */
    boolean wantsToRun() {
        return switch (system) {
            case READY -> state == Thread.State.RUNNABLE;
            case ASLEEP -> false;
            case UNKNOWN -> isInJava();
        };
    }

    /** Whether it waited, not for a lock, but to be woken up or for a time to pass. */
    public boolean isWaiting() {
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    /**
     * Whether the system did something for it: the JVM calls a thread runnable that waits for a file or a peer, but parks a
     * virtual one until its peer is ready.
     */
    public boolean isInSystemCall() {
        if (!isInOperation || blocker != null) {
            return false;
        }
        return state == Thread.State.RUNNABLE
                ? !isInJava() && !isYielding()
                : isVirtual && isWaiting() && isInChannel();
    }

    private boolean isYielding() {
        return stack.length > 0
                && stack[0].getClassName().equals("java.lang.Thread")
                && stack[0].getMethodName().startsWith("yield");
    }

    private boolean isInChannel() {
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().startsWith("sun.nio.ch.")) {
                return true;
            }
            if (!frame.getClassName().startsWith("java.lang.")
                    && !frame.getClassName().startsWith("jdk.internal.")
                    && !frame.getClassName().startsWith("java.util.concurrent.locks.")) {
                return false;
            }
        }
        return false;
    }

    /** Who holds the lock it waited for, when it waited for one. */
    public @Nullable Blocker blocker() {
        return blocker;
    }

    /** Whether the lock it waited for had no owner any more. */
    boolean isLockGone() {
        return isLockGone;
    }

    /**
     * Whether it waited for another thread to link or initialise a class, or for a lock that was let go before anybody could tell
     * which one it was: mostly that one. Who sleeps in the middle of Java code waits for the JVM, which has hardly another reason.
     */
    public boolean waitsForClass() {
        return blocker != null
                ? blocker.lock().equals(LINK_LOCK)
                : isLockGone || (system == SystemThreads.State.ASLEEP && isInJava());
    }

    /**
     * Whether it met the first use of classes, or what libraries do among themselves: in a loop's first seconds nobody's mistake.
     *
     * @param view this sample's stack
     */
    public boolean isFirstUse(StackView view, FrameRules rules) {
        return waitsForClass()
                || ClassLoading.isNobodysMistake(view, rules)
                || ClassLoading.isOfLibrary(view, blocker, rules);
    }
}
