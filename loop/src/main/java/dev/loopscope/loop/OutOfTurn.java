// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads whose control was taken while they waited for a lock, so that the suspended task that had it could let go of it.
 * From then on such a thread may find itself running beside that task: wherever it needs the loop, it first waits until that
 * task's step is over. Hardly ever is there one.
 */
final class OutOfTurn {
    private static final Map<Thread, OutOfTurn> THREADS = new ConcurrentHashMap<>();
    // whether there ever was one, and is one now
    private static final int NEVER = 0;
    private static final int NOT_NOW = 1;
    private static final int NOW = 2;
    /** Asked after each callback. Set before the lock is let go of, so who gets that lock reads it too. */
    private static volatile int isAny = NEVER;

    private final EventLoop loop;
    private final Thread thread;
    /** Which is over, and which the thread has not yet heard of. */
    private @Nullable OutOfTurn before;
    /** That nothing happened in its place; before {@link #isOver}. */
    private boolean isVain;

    private volatile boolean isOver;

    private OutOfTurn(EventLoop loop, Thread thread) {
        this.loop = loop;
        this.thread = thread;
    }

    /** Any thread: whether something happens in its place. */
    static boolean isIt(Thread thread) {
        OutOfTurn turn = THREADS.get(thread);
        return turn != null && !turn.isOver;
    }

    /**
     * Any thread: does something in place of the thread that has control and waits for a lock; false if it was not done,
     * since that thread goes on.
     *
     * <p>It may go on in this very moment, when the lock is not that task's. So its control is taken first, and only then it is
     * looked at: who is still seen waiting will not find itself in control when it goes on, and so finds itself here.
     */
    static boolean whileItWaits(Thread thread, EventLoop loop, BooleanSupplier stillWaits, Runnable work) {
        OutOfTurn turn = new OutOfTurn(loop, thread);
        turn.add();
        if (!loop.thread.claimFrom(thread)) {
            turn.withdraw();
            return false;
        }
        boolean waits = false;
        try {
            waits = stillWaits.getAsBoolean();
        } finally {
            if (!waits) {
                loop.thread.giveBack(thread);
                turn.withdraw();
            }
        }
        if (waits) {
            turn.happen(work);
        }
        return waits;
    }

    private void happen(Runnable work) {
        before = null;
        loop.thread.takeControl(Thread.currentThread());
        try {
            work.run();
        } finally {
            loop.thread.leaveControl();
            loop.thread.passControl(thread);
            over();
        }
    }

    private void withdraw() {
        synchronized (THREADS) {
            if (before == null) {
                remove();
            } else {
                THREADS.replace(thread, this, before);
            }
        }
        isVain = true;
        over();
    }

    private void over() {
        isOver = true;
        LockSupport.unpark(thread);
    }

    private void add() {
        synchronized (THREADS) {
            before = THREADS.put(thread, this);
            isAny = NOW;
        }
    }

    private void remove() {
        synchronized (THREADS) {
            THREADS.remove(thread, this);
            isAny = THREADS.isEmpty() ? NOT_NOW : NOW;
        }
    }

    /**
     * Any thread: if it is such a one, returns when it has control again; tells whether it may have been, so that it is worth
     * looking again who has control. Nobody but the thread itself takes itself off the list when something happened in its
     * place, at the latest when its callback or coroutine has ended: whoever does not find himself in control finds himself
     * here.
     */
    static boolean awaitTurn() {
        int any = isAny;
        OutOfTurn turn = any == NOW ? THREADS.get(Thread.currentThread()) : null;
        if (turn != null) {
            turn.await();
            turn.remove();
        }
        return any != NEVER;
    }

    private void await() {
        boolean interrupted = false;
        while (!isOver) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (!isVain) {
            loop.thread.takeControl(thread);
        }
        if (interrupted) {
            thread.interrupt();
        }
    }
}
