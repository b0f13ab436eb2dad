// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.IdentityHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Frees loops that have locked themselves out: a task awaits with a lock in hand, another task or callback waits for that
 * lock, and so nobody is left who could resume the first. None of their threads can notice that, so one daemon of the JVM
 * looks at the running loops twice a second, and {@link LockWait} decides what to do about one that waits.
 * {@link CarrierWait} does about those that have taken all the threads that carry virtual ones.
 */
final class LockWatch implements Runnable {
    /** Far longer than a lock should ever be waited for in a loop, and short for whoever waits for the loop; a guess. */
    static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** When carriers were short: the next task that awaits like that takes the next one. */
    private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** From look to look; tests have it shorter. */
    static volatile long lookNanos = LOOK_NANOS;

    /** The watch's thread, while it has no loop to look at. */
    private static volatile @Nullable Thread idle;

    // the watch's own thread only
    private IdentityHashMap<EventLoop, LockWait> waits = new IdentityHashMap<>();
    private IdentityHashMap<EventLoop, CarrierWait> carrierWaits = new IdentityHashMap<>();
    private boolean areCarriersShort;

    LockWatch() {}

    /** Once, when tasks are to be had: without any there can be no such locks. */
    static void start() {
        daemon("loopscope-lock-watch", new LockWatch()).start();
    }

    /** Any thread: there is a loop to look at. */
    static void loopStarted() {
        Thread waiting = idle;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    @Override
    public void run() {
        while (true) {
            // Pairs with LoopThread.register: this first, the loops after it.
            idle = Thread.currentThread();
            if (LoopThread.running().length == 0) {
                LockSupport.park(this);
            }
            idle = null;
            try {
                pause();
                look();
            } catch (Throwable failure) {
                Log.debug("looking for a loop that waits for a lock of its own task", failure);
            }
        }
    }

    private void pause() {
        long start = System.nanoTime();
        long all = lookNanos;
        long left = all;
        boolean areStillShort = false;
        while (areCarriersShort && left > SHORT_NANOS) {
            LockSupport.parkNanos(this, SHORT_NANOS);
            areStillShort |= lookForCarriers();
            left = all - (System.nanoTime() - start);
        }
        areCarriersShort = areStillShort;
        LockSupport.parkNanos(this, left);
    }

    void look() {
        lookForLocks();
        areCarriersShort |= lookForCarriers();
    }

    private void lookForLocks() {
        IdentityHashMap<EventLoop, LockWait> now = new IdentityHashMap<>();
        for (EventLoop loop : LoopThread.running()) {
            LockWait wait = LockWait.of(loop, waits.get(loop));
            if (wait != null) {
                now.put(loop, wait);
                wait.look();
            }
        }
        waits = now;
    }

    /** Whether any were short. */
    private boolean lookForCarriers() {
        IdentityHashMap<EventLoop, CarrierWait> now = new IdentityHashMap<>();
        boolean areAny = false;
        for (EventLoop loop : LoopThread.running()) {
            CarrierWait wait = CarrierWait.of(loop, carrierWaits.get(loop));
            if (wait != null) {
                now.put(loop, wait);
                areAny |= wait.look(!areCarriersShort);
            }
        }
        carrierWaits = now;
        return areAny;
    }

    static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(null, work, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }
}
