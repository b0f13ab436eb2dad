// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.lost;

import static dev.loopscope.app.lost.Failing.awaitDone;
import static dev.loopscope.app.lost.Failing.fail;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CountedCompleter;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.RecursiveTask;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** {@code ForkJoinTask}, and what stands on it. */
@SuppressWarnings({"FutureReturnValueIgnored", "CheckReturnValue", "ReturnValueIgnored", "serial"}) // what it is about
final class Forks {
    private static final String TASK = "ForkJoinTask";
    private static final ForkJoinPool POOL = new ForkJoinPool(2);

    private Forks() {}

    @Lost(TASK)
    static void forkJoinSubmit() throws InterruptedException {
        awaitDone(POOL.submit(() -> fail("forkJoinSubmit")));
    }

    @Lost(TASK)
    static void forkJoinSubmitRunnable() throws InterruptedException {
        Runnable task = () -> fail("forkJoinSubmitRunnable");
        awaitDone(ForkJoinPool.commonPool().submit(task));
    }

    @Lost(TASK)
    static void recursiveActionForked() throws InterruptedException {
        awaitDone(
                new RecursiveAction() {
                    @Override
                    protected void compute() {
                        fail("recursiveActionForked");
                    }
                }.fork());
    }

    @Lost(TASK)
    static void recursiveTaskSubmitted() throws InterruptedException {
        awaitDone(POOL.submit(new LostSum("recursiveTaskSubmitted", 8)));
    }

    @Lost(TASK)
    static void failureOfAPartReplaced() throws InterruptedException {
        awaitDone(POOL.submit(new Replacing("failureOfAPartReplaced", 3)));
    }

    @Lost(TASK)
    static void adaptedAndExecuted() throws InterruptedException {
        ForkJoinTask<?> task = ForkJoinTask.adapt(() -> fail("adaptedAndExecuted"));
        POOL.execute(task);
        awaitDone(task);
    }

    @Lost(TASK)
    static void quietlyJoined() {
        new RecursiveAction() {
            @Override
            protected void compute() {
                fail("quietlyJoined");
            }
        }.fork().quietlyJoin();
    }

    @Lost(TASK)
    static void completedExceptionallyByHand() {
        new RecursiveAction() {
            @Override
            protected void compute() {}
        }.completeExceptionally(Failing.failure("completedExceptionallyByHand"));
    }

    @Lost(TASK)
    static void forkJoinInvokeAll() throws InterruptedException {
        POOL.invokeAll(List.of(() -> fail("forkJoinInvokeAll")));
    }

    @Handled
    static void forkJoin() {
        new Action("forkJoin").fork().join();
    }

    @Handled
    static void forkGet() throws Exception {
        new Action("forkGet").fork().get();
    }

    @Handled
    static void poolInvoke() {
        POOL.invoke(new Sum("poolInvoke", 64));
    }

    @Handled
    static void poolSubmitJoin() {
        POOL.submit(new Sum("poolSubmitJoin", 64)).join();
    }

    @Handled
    static void invokeAllOfForks() {
        ForkJoinTask.invokeAll(new Action("invokeAllOfForks"), new Action("invokeAllOfForks"));
    }

    @Handled
    static void getException() throws InterruptedException {
        ForkJoinTask<Void> task = new Action("getException").fork();
        awaitDone(task);
        task.getException();
    }

    @Handled
    static void askedWhetherAbnormal() {
        ForkJoinTask<Void> task = new Action("askedWhetherAbnormal").fork();
        task.quietlyJoin();
        task.isCompletedAbnormally();
    }

    @Handled(since = 19)
    static void exceptionNowOfAFork() throws Exception {
        ForkJoinTask<Void> task = new Action("exceptionNowOfAFork").fork();
        task.quietlyJoin();
        Failing.call(task, ForkJoinTask.class, "exceptionNow");
    }

