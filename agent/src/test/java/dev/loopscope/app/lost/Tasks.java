// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.lost;

import static dev.loopscope.app.lost.Failing.DAEMONS;
import static dev.loopscope.app.lost.Failing.POOL;
import static dev.loopscope.app.lost.Failing.awaitDone;
import static dev.loopscope.app.lost.Failing.fail;
import static dev.loopscope.app.lost.Failing.failure;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** {@code FutureTask}, behind executors and by itself. */
@SuppressWarnings({"FutureReturnValueIgnored", "CheckReturnValue"}) // what it is about
final class Tasks {
    private static final String TASK = "FutureTask";
    private static final ScheduledExecutorService SCHEDULER = Executors.newSingleThreadScheduledExecutor(DAEMONS);

    private Tasks() {}

    @Lost(TASK)
    static void submitCallable() throws InterruptedException {
        awaitDone(POOL.submit(() -> fail("submitCallable")));
    }

    @Lost(TASK)
    static void submitRunnable() throws InterruptedException {
        Runnable task = () -> fail("submitRunnable");
        awaitDone(POOL.submit(task));
    }

    @Lost(TASK)
    static void submitToADelegatingExecutor() throws InterruptedException {
        awaitDone(Executors.unconfigurableExecutorService(POOL).submit(() -> fail("submitToADelegatingExecutor")));
    }

    /** Which kind of future that is differs between JDKs. */
    @Lost(value = "Future", since = 21)
    static void submitToAThreadOfItsOwn() throws Exception {
        ExecutorService executor = perTask();
        try {
            awaitDone(executor.submit(() -> fail("submitToAThreadOfItsOwn")));
        } finally {
            executor.shutdown();
        }
    }

    @Lost(TASK)
    static void schedule() throws InterruptedException {
        Runnable task = () -> fail("schedule");
        awaitDone(SCHEDULER.schedule(task, 1, TimeUnit.MILLISECONDS));
    }

    @Lost(TASK)
    static void scheduleCallable() throws InterruptedException {
        Callable<String> task = () -> fail("scheduleCallable");
        awaitDone(SCHEDULER.schedule(task, 1, TimeUnit.MILLISECONDS));
    }

    @Lost(TASK)
    static void invokeAll() throws InterruptedException {
        POOL.invokeAll(List.of(() -> fail("invokeAll")));
    }

    @Lost(TASK)
    static void inAThread() throws InterruptedException {
        Thread thread = DAEMONS.newThread(new FutureTask<>(() -> fail("inAThread")));
        thread.start();
        thread.join();
    }

    @Lost(TASK)
    static void runByHand() {
        new FutureTask<>(() -> fail("runByHand")).run();
    }

    @Lost(TASK)
    static void completedByHand() {
        new Promise().setException(failure("completedByHand"));
    }

    @Lost(TASK)
    static void notTakenFromACompletionService() throws InterruptedException {
        ExecutorCompletionService<String> service = new ExecutorCompletionService<>(POOL);
        awaitDone(service.submit(() -> fail("notTakenFromACompletionService")));
    }

    /** Having it thrown at oneself is no end of it, if one throws it on. */
    @Lost(TASK)
    static void gotByATaskThatFailsOfIt() throws InterruptedException {
        Future<String> inner = POOL.submit(() -> fail("gotByATaskThatFailsOfIt"));
        awaitDone(inner);
        awaitDone(POOL.submit(() -> inner.get()));
    }

    @Lost(TASK)
    static void onlyAskedWhetherDone() throws InterruptedException {
        Future<String> future = POOL.submit(() -> fail("onlyAskedWhetherDone"));
        awaitDone(future);
        future.isCancelled();
        future.toString();
    }

    @Lost(TASK)
    static void anErrorInATask() throws InterruptedException {
        awaitDone(POOL.submit(() -> {
            throw new AssertionError("anErrorInATask");
        }));
    }

    @Handled
    static void submitGet() throws Exception {
        POOL.submit(() -> fail("submitGet")).get();
    }

    @Handled
    static void submitGetTimed() throws Exception {
        POOL.submit(() -> fail("submitGetTimed")).get(1, TimeUnit.MINUTES);
    }

    @Handled
    static void scheduleGet() throws Exception {
        SCHEDULER.schedule(() -> fail("scheduleGet"), 1, TimeUnit.MILLISECONDS).get();
    }

