// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import dev.loopscope.app.Helper;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Futures, and executors that wait for those they make. */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of it is not the point
final class FutureProbes implements AutoCloseable {
    private static final int MILLIS = ThreadProbes.MILLIS;

    /** Of threads that are there already. */
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(3, FutureProbes::daemon);

    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2, FutureProbes::daemon);
    private final ExecutorService single = Executors.newSingleThreadExecutor(FutureProbes::daemon);

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "pool");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        timer.shutdown();
        single.shutdown();
    }

    /** Done some time after the calling thread has begun to wait. */
    private static Callable<String> laterCallable() {
        Thread me = Thread.currentThread();
        return () -> {
            Helper.await(me);
            Helper.pause(Helper.NANOS);
            return "x";
        };
    }

    private static ExecutorService virtual() throws ReflectiveOperationException {
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }

    @Blocks(value = "java.util.concurrent.CompletableFuture.get", millis = Blocks.LONG)
    static void futureTimesOut() throws Exception {
        try {
            new CompletableFuture<String>().get(MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Blocks(value = "java.util.concurrent.CompletableFuture.join", millis = Blocks.LONG)
    static void orTimeout() {
        try {
            new CompletableFuture<String>()
                    .orTimeout(MILLIS, TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    /** Asks for nothing until it is told to. */
    private static final class Slow implements Flow.Subscriber<String> {
        volatile Flow.@Nullable Subscription subscription;

        void request(long count) {
            Flow.Subscription known = subscription;
            if (known != null) {
                known.request(count);
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription made) {
            subscription = made;
        }

        @Override
        public void onNext(String item) {}

        @Override
        public void onError(Throwable throwable) {}

        @Override
        public void onComplete() {}
    }

    @Blocks(value = "java.util.concurrent.CompletableFuture.get", millis = Blocks.LONG)
    static void futureOfStages() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        Helper.onceIWait(() -> future.complete("x"));
        future.thenApply(String::length)
                .thenCombine(future, (length, text) -> text)
                .get();
    }

    @Blocks(value = "java.util.concurrent.CompletableFuture.join", millis = Blocks.LONG)
    static void allOf() {
        CompletableFuture<String> one = new CompletableFuture<>();
        CompletableFuture<String> other = new CompletableFuture<>();
        Helper.onceIWait(() -> {
            one.complete("x");
            Helper.pause(1_000_000);
            other.complete("y");
        });
        CompletableFuture.allOf(one, other).join();
    }

    @Blocks(value = "java.util.concurrent.CompletableFuture.join", millis = Blocks.LONG)
    static void anyOf() {
        CompletableFuture<String> one = new CompletableFuture<>();
        Helper.onceIWait(() -> one.complete("x"));
        CompletableFuture.anyOf(one, new CompletableFuture<String>()).join();
    }

    @Blocks(value = "java.util.concurrent.CompletableFuture.get", millis = Blocks.LONG)
    void supplied() throws Exception {
        Thread me = Thread.currentThread();
        CompletableFuture.supplyAsync(
                        () -> {
                            Helper.await(me);
                            Helper.pause(Helper.NANOS);
                            return "x";
                        },
                        THREADS)
                .get();
    }

    @Blocks(value = "java.util.concurrent.FutureTask.get", millis = Blocks.LONG)
    static void taskTimed() throws Exception {
        FutureTask<String> task = new FutureTask<>(() -> "x");
        Helper.onceIWait(task::run);
        task.get(10, TimeUnit.SECONDS);
    }

    @Blocks(value = "java.util.concurrent.FutureTask.get", millis = Blocks.LONG)
    void scheduled() throws Exception {
        timer.schedule(() -> "x", MILLIS, TimeUnit.MILLISECONDS).get();
    }

    @Blocks(value = "java.util.concurrent.ExecutorCompletionService.take", millis = Blocks.LONG)
    void completionTake() throws Exception {
        ExecutorCompletionService<String> service = new ExecutorCompletionService<>(timer);
        service.submit(laterCallable());
        service.take();
    }

    @Blocks(value = "java.util.concurrent.ExecutorCompletionService.poll", millis = Blocks.LONG)
    void completionPoll() throws InterruptedException {
        new ExecutorCompletionService<String>(timer).poll(MILLIS, TimeUnit.MILLISECONDS);
    }

    @Blocks(value = "java.util.concurrent.AbstractExecutorService.invokeAll", millis = Blocks.LONG)
    void invokeAll() throws Exception {
        THREADS.invokeAll(List.of(laterCallable(), laterCallable(), laterCallable()));
    }

    @Blocks(value = "java.util.concurrent.AbstractExecutorService.invokeAll", millis = Blocks.LONG)
    void invokeAllTimed() throws Exception {
        THREADS.invokeAll(List.of(laterCallable(), laterCallable()), 10, TimeUnit.SECONDS);
    }

    @Blocks(value = "java.util.concurrent.AbstractExecutorService.invokeAny", millis = Blocks.LONG)
    void invokeAny() throws Exception {
        THREADS.invokeAny(List.of(laterCallable(), laterCallable()));
    }

    @Blocks(value = "java.util.concurrent.AbstractExecutorService.invokeAny", millis = Blocks.LONG)
    void invokeAnyTimed() throws Exception {
        THREADS.invokeAny(List.of(laterCallable()), 10, TimeUnit.SECONDS);
    }

    @Blocks(value = "java.util.concurrent.*invokeAll", millis = Blocks.LONG)
    void invokeAllOfSingle() throws Exception {
        single.invokeAll(List.of(laterCallable()));
    }

    @Blocks(value = "java.util.concurrent.ThreadPoolExecutor.awaitTermination", millis = Blocks.LONG)
    void awaitTerminationInVain() throws InterruptedException {
        THREADS.awaitTermination(MILLIS, TimeUnit.MILLISECONDS);
    }

    @Blocks(value = "java.util.concurrent.*close", millis = Blocks.LONG, since = 19)
    static void closePool() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(1);
        Future<String> running = pool.submit(laterCallable());
        ((AutoCloseable) (Object) pool).close();
        if (!running.isDone()) {
            throw new IllegalStateException();
        }
    }

    @Blocks(value = "java.util.concurrent.*invokeAll", millis = Blocks.LONG, since = 21)
    static void invokeAllVirtual() throws Exception {
        virtual().invokeAll(List.of(laterCallable(), laterCallable()));
    }

    @Blocks(value = "java.util.concurrent.*invokeAny", millis = Blocks.LONG, since = 21)
    static void invokeAnyVirtual() throws Exception {
        virtual().invokeAny(List.of(laterCallable(), laterCallable()));
    }

    @Blocks(value = "java.util.concurrent.*awaitTermination", millis = 0, since = 21)
    static void awaitTerminationVirtual() throws Exception {
        ExecutorService pool = virtual();
        pool.execute(() -> Helper.pause(2 * Helper.NANOS));
        pool.shutdown();
        pool.awaitTermination(10, TimeUnit.SECONDS);
    }

    @Blocks(value = "java.util.concurrent.*close", millis = Blocks.LONG, since = 21)
    static void closeVirtual() throws Exception {
        ExecutorService pool = virtual();
        Future<String> running = pool.submit(laterCallable());
        ((AutoCloseable) (Object) pool).close();
        if (!running.isDone()) {
            throw new IllegalStateException();
        }
    }

    @Blocks(value = "java.util.concurrent.SubmissionPublisher.submit", millis = Blocks.LONG)
    void publish() {
        try (SubmissionPublisher<String> publisher = new SubmissionPublisher<>(timer, 1)) {
            Slow slow = new Slow();
            publisher.subscribe(slow);
            while (slow.subscription == null) {
                Thread.onSpinWait();
            }
            while (publisher.offer("x", null) > 0) {
                // Until its buffer is full.
                Thread.onSpinWait();
            }
            Helper.onceIWait(() -> slow.request(10));
            publisher.submit("y");
        }
    }
}