    @Handled
    static void forkJoinInvokeAllRead() throws Exception {
        Callable<String> task = () -> fail("forkJoinInvokeAllRead");
        for (Future<String> each : POOL.invokeAll(List.of(task))) {
            each.get();
        }
    }

    @Handled
    static void forkJoinInvokeAny() throws ExecutionException, InterruptedException {
        POOL.invokeAny(List.of(() -> fail("forkJoinInvokeAny"), () -> "x"));
    }

    /** It goes to the handler of uncaught exceptions, which the pool has been given. */
    @Handled
    static void executed() throws InterruptedException {
        CountDownLatch caught = new CountDownLatch(1);
        ForkJoinPool pool = new ForkJoinPool(
                1, ForkJoinPool.defaultForkJoinWorkerThreadFactory, (thread, e) -> caught.countDown(), true);
        pool.execute(() -> fail("executed"));
        caught.await();
        pool.shutdown();
    }

    @Handled
    static void parallelStream() {
        IntStream.range(0, 1000).parallel().forEach(i -> {
            if (i % 100 == 0) {
                fail("parallelStream");
            }
        });
    }

    @Handled
    static void parallelStreamThatMaps() {
        IntStream.range(0, 1000)
                .parallel()
                .map(i -> fail("parallelStreamThatMaps"))
                .sum();
    }

    @Handled
    static void completer() {
        new Leaf(null, "completer", 3).invoke();
    }

    @Handled
    static void cancelledFork() {
        new Action("never run").cancel(true);
    }

    /** Fails. */
    private static final class Action extends RecursiveAction {
        private static final long serialVersionUID = 1;

        private final String name;

        Action(String name) {
            this.name = name;
        }

        @Override
        protected void compute() {
            fail(name);
        }
    }

    /** Halves itself, and fails in every leaf. */
    private static final class Sum extends RecursiveTask<Integer> {
        private static final long serialVersionUID = 1;

        private final String name;
        private final int size;

        Sum(String name, int size) {
            this.name = name;
            this.size = size;
        }

        @Override
        protected Integer compute() {
            if (size == 1) {
                return fail(name);
            }
            ForkJoinTask<Integer> left = new Sum(name, size / 2).fork();
            int right = new Sum(name, size - size / 2).compute();
            return left.join() + right;
        }
    }

    /** As {@link Sum}; of one class of tasks, some are read or none. */
    private static final class LostSum extends RecursiveTask<Integer> {
        private static final long serialVersionUID = 1;

        private final String name;
        private final int size;

        LostSum(String name, int size) {
            this.name = name;
            this.size = size;
        }

        @Override
        protected Integer compute() {
            if (size == 1) {
                return fail(name);
            }
            ForkJoinTask<Integer> left = new LostSum(name, size / 2).fork();
            return new LostSum(name, size - size / 2).fork().join() + left.join();
        }
    }

    /** Says nothing of what has failed below it. */
    private static final class Replacing extends RecursiveTask<Integer> {
        private static final long serialVersionUID = 1;

        private final String name;
        private final int depth;

        Replacing(String name, int depth) {
            this.name = name;
            this.depth = depth;
        }

        @Override
        protected Integer compute() {
            if (depth == 0) {
                return fail("below");
            }
            try {
                return new Replacing(name, depth - 1).fork().join();
            } catch (IllegalStateException e) {
                return fail(name);
            }
        }
    }

    /** Has two of its kind below it; the last ones fail. */
    private static final class Leaf extends CountedCompleter<Void> {
        private static final long serialVersionUID = 1;

        private final String name;
        private final int depth;

        Leaf(@Nullable Leaf parent, String name, int depth) {
            super(parent);
            this.name = name;
            this.depth = depth;
        }

        @Override
        public void compute() {
            if (depth == 0) {
                fail(name);
            }
            setPendingCount(2);
            new Leaf(this, name, depth - 1).fork();
            new Leaf(this, name, depth - 1).fork();
            tryComplete();
        }
    }
}
