// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Timers of a loop that has so many of them already, between one and two hours away. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TimerBench {
    static final int TIMERS = 10_000;
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    @Param({"loop", "nio"})
    String engine = "loop";

    @Param("1000")
    int outstanding;

    @SuppressWarnings("NullAway.Init")
    private Engine loop;

    private final Semaphore done = new Semaphore(0);
    private final Runnable nothing = new Nothing();
    // loop thread only
    private int left;

    @Setup
    public void open() {
        loop = Engine.of(engine);
        onLoop(() -> {
            for (int i = 0; i < outstanding; i++) {
                loop.later(away(), nothing);
            }
            done.release();
        });
    }

    @TearDown
    public void close() {
        loop.close();
    }

    /** Scheduled and cancelled at once, as the timeout of a request that was answered. */
    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public void cancel() {
        onLoop(() -> {
            for (int i = 0; i < TIMERS; i++) {
                loop.cancel(loop.later(away(), nothing));
            }
            done.release();
        });
    }

    /** Scheduled, due in the next tick, and run. */
    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public void fire() {
        onLoop(() -> {
            left = TIMERS;
            for (int i = 0; i < 100; i++) {
                loop.later(1, new Again());
            }
        });
    }

    private void onLoop(Runnable work) {
        loop.post(work);
        done.acquireUninterruptibly();
    }

    private static long away() {
        return HOUR + ThreadLocalRandom.current().nextLong(HOUR);
    }

    private static final class Nothing implements Runnable {
        @Override
        public void run() {}
    }

    private final class Again implements Runnable {
        @Override
        public void run() {
            left--;
            if (left >= 100) {
                loop.later(1, this);
            } else if (left == 0) {
                done.release();
            }
        }
    }
}
