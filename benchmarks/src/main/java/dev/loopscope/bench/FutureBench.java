// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.LoopFuture;
import java.util.concurrent.CompletableFuture;
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

/**
 * A future made, given a callback and completed on the loop thread, and the callback run: in the next tick for
 * {@code LoopFuture}, at once for a plain {@code CompletableFuture}, and through the loop's queue for one whose callback names
 * the loop as its executor.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FutureBench {
    static final int FUTURES = 50_000;
    private static final int BATCH = 50;

    @Param({"loop", "completable", "completable-async"})
    String kind = "loop";

    @SuppressWarnings("NullAway.Init")
    private OwnEngine engine;

    @SuppressWarnings("NullAway.Init")
    private EventLoop loop;

    private final Semaphore done = new Semaphore(0);
    // loop thread only
    private int left;
    private int sum;

    @Setup
    public void open() {
        engine = new OwnEngine();
        loop = engine.loop;
    }

    @TearDown
    public void close() {
        engine.close();
    }

    @Benchmark
    @OperationsPerInvocation(FUTURES)
    public int complete() {
        Runnable batch = switch (kind) {
            case "loop" -> this::ours;
            case "completable" -> this::completable;
            default -> this::completableAsync;
        };
        loop.callSoonThreadSafe(() -> {
            left = FUTURES;
            batch.run();
        });
        done.acquireUninterruptibly();
        return sum;
    }

    private void ours() {
        for (int i = 0; i < BATCH; i++) {
            LoopFuture<String> future = loop.createFuture();
            future.addDoneCallback(finished -> sum += finished.result().length());
            future.setResult("x");
        }
        next(this::ours);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nothing fails
    private void completable() {
        for (int i = 0; i < BATCH; i++) {
            CompletableFuture<String> future = new CompletableFuture<>();
            future.thenAccept(result -> sum += result.length());
            future.complete("x");
        }
        next(this::completable);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nothing fails
    private void completableAsync() {
        for (int i = 0; i < BATCH; i++) {
            CompletableFuture<String> future = new CompletableFuture<>();
            future.thenAcceptAsync(result -> sum += result.length(), loop);
            future.complete("x");
        }
        next(this::completableAsync);
    }

    private void next(Runnable batch) {
        left -= BATCH;
        if (left > 0) {
            loop.callSoon(batch);
        } else {
            loop.callSoon(done::release);
        }
    }
}
