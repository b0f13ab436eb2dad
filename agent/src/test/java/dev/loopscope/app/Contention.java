// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A loop no longer young that waits for a lock and for a monitor which another thread has, for less than the limit and for more.
 *
 * <p>Argument: the carrier.
 */
public final class Contention {
    /** Far above {@code blocking-min} and far below the limit of a second. */
    private static final int SHORT_MILLIS = 60;

    private static final int LONG_MILLIS = 1_500;
    /** What a loop does in its first seconds is judged otherwise. */
    private static final int YOUNG_MILLIS = 5_200;

    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean isHeld;
    private volatile Thread loopThread = Thread.currentThread();
    private int entered;

    private Contention() {}

    public static void main(String[] arguments) throws Exception {
        Carrier loop = Carrier.named(arguments[0]);
        Contention contention = new Contention();
        loop.run("first", () -> contention.loopThread = Thread.currentThread());
        Stalls.awaitWatchdog();
        TimeUnit.MILLISECONDS.sleep(YOUNG_MILLIS);
        loop.run("shortLock", contention::shortLock);
        loop.run("longLock", contention::longLock);
        loop.run("shortMonitor", contention::shortMonitor);
        loop.run("longMonitor", contention::longMonitor);
        contention.hold(SHORT_MILLIS);
        loop.execute(contention.lock::lock);
        loop.run("unlock", contention.lock::unlock);
        loop.end();
        System.out.println("end");
        System.exit(0);
    }

    private void shortLock() {
        hold(SHORT_MILLIS);
        lock.lock();
        try {
            entered++;
        } finally {
            lock.unlock();
        }
    }

    private void longLock() {
        hold(LONG_MILLIS);
        lock.lock();
        try {
            entered++;
        } finally {
            lock.unlock();
        }
    }

    private void shortMonitor() {
        hold(SHORT_MILLIS);
        enter();
    }

    private void longMonitor() {
        hold(LONG_MILLIS);
        enter();
    }

    private synchronized void enter() {
        if (++entered < 0) {
            throw new IllegalStateException();
        }
    }

    /** Another thread has both from now on until that long after the loop's thread has begun to wait. */
    private void hold(int millis) {
        isHeld = false;
        new Thread(() -> holdUntilWaited(millis), "holder").start();
        while (!isHeld) {
            Thread.onSpinWait();
        }
    }

    private synchronized void holdUntilWaited(int millis) {
        lock.lock();
        try {
            isHeld = true;
            Helper.await(loopThread);
            Helper.pause(millis * 1_000_000L);
        } finally {
            lock.unlock();
        }
    }
}
