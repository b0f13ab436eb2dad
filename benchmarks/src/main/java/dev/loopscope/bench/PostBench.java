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

/** One callback posted by another thread and run: a million from one producer, without a pause. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PostBench {
    static final int CALLBACKS = 1_000_000;

    @Param({"loop", "nio"})
    String engine = "loop";

    @SuppressWarnings("NullAway.Init")
    private Engine loop;

    private final Semaphore done = new Semaphore(0);
    private final Runnable callback = this::ran;
    // loop thread only
    private int count;

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
    public void post() {
        for (int i = 0; i < CALLBACKS; i++) {
            loop.post(callback);
        }
        done.acquireUninterruptibly();
    }

    private void ran() {
        if (++count == CALLBACKS) {
            count = 0;
            done.release();
        }
    }
}
