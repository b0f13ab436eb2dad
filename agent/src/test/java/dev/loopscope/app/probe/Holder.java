// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import dev.loopscope.app.Helper;
import java.util.concurrent.locks.Lock;

/** Another thread that holds a lock, until the calling one has waited for it for long. */
final class Holder {
    /**
     * Far above {@code blocking-min}, and five looks of the watchdog. In parts, each of which a crowded machine makes longer
     * as it does the looks.
     */
    private static final int PARTS = 12;

    private static final long PART_NANOS = 10_000_000;

    private volatile boolean isHeld;

    private Holder() {}

    /** Something that is done with the lock held, and calls what it is given then. */
    interface Inside {
        void run(Runnable held) throws Exception;
    }

    /** Returns when the lock is held; without waiting in any way that would be an operation of its own. */
    @SuppressWarnings("StatementWithEmptyBody")
    static void hold(Inside inside) {
        Holder holder = new Holder();
        Thread waiting = Thread.currentThread();
        Thread thread = new Thread(() -> run(inside, () -> holder.held(waiting)), "holder");
        thread.setDaemon(true);
        thread.start();
        while (!holder.isHeld) {}
    }

    static void hold(Lock lock) {
        hold(held -> {
            lock.lock();
            try {
                held.run();
            } finally {
                lock.unlock();
            }
        });
    }

    private static void run(Inside inside, Runnable held) {
        try {
            inside.run(held);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void held(Thread waiting) {
        isHeld = true;
        Helper.await(waiting);
        pause();
    }

    /** As long as a lock is held here. */
    static void pause() {
        for (int i = 0; i < PARTS; i++) {
            Helper.pause(PART_NANOS);
        }
    }
}