    @Handled
    static void invokeAllRead() throws Exception {
        for (Future<Object> each : POOL.invokeAll(List.of(() -> fail("invokeAllRead")))) {
            each.get();
        }
    }

    @Handled
    static void invokeAny() throws Exception {
        POOL.invokeAny(List.of(() -> fail("invokeAny"), () -> "x", () -> fail("invokeAny")));
    }

    @Handled
    static void invokeAnyOfFailures() throws Exception {
        POOL.invokeAny(List.of(() -> fail("invokeAnyOfFailures"), () -> fail("invokeAnyOfFailures")));
    }

    @Handled
    static void takenFromACompletionService() throws Exception {
        ExecutorCompletionService<String> service = new ExecutorCompletionService<>(POOL);
        service.submit(() -> fail("takenFromACompletionService"));
        service.take().get();
    }

    @Handled
    static void inAThreadAndGot() throws Exception {
        FutureTask<String> task = new FutureTask<>(() -> fail("inAThreadAndGot"));
        DAEMONS.newThread(task).start();
        task.get();
    }

    @Handled(since = 19)
    static void exceptionNowOfATask() throws Exception {
        Future<String> future = POOL.submit(() -> fail("exceptionNowOfATask"));
        awaitDone(future);
        Failing.call(future, FutureTask.class, "exceptionNow");
    }

    @Handled(since = 19)
    static void resultNowOfATask() throws Exception {
        Future<String> future = POOL.submit(() -> fail("resultNowOfATask"));
        awaitDone(future);
        Failing.call(future, FutureTask.class, "resultNow");
    }

    /** What the documentation of {@code ThreadPoolExecutor} says one should do. */
    @Handled
    static void readAfterExecute() throws InterruptedException {
        CountDownLatch read = new CountDownLatch(1);
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), DAEMONS) {
                    @Override
                    protected void afterExecute(Runnable task, Throwable thrown) {
                        super.afterExecute(task, thrown);
                        try {
                            ((Future<?>) task).get();
                        } catch (ExecutionException e) {
                            read.countDown();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                };
        pool.submit(() -> fail("readAfterExecute"));
        read.await();
        pool.shutdown();
    }

    @Handled
    static void readInDone() {
        new FutureTask<String>(() -> fail("readInDone")) {
            @Override
            protected void done() {
                try {
                    get();
                } catch (ExecutionException e) {
                    // that is how it was told
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }.run();
    }

    @Handled
    static void handedToASubclass() {
        new FutureTask<String>(() -> fail("handedToASubclass")) {
            @Override
            protected void setException(Throwable exception) {
                super.setException(exception);
            }
        }.run();
    }

    @Handled
    static void cancelledWhileItRuns() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Future<String> future = POOL.submit(() -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                over.countDown();
            }
            return fail("cancelledWhileItRuns");
        });
        running.await();
        future.cancel(true);
        over.await();
    }

    @Handled
    static void cancelledAfterItFailed() throws InterruptedException {
        Future<String> future = POOL.submit(() -> fail("cancelledAfterItFailed"));
        awaitDone(future);
        future.cancel(true);
    }

    @Handled
    static void interruptedByShutdownNow() throws InterruptedException {
        ExecutorService pool = Executors.newSingleThreadExecutor(DAEMONS);
        CountDownLatch running = new CountDownLatch(1);
        Future<String> future = pool.submit(() -> {
            running.countDown();
            new CountDownLatch(1).await();
            return "x";
        });
        running.await();
        pool.shutdownNow();
        awaitDone(future);
    }

    @Handled
    static void promiseKeptBefore() {
        Promise promise = new Promise();
        promise.set("x");
        promise.setException(failure("promiseKeptBefore"));
    }

    @Handled
    static void readByTwo() throws Exception {
        Future<String> future = POOL.submit(() -> fail("readByTwo"));
        Future<String> reader = POOL.submit(() -> {
            try {
                return future.get();
            } catch (ExecutionException e) {
                return "y";
            }
        });
        reader.get();
        future.get();
    }

    private static ExecutorService perTask() throws ReflectiveOperationException {
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }

    /** A future completed by hand, as people made them before there was CompletableFuture. */
    private static final class Promise extends FutureTask<String> {
        Promise() {
            super(() -> "never run");
        }

        @Override
        public void set(String value) {
            super.set(value);
        }

        @Override
        public void setException(Throwable exception) {
            super.setException(exception);
        }
    }
}
