// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends the await of a task, so that it lets go of a lock, in place of the thread that waits for that lock. If that one is a
 * task's whose thread only the loop's can mount, then the loop's thread does it, and nothing goes on beside it; else a thread
 * that is made for it, since what the task does then may take long.
 */
final class LockRelease implements Runnable {
    private static final int TO_DO = 0;
    private static final int BEGUN = 1;
    private static final int OVER = 2;

    private final EventLoop loop;
    private final Thread waiting;
    private final LockWait wait;
    private final Task<?> owner;
    private final AwaitEnd end;
    private final AtomicInteger state = new AtomicInteger(TO_DO);

    LockRelease(EventLoop loop, Thread waiting, LockWait wait, Task<?> owner, AwaitEnd end) {
        this.loop = loop;
        this.waiting = waiting;
        this.wait = wait;
        this.owner = owner;
        this.end = end;
    }

    void start() {
        Task<?> current = loop.tasks.current();
        if (current == null || !current.meanwhile(waiting, this)) {
            LockWatch.daemon("loopscope-lock-release", this).start();
        }
    }

    /** The watch's thread: if nobody has come to it until now, nobody will. */
    boolean isOverOrWithdrawn() {
        return state.compareAndSet(TO_DO, OVER) || state.get() == OVER;
    }

    @Override
    public void run() {
        if (!state.compareAndSet(TO_DO, BEGUN)) {
            return;
        }
        if (!wait.goesOn()) { // Asked again below; but mostly that spares it from being disturbed.
            state.set(OVER);
            return;
        }
        boolean[] ended = new boolean[1];
        try {
            OutOfTurn.whileItWaits(waiting, loop, wait::goesOn, () -> {
                ended[0] = true;
                owner.endAwait(end);
            });
        } catch (Throwable fatal) {
            Thread me = Thread.currentThread();
            me.getUncaughtExceptionHandler().uncaughtException(me, fatal);
        } finally {
            state.set(OVER);
            if (ended[0] && !end.isReported()) {
                log(end.message());
            }
        }
    }

    /** In a thread of its own and after the release: whoever writes the log may have wanted that very lock. */
    static void log(String message) {
        LockWatch.daemon("loopscope-lock-log", () -> Log.warn(message)).start();
    }
}
