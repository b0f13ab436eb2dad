// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads whose control was taken while they waited for a lock, so that the suspended task that had it could let go of it.
 * From then on such a thread may find itself running beside that task: wherever it needs the loop, it first waits until that
 * task's step is over. Hardly ever is there one.
 */
final class OutOfTurn {
    private static final Map<Thread, OutOfTurn> THREADS = new ConcurrentHashMap<>();
    /** Asked after each callback. Before the lock is let go of it says yes, so who gets that lock reads it too. */
    private static volatile boolean isAny;

    private final EventLoop loop;
    private final Thread thread;
    private volatile boolean isOver;

    private OutOfTurn(EventLoop loop, Thread thread) {
        this.loop = loop;
        this.thread = thread;
    }

    /** Any thread, while nothing of the loop can move: what follows is to happen in place of the one that has control. */
    static OutOfTurn of(Thread thread, EventLoop loop) {
        OutOfTurn turn = new OutOfTurn(loop, thread);
        turn.add();
        return turn;
    }

    /** Any thread: whether something happens in its place. */
    static boolean isIt(Thread thread) {
        OutOfTurn turn = THREADS.get(thread);
        return turn != null && !turn.isOver;
    }

    /** Any one thread, once. */
    void whileItWaits(Runnable work) {
        loop.thread.takeControl(Thread.currentThread());
        try {
            work.run();
        } finally {
            loop.thread.leaveControl();
            loop.thread.passControl(thread);
            isOver = true;
            LockSupport.unpark(thread);
        }
    }

    private void add() {
        synchronized (THREADS) {
            THREADS.put(thread, this);
            isAny = true;
        }
    }

    private void remove() {
        synchronized (THREADS) {
            THREADS.remove(thread);
            isAny = !THREADS.isEmpty();
        }
    }

    /**
     * Any thread: if it is such a one, returns when it has control again; tells whether it was. Nobody but the thread itself
     * takes itself off the list, at the latest when its callback or coroutine has ended: whoever does not find himself in control
     * finds himself here.
     */
    static boolean awaitTurn() {
        OutOfTurn turn = isAny ? THREADS.get(Thread.currentThread()) : null;
        if (turn == null) {
            return false;
        }
        turn.await();
        turn.remove();
        return true;
    }

    private void await() {
        boolean interrupted = false;
        while (!isOver) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        loop.thread.takeControl(thread);
        if (interrupted) {
            thread.interrupt();
        }
    }
}
