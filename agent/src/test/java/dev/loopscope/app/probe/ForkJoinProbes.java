// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import dev.loopscope.app.Helper;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A pool whose tasks the caller waits for, or helps with and then waits for. */
@SuppressWarnings({"FutureReturnValueIgnored", "ReturnValueIgnored"}) // what comes of it is not the point
final class ForkJoinProbes implements AutoCloseable {
    private final ForkJoinPool pool = new ForkJoinPool(3);

    @Override
    public void close() {
        pool.shutdown();
    }

    /** Done some time after the calling thread has begun to wait. */
    private static Callable<String> later() {
        Thread me = Thread.currentThread();
        return () -> {
            Helper.await(me);
            Helper.pause(Helper.NANOS);
            return "x";
        };
    }

    @Blocks(value = "java.util.concurrent.ForkJoinTask.get", millis = Blocks.LONG)
    void get() throws Exception {
        pool.submit(later()).get();
    }

    @Blocks(value = "java.util.concurrent.ForkJoinTask.get", millis = Blocks.LONG)
    void getTimed() throws Exception {
        pool.submit(later()).get(10, TimeUnit.SECONDS);
    }

    @Blocks(value = "java.util.concurrent.ForkJoinTask.join", millis = Blocks.LONG)
    void join() {
        pool.submit(later()).join();
    }

    @Blocks(value = "java.util.concurrent.ForkJoinTask.quietlyJoin", millis = Blocks.LONG)
    void quietlyJoin() {
        pool.submit(later()).quietlyJoin();
    }

    @Blocks(value = "java.util.concurrent.ForkJoinPool.invoke", millis = Blocks.LONG)
    void invoke() {
        pool.invoke(ForkJoinTask.adapt(later()));
    }

    @Blocks(value = "java.util.concurrent.ForkJoinPool.invokeAll", millis = Blocks.LONG)
    void invokeAll() {
        pool.invokeAll(List.of(later(), later(), later()));
    }

    @Blocks(value = "*invokeAny", millis = Blocks.LONG)
    void invokeAny() throws Exception {
        pool.invokeAny(List.of(later(), later()));
    }

    /** Looks again and again, after ever longer parks. */
    @Blocks(value = "java.util.concurrent.ForkJoinPool.awaitQuiescence", millis = 8)
    void awaitQuiescence() {
        Part part = new Part();
        pool.execute(() -> part.accept(0));
        // Else it would do that itself.
        part.accept(0);
        pool.awaitQuiescence(10, TimeUnit.SECONDS);
    }

    @Blocks(value = "java.util.concurrent.ForkJoinPool.awaitTermination", millis = Blocks.LONG)
    static void awaitTermination() throws InterruptedException {
        ForkJoinPool own = new ForkJoinPool(1);
        Helper.onceIWait(own::shutdown);
        own.awaitTermination(10, TimeUnit.SECONDS);
    }

    @Blocks(value = "java.util.concurrent.ForkJoinPool.close", millis = Blocks.LONG, since = 19)
    static void closePool() throws Exception {
        ForkJoinPool own = new ForkJoinPool(1);
        own.submit(later());
        ((AutoCloseable) (Object) own).close();
    }

    /** A task that forks another and waits for both halves. */
    private static final class Halves extends RecursiveTask<String> {
        private static final long serialVersionUID = 1;
        private final transient Callable<String> later;

        Halves(Callable<String> later) {
            this.later = later;
        }

        @Override
        protected String compute() {
            ForkJoinTask<String> other = ForkJoinTask.adapt(later).fork();
            return other.join();
        }
    }

    @Blocks(value = "java.util.concurrent.ForkJoinPool.invoke", millis = Blocks.LONG)
    void invokeRecursive() {
        pool.invoke(new Halves(later()));
    }

    /** Takes a part itself, which is done when another thread has begun the other, and waits for that one. */
    @Blocks(value = "java.util.stream.IntStream.forEach", millis = Blocks.LONG)
    static void parallelStream() {
        Part part = new Part();
        IntStream.range(0, 2).parallel().forEach(part);
    }

    @Blocks(value = "java.util.stream.IntStream.sum", millis = Blocks.LONG)
    static void parallelReduction() {
        Part part = new Part();
        IntStream.range(0, 2)
                .parallel()
                .map(i -> {
                    part.accept(i);
                    return i;
                })
                .sum();
    }

    private static final class Part implements java.util.function.IntConsumer {
        private final Thread me = Thread.currentThread();
        private volatile boolean hasBegunElsewhere;

        @Override
        @SuppressWarnings("StatementWithEmptyBody")
        public void accept(int ignored) {
            if (Thread.currentThread() == me) {
                while (!hasBegunElsewhere) {}
            } else {
                hasBegunElsewhere = true;
                Helper.await(me);
                Helper.pause(Helper.NANOS);
            }
        }
    }
}
