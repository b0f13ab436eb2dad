// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.lost;

import static dev.loopscope.app.lost.Failing.DAEMONS;
import static dev.loopscope.app.lost.Failing.awaitDone;
import static dev.loopscope.app.lost.Failing.fail;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Tasks that run again and again, until one throws. */
@SuppressWarnings({"FutureReturnValueIgnored", "CheckReturnValue"}) // what it is about
final class Periodic {
    private static final String BY = "periodic-task-died";
    private static final String POOL = "ScheduledThreadPoolExecutor";
    private static final ScheduledExecutorService SCHEDULER = Executors.newScheduledThreadPool(2, DAEMONS);

    private Periodic() {}

    private static ScheduledFuture<?> everyMillisecond(Runnable task) {
        return SCHEDULER.scheduleAtFixedRate(task, 1, 1, TimeUnit.MILLISECONDS);
    }

    @Lost(value = POOL, by = BY)
    static void atFixedRate() throws InterruptedException {
        awaitDone(everyMillisecond(() -> fail("atFixedRate")));
    }

    @Lost(value = POOL, by = BY)
    static void withFixedDelay() throws InterruptedException {
        awaitDone(SCHEDULER.scheduleWithFixedDelay(() -> fail("withFixedDelay"), 1, 1, TimeUnit.MILLISECONDS));
    }

    @Lost(value = POOL, by = BY)
    static void inItsThirdRun() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        awaitDone(everyMillisecond(() -> {
            if (runs.incrementAndGet() == 3) {
                fail("inItsThirdRun");
            }
        }));
    }

    /** One root, one finding. */
    @Lost(value = POOL, by = BY)
    static void joinsWhatFailed() throws InterruptedException {
        CompletableFuture<String> inner = new CompletableFuture<>();
        ScheduledFuture<?> task = everyMillisecond(() -> {
            inner.completeExceptionally(Failing.failure("joinsWhatFailed"));
            inner.join();
        });
        awaitDone(task);
    }

    @Lost(value = "ForkJoinPool", by = BY, since = 25)
    static void inAForkJoinPool() throws Exception {
        // It can schedule since 25.
        ExecutorService pool = ForkJoinPool.commonPool();
        awaitDone(((ScheduledExecutorService) pool)
                .scheduleAtFixedRate(() -> fail("inAForkJoinPool"), 1, 1, TimeUnit.MILLISECONDS));
    }

    @Handled
    static void waitedFor() throws Exception {
        everyMillisecond(() -> fail("waitedFor")).get();
    }

    @Handled
    static void lookedAfter() throws InterruptedException {
        CountDownLatch read = new CountDownLatch(1);
        ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1, DAEMONS) {
            @Override
            protected void afterExecute(Runnable task, Throwable thrown) {
                super.afterExecute(task, thrown);
                if (((Future<?>) task).isDone()) {
                    try {
                        ((Future<?>) task).get();
                    } catch (ExecutionException e) {
                        read.countDown();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            }
        };
        pool.scheduleAtFixedRate(() -> fail("lookedAfter"), 1, 1, TimeUnit.MILLISECONDS);
        read.await();
        pool.shutdown();
    }

    @Handled
    static void cancelsItself() throws InterruptedException {
        CompletableFuture<ScheduledFuture<?>> self = new CompletableFuture<>();
        ScheduledFuture<?> task = everyMillisecond(() -> {
            self.join().cancel(false);
            fail("cancelsItself");
        });
        self.complete(task);
        awaitDone(task);
    }

    @Handled
    static void cancelledByAnother() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(2);
        ScheduledFuture<?> task = everyMillisecond(runs::countDown);
        runs.await();
        task.cancel(true);
    }

    @Handled
    static void shutDown() throws InterruptedException {
        ScheduledExecutorService pool = Executors.newSingleThreadScheduledExecutor(DAEMONS);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch stopping = new CountDownLatch(1);
        ScheduledFuture<?> task = pool.scheduleAtFixedRate(
                () -> {
                    running.countDown();
                    try {
                        stopping.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("shutDown", e);
                    }
                },
                1,
                1,
                TimeUnit.MILLISECONDS);
        running.await();
        pool.shutdownNow();
        awaitDone(task);
    }

    @Handled
    static void failsWhileItsExecutorStops() throws InterruptedException {
        ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1, DAEMONS);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch stopping = new CountDownLatch(1);
        ScheduledFuture<?> task = pool.scheduleAtFixedRate(
                () -> {
                    running.countDown();
                    try {
                        stopping.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    fail("failsWhileItsExecutorStops");
                },
                1,
                1,
                TimeUnit.MILLISECONDS);
        running.await();
        pool.shutdown();
        stopping.countDown();
        awaitDone(task);
    }

    @Handled
    static void catchesWhatItThrows() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(3);
        ScheduledFuture<?> task = everyMillisecond(() -> {
            try {
                fail("catchesWhatItThrows");
            } catch (IllegalStateException e) {
                runs.countDown();
            }
        });
        runs.await();
        task.cancel(false);
    }
}
