// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import dev.loopscope.loop.Async;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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

/** A task's step: it gives the loop back for one tick, and gets it again. So many tasks do that in turns. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TaskBench {
    static final int STEPS = 10_000;

    /** How tasks are suspended; falls back to what the JDK offers. */
    @Param({"loop", "virtual", "platform"})
    String engine = "loop";

    @Param({"1", "100"})
    int alive;

    @SuppressWarnings("NullAway.Init")
    private OwnEngine own;

    @SuppressWarnings("NullAway.Init")
    private EventLoop loop;

    @Setup
    public void open() {
        System.setProperty("dev.loopscope.loop.engine", engine);
        own = new OwnEngine();
        loop = own.loop;
    }

    @TearDown
    public void close() {
        own.close();
    }

    @Benchmark
    @OperationsPerInvocation(STEPS)
    public void step() {
        CompletableFuture<?>[] tasks = new CompletableFuture<?>[alive];
        for (int i = 0; i < alive; i++) {
            tasks[i] = loop.runCoroutineThreadSafe(Coroutine.ofVoid(this::takeSteps));
        }
        CompletableFuture.allOf(tasks).join();
    }

    private void takeSteps() {
        for (int i = 0; i < STEPS / alive; i++) {
            Async.sleep(Duration.ZERO).await();
        }
    }
}
