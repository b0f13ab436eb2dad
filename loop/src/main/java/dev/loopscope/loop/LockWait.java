// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A loop whose thread of control waits for a lock, for as long as it does so in the same place. The watch's thread only.
 *
 * <p>Where the lock's owner can be told, and is a suspended task of the same loop, one look is enough to be certain: the thread
 * that waits for the lock has control, a task that is suspended does nothing until it is given control, and nobody else can
 * release its lock. Nothing of this can change any more, so that task's await is ended.
 *
 * <p>Where it cannot be told, tasks that are suspended inside a synchronized block or method are suspected, and have their
 * awaits ended one after the other until the loop moves: each of them was a mistake. One may not have been this loop's
 * misfortune, so that comes only when the wait has been very long. Where nobody is suspected either, it says what it sees.
 */
final class LockWait {
    /** Looks until it acts on a suspicion; a loop that waits as long for another thread's lock is as good as broken. A guess. */
    private static final long SUSPICION_LOOKS = 4;

    /** Of one look, for the stacks of suspended tasks: 10,000 take about as long. */
    private static final long SEARCH_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final int MAX_NAMED = 5;

    private static final String REMEDY = "leave the synchronized block first, or release the lock, or use an AsyncLock,"
            + " which may be held over awaits";

    private static final String ADVICE = ". L" + REMEDY.substring(1);

    private final EventLoop loop;
    private final Thread thread;
    private final StackTraceElement[] stack;
    private final long callbacksRun;
    private final long since = System.nanoTime();
    private int looks;
    private boolean isOwnerUnknown;
    private @Nullable LockRelease release;
    private @Nullable Suspects suspects;
    private boolean wasSaid;

    private LockWait(EventLoop loop, Thread thread, StackTraceElement[] stack, long callbacksRun) {
        this.loop = loop;
        this.thread = thread;
        this.stack = stack;
        this.callbacksRun = callbacksRun;
    }

    /** Null if it does not wait. */
    static @Nullable LockWait of(EventLoop loop, @Nullable LockWait before) {
        Thread thread = loop.thread.get();
        if (thread == null || !isForLock(thread) || OutOfTurn.isIt(thread)) {
            return null;
        }
        return before != null && before.thread == thread && before.goesOn()
                ? before
                : new LockWait(loop, thread, thread.getStackTrace(), loop.vitals.callbacksRunOpaque());
    }

    private static boolean isForLock(Thread thread) {
        Thread.State state = thread.getState();
        return state == Thread.State.BLOCKED
                || (state == Thread.State.WAITING
                        && LockSupport.getBlocker(thread) instanceof AbstractOwnableSynchronizer);
    }

    /** Any thread: whether the thread still waits where it did; it has stopped at some safe point before this returns. */
    boolean goesOn() {
        return callbacksRun == loop.vitals.callbacksRunOpaque()
                && Arrays.equals(stack, thread.getStackTrace())
                && isForLock(thread);
    }

    void look() {
        looks++;
        if (release != null) {
            // On a crowded machine, who was waited for may have let go, and who waits not have been told: not the next
            // one yet.
            if (release.isOverOrWithdrawn()) {
                release = null;
            }
            return;
        }
        // Not in the first look, and ever more seldom: to find out costs a loop nothing, but the process something.
        boolean isDue = looks > 1 && Integer.bitCount(looks) == 1;
        if (!isDue && !isOwnerUnknown) {
            return;
        }
        HeldLock lock = HeldLock.awaitedBy(thread);
        if (lock != null) {
            isOwnerUnknown = false;
            Task<?> owner = loop.tasks.suspended().get(lock.owner());
            if (owner != null) {
                end(owner, "held " + lock.name() + " over its await", "that", "");
            }
        } else if (!isOwnerUnknown) {
            isOwnerUnknown = true; // For once that happens to a lock that is just being released.
        } else if (System.nanoTime() - since >= SUSPICION_LOOKS * LockWatch.lookNanos) {
            suspect(isDue);
        }
    }

    private void suspect(boolean again) {
        boolean isMonitor = thread.getState() == Thread.State.BLOCKED;
        if (!isMonitor && !HeldLock.isSecretive(LockSupport.getBlocker(thread))) {
            return;
        }
        if (suspects == null || (again && suspects.areExhausted())) {
            suspects = new Suspects(isMonitor ? loop.tasks.all() : List.of(), stack);
        }
        if (suspects.isFound(SEARCH_NANOS)) {
            Suspects.Suspect suspect = suspects.next();
            if (suspect != null) {
                end(
                        suspect.task(),
                        "was inside a synchronized block or method" + place(" (", suspect.inside(), ")")
                                + " over its await",
                        "a monitor",
                        "; nothing names that monitor, it may have been another one");
            } else if (!wasSaid) {
                wasSaid = true;
                say(isMonitor);
            }
        }
    }

    private static String place(String before, StackTraceElement frame, String after) {
        return frame.getLineNumber() > 0 ? before + frame.getFileName() + ":" + frame.getLineNumber() + after : "";
    }

    private void end(Task<?> owner, String mistake, String awaited, String doubt) {
        String waits = "'" + thread.getName() + "' waited for " + awaited + Origin.place(" at ", stack);
        String message = "await while holding a lock: '" + owner.getName() + "' " + mistake
                + Origin.place(" at ", owner.userStack()) + ", " + waits + ", and all of " + loop.name()
                + " with it" + doubt + "; the await was ended to free it" + ADVICE;
        String told = "'" + owner.getName() + "' " + mistake + ", " + waits + ", and all of " + loop.name() + " with it"
                + doubt;
        List<String> chain = List.of(
                waits,
                "'" + owner.getName() + "' " + mistake + Origin.place(" at ", owner.userStack()),
                loop.name() + " resumes '" + owner.getName() + "' when '" + thread.getName() + "' goes on");
        release = new LockRelease(loop, thread, this, owner, new AwaitEnd(message, told, REMEDY, chain));
        release.start();
    }

    private void say(boolean isMonitor) {
        List<Task<?>> suspended = List.copyOf(loop.tasks.suspended().values());
        if (suspended.isEmpty()) {
            return; // So it is somebody else's, who will release it.
        }
        StringBuilder message = new StringBuilder("'")
                .append(thread.getName())
                .append("' has waited for a ")
                .append(isMonitor ? "monitor" : "lock")
                .append(Origin.place(" at ", stack))
                .append(" for more than ")
                .append(TimeUnit.NANOSECONDS.toSeconds(SUSPICION_LOOKS * LockWatch.lookNanos))
                .append(" s, and all of ")
                .append(loop.name())
                .append(" with it; nothing tells who has it. If that is a task that awaits, it will wait for ever: ");
        String separator = "";
        for (Task<?> task : suspended.subList(0, Math.min(MAX_NAMED, suspended.size()))) {
            message.append(separator)
                    .append('\'')
                    .append(task.getName())
                    .append('\'')
                    .append(Origin.place(" at ", task.userStack()));
            separator = ", ";
        }
        if (suspended.size() > MAX_NAMED) {
            message.append(" and ").append(suspended.size() - MAX_NAMED).append(" more");
        }
        if (!isMonitor) {
            message.append("; with --add-opens java.base/java.util.concurrent.locks=ALL-UNNAMED the loop could tell");
        }
        LockRelease.log(message.append(ADVICE).toString());
    }
}
