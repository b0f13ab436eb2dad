// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What the tests do with loops; every wait has a bound and ends in a failure, not in a hang. */
public final class Loops {
    /** Only a failure ever takes as long: generous, since a crowded machine may stand still for seconds. */
    public static final Duration BOUND = Duration.ofSeconds(60);

    private Loops() {}

    /** Runs the loop until the condition holds after some tick. */
    public static void runUntil(EventLoop loop, BooleanSupplier condition) {
        long deadline = System.nanoTime() + BOUND.toNanos();
        Runnable[] check = new Runnable[1];
        check[0] = () -> {
            if (condition.getAsBoolean()) {
                loop.stop();
            } else if (System.nanoTime() - deadline > 0) {
                throw new BoundExceeded();
            } else {
                loop.callLater(Duration.ofMillis(1), check[0]);
            }
        };
        loop.callSoon(check[0]);
        loop.runForever();
    }

    /** {@link EventLoop#runUntilComplete} with a bound. */
    public static <T extends @Nullable Object> T run(EventLoop loop, LoopFuture<T> future) {
        TimerHandle bound = loop.callLater(BOUND, () -> {
            throw new BoundExceeded();
        });
        try {
            return loop.runUntilComplete(future);
        } finally {
            bound.cancel();
        }
    }

    /** Runs a given number of ticks. */
    public static void tick(EventLoop loop, int ticks) {
        for (int i = 0; i < ticks; i++) {
            loop.stop();
            loop.runForever();
        }
    }

    /** Runs the loop in a thread of its own while the body runs in the caller's. */
    public static <T> T whileRunning(EventLoop loop, Callable<T> body) throws Exception {
        Thread thread = new Thread(loop::runForever, "the-loop-thread");
        thread.start();
        try {
            await(loop::isRunning);
            return body.call();
        } finally {
            loop.callSoonThreadSafe(loop::stop);
            thread.join(BOUND.toMillis());
        }
    }

    /** For things that happen on other threads. */
    public static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + BOUND.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited for " + BOUND + " in vain");
            }
            LockSupport.parkNanos(100_000);
        }
    }

    /** Leaves the loop at once, as only the JVM's own errors do. */
    static final class BoundExceeded extends VirtualMachineError {
        BoundExceeded() {
            super("not done within " + BOUND);
        }
    }
}
