// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * JDK methods the agent weaves, called on a thread that runs no loop while another thread runs one. Run with and without
 * {@code -javaagent}, what differs is the price every other thread pays.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HookBench {
    private final ReentrantLock lock = new ReentrantLock();

    @SuppressWarnings("NullAway.Init")
    private Engine loop;

    @SuppressWarnings("NullAway.Init")
    private FileInputStream zeros;

    @SuppressWarnings("NullAway.Init")
    private Socket near;

    @SuppressWarnings("NullAway.Init")
    private Socket far;

    private int value;

    /** What another thread could see: a future or a task that nobody else has is no use to anybody, but for the compiler. */
    @SuppressWarnings({"NullAway.Init", "UnusedVariable"})
    private Object published;

    @Setup
    public void open() throws IOException {
        loop = Engine.of("loop");
        zeros = new FileInputStream("/dev/zero");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            near = new Socket(server.getInetAddress(), server.getLocalPort());
            far = server.accept();
        }
        near.setTcpNoDelay(true);
        // Makes this object an old one: G1 asks more of what publishes through such, and young ones grow old at any
        // time.
        System.gc();
    }

    @TearDown
    public void close() throws IOException {
        near.close();
        far.close();
        zeros.close();
        loop.close();
    }

    @Benchmark
    public int fileRead() throws IOException {
        return zeros.read();
    }

    @Benchmark
    public void park() {
        LockSupport.unpark(Thread.currentThread());
        LockSupport.park(this);
    }

    @Benchmark
    public Integer completeAndGet() throws Exception {
        CompletableFuture<Integer> future = new CompletableFuture<>();
        future.complete(7);
        return future.get();
    }

    /** Two futures, of which one depends on the other. */
    @Benchmark
    public Integer thenApply() throws Exception {
        CompletableFuture<Integer> future = new CompletableFuture<>();
        CompletableFuture<Integer> next = future.thenApply(HookBench::increment);
        future.complete(7);
        return next.get();
    }

    /** As {@link #thenApply}, but nothing is ever pending. */
    @Benchmark
    public Integer thenApplyDone() {
        return CompletableFuture.completedFuture(7)
                .thenApply(HookBench::increment)
                .join();
    }

    /** As {@link #thenApply}, of a future that another thread has, as one that is pending is for. */
    @Benchmark
    public Integer thenApplyPublished() throws Exception {
        CompletableFuture<Integer> future = new CompletableFuture<>();
        published = future;
        CompletableFuture<Integer> next = future.thenApply(HookBench::increment);
        future.complete(7);
        return next.get();
    }

    private static int increment(int number) {
        return number + 1;
    }

    @Benchmark
    public Integer futureTask() throws Exception {
        FutureTask<Integer> task = new FutureTask<>(() -> 7);
        task.run();
        return task.get();
    }

    /** As {@link #futureTask}, of a task that an executor has. */
    @Benchmark
    public Integer futureTaskPublished() throws Exception {
        FutureTask<Integer> task = new FutureTask<>(() -> 7);
        published = task;
        task.run();
        return task.get();
    }

    @Benchmark
    public int lock() {
        lock.lock();
        try {
            return value++;
        } finally {
            lock.unlock();
        }
    }

    /** A byte written and read back, both blocking calls that do not wait. */
    @Benchmark
    public int socketRead() throws IOException {
        near.getOutputStream().write(1);
        return far.getInputStream().read();
    }
}
