// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** Another thread, which ends what an operation waits for. */
public final class Helper {
    /** How long an operation takes that somebody else ends. Nanoseconds. */
    public static final long NANOS = 50_000_000;

    private static final long PATIENCE_NANOS = 100_000_000_000L;
    private static final ExecutorService THREAD = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "helper");
        thread.setDaemon(true);
        return thread;
    });

    private Helper() {}

    /** Does something {@link #NANOS} after the calling thread has begun to wait. */
    public static void onceIWait(Operation action) {
        Thread waiting = Thread.currentThread();
        THREAD.execute(() -> {
            await(waiting);
            pause(NANOS);
            run(action);
        });
    }

    /** Does something after {@link #NANOS}. */
    public static void later(Operation action) {
        THREAD.execute(() -> {
            pause(NANOS);
            run(action);
        });
    }

    /** Returns once that thread waits. */
    public static void await(Thread waiting) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (System.nanoTime() < end) {
            Thread.State state = waiting.getState();
            if (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING || state == Thread.State.BLOCKED) {
                return;
            }
            Thread.onSpinWait();
        }
        throw new IllegalStateException(waiting + " does not wait");
    }

    /** Does nothing for that long, whoever wakes the thread. */
    public static void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void run(Operation action) {
        try {
            action.run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
