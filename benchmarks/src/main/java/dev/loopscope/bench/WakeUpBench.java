// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From posting a callback to a loop that sleeps until the callback runs, as the poster sees it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WakeUpBench {
    /** Long enough for the loop to be asleep again, short enough for its core not to sleep deeply. */
    private static final long IDLE_NANOS = 60_000;

    @Param({"loop", "nio", "epoll"})
    String engine = "loop";

    @SuppressWarnings("NullAway.Init")
    private Engine loop;

    private final Runnable callback = this::ran;
    private long asked;
    private volatile long answered;
    // loop thread only
    private long run;

    @Setup
    public void open() {
        loop = Engine.of(engine);
    }

    @Setup(Level.Invocation)
    public void idle() {
        LockSupport.parkNanos(IDLE_NANOS);
    }

    @TearDown
    public void close() {
        loop.close();
    }

    @Benchmark
    public void wakeUp() {
        long question = ++asked;
        loop.post(callback);
        while (answered != question) {
            Thread.onSpinWait();
        }
    }

    private void ran() {
        answered = ++run;
    }
}
