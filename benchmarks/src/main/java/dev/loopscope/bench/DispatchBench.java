// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import java.util.concurrent.Semaphore;
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

/** One callback scheduled on the loop thread and run, where so many are under way and each schedules itself again. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DispatchBench {
    static final int CALLBACKS = 100_000;

    @Param({"loop", "nio"})
    String engine = "loop";

    @Param({"1", "100"})
    int alive;

    @SuppressWarnings("NullAway.Init")
    private Engine loop;

    private final Semaphore done = new Semaphore(0);
    // loop thread only
    private int toSchedule;
    private int toRun;

    @Setup
    public void open() {
        loop = Engine.of(engine);
    }

    @TearDown
    public void close() {
        loop.close();
    }

    @Benchmark
    @OperationsPerInvocation(CALLBACKS)
    public void dispatch() {
        loop.post(this::start);
        done.acquireUninterruptibly();
    }

    private void start() {
        toRun = CALLBACKS;
        toSchedule = CALLBACKS - alive;
        for (int i = 0; i < alive; i++) {
            loop.soon(new Hop());
        }
    }

    private final class Hop implements Runnable {
        @Override
        public void run() {
            if (toSchedule > 0) {
                toSchedule--;
                loop.soon(this);
            }
            if (--toRun == 0) {
                done.release();
            }
        }
    }
}
