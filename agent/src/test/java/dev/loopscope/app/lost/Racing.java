// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.lost;

import static dev.loopscope.app.lost.Failing.DAEMONS;
import static dev.loopscope.app.lost.Failing.POOL;
import static dev.loopscope.app.lost.Failing.fail;
import static dev.loopscope.app.lost.Failing.failure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Futures that fail while they are read, cancelled or outrun, for so many seconds, and are collected all the time. */
@SuppressWarnings("FutureReturnValueIgnored") // those that only race
public final class Racing {
    private static final ForkJoinPool FORKS = new ForkJoinPool(3);

    private Racing() {}

    public static void main(String[] arguments) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[0]));
        DAEMONS.newThread(Racing::collect).start();
        while (System.nanoTime() < end) {
            task();
            cancelled();
            future();
            race();
            either();
            all();
            fork();
            parts();
        }
        System.out.println("end");
        System.exit(0);
    }

    private static void collect() {
        while (true) {
            System.gc();
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static void task() throws InterruptedException {
        FutureTask<String> task = new FutureTask<>(() -> fail("task"));
        POOL.execute(task);
        try {
            task.get();
        } catch (ExecutionException e) {
            // that is how it was told
        }
    }

    private static void cancelled() {
        FutureTask<String> task = new FutureTask<>(() -> fail("cancelled"));
        POOL.execute(task);
        task.cancel(false);
    }

    private static void future() {
        CompletableFuture<String> future = new CompletableFuture<>();
        POOL.execute(() -> future.completeExceptionally(failure("future")));
        try {
            future.thenApply(String::length).join();
        } catch (CompletionException e) {
            // that is how it was told
        }
    }

    private static void race() {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> second = new CompletableFuture<>();
        CompletableFuture<Object> any = CompletableFuture.anyOf(first, second);
        POOL.execute(() -> first.completeExceptionally(failure("race")));
        second.complete("x");
        any.exceptionally(e -> "y").join();
    }

    private static void either() {
        CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> fail("either"), POOL);
        CompletableFuture<String> second = CompletableFuture.supplyAsync(() -> "x", POOL);
        first.applyToEither(second, x -> x).exceptionally(e -> "y").join();
        CompletableFuture<String> third = CompletableFuture.supplyAsync(() -> "x", POOL);
        CompletableFuture<String> fourth = CompletableFuture.supplyAsync(() -> fail("either"), POOL);
        third.applyToEither(fourth, x -> x).exceptionally(e -> "y").join();
    }

    private static void all() {
        CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> fail("all"), POOL);
        CompletableFuture<String> second = CompletableFuture.supplyAsync(() -> fail("all"), POOL);
        CompletableFuture.allOf(first, second).handle((x, e) -> "y").join();
    }

    private static void fork() {
        try {
            ForkJoinPool.commonPool().submit(() -> fail("fork")).join();
        } catch (IllegalStateException e) {
            // that is how it was told
        }
    }

    /** Both halves fail; who has had one thrown at it cannot join the other. */
    private static void parts() {
        try {
            FORKS.invoke(new Part(4));
        } catch (IllegalStateException e) {
            // that is how it was told
        }
    }

    private static final class Part extends RecursiveTask<Integer> {
        private static final long serialVersionUID = 1;

        private final int size;

        Part(int size) {
            this.size = size;
        }

        @Override
        protected Integer compute() {
            if (size == 1) {
                return fail("part");
            }
            ForkJoinTask<Integer> half = new Part(size / 2).fork();
            int sum = new Part(size - size / 2).compute();
            return sum + half.join();
        }
    }
}
