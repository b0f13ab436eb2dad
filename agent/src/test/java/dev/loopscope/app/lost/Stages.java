// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.lost;

import static dev.loopscope.app.lost.Failing.POOL;
import static dev.loopscope.app.lost.Failing.awaitDone;
import static dev.loopscope.app.lost.Failing.fail;
import static dev.loopscope.app.lost.Failing.failed;
import static dev.loopscope.app.lost.Failing.failure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One {@code CompletableFuture} and what is made of it. */
@SuppressWarnings({"FutureReturnValueIgnored", "unused", "CheckReturnValue"}) // what it is about
final class Stages {
    private static final String FUTURE = "CompletableFuture";

    private Stages() {}

    @Lost(FUTURE)
    static void completedExceptionally() {
        new CompletableFuture<String>().completeExceptionally(failure("completedExceptionally"));
    }

    /** The second attempt brings nothing new, and nobody has read anything by it. */
    @Lost(FUTURE)
    static void completedExceptionallyTwiceWithTheSame() {
        CompletableFuture<String> future = new CompletableFuture<>();
        IllegalStateException failure = failure("completedExceptionallyTwiceWithTheSame");
        future.completeExceptionally(failure);
        future.completeExceptionally(failure);
    }

    @Lost(FUTURE)
    static void failedFuture() {
        failed("failedFuture");
    }

    @Lost(FUTURE)
    static void failedStage() {
        CompletableFuture.failedStage(failure("failedStage"));
    }

    @Lost(FUTURE)
    static void supplyAsync() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture.supplyAsync(() -> fail(running, "supplyAsync"), POOL);
        running.await();
    }

    @Lost(FUTURE)
    static void supplyAsyncInTheCommonPool() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture.supplyAsync(() -> fail(running, "supplyAsyncInTheCommonPool"));
        running.await();
    }

    @Lost(FUTURE)
    static void runAsync() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture.runAsync(() -> fail(running, "runAsync"), POOL);
        running.await();
    }

    @Lost(FUTURE)
    static void completeAsync() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        new CompletableFuture<String>().completeAsync(() -> fail(running, "completeAsync"), POOL);
        running.await();
    }

    @Lost(FUTURE)
    static void obtrudeException() {
        CompletableFuture.completedFuture("x").obtrudeException(failure("obtrudeException"));
    }

    @Lost(FUTURE)
    static void thenApplyThrows() {
        CompletableFuture.completedFuture("x").thenApply(x -> fail("thenApplyThrows"));
    }

    @Lost(FUTURE)
    static void thenAcceptThrows() {
        CompletableFuture.completedFuture("x").thenAccept(x -> fail("thenAcceptThrows"));
    }

    @Lost(FUTURE)
    static void thenRunThrows() {
        CompletableFuture.completedFuture("x").thenRun(() -> fail("thenRunThrows"));
    }

    @Lost(FUTURE)
    static void thenApplyAsyncThrows() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture.completedFuture("x").thenApplyAsync(x -> fail(running, "thenApplyAsyncThrows"), POOL);
        running.await();
    }

    /** One failure in four futures. */
    @Lost(FUTURE)
    static void chain() {
        CompletableFuture<String> first = new CompletableFuture<>();
        first.thenApply(String::length).thenAccept(length -> {}).thenRun(() -> {});
        first.completeExceptionally(failure("chain"));
    }

    @Lost(FUTURE)
    static void thenCompose() {
        CompletableFuture.completedFuture("x").thenCompose(x -> failed("thenCompose"));
    }

    @Lost(FUTURE)
    static void thenComposeLater() {
        CompletableFuture<String> inner = new CompletableFuture<>();
        CompletableFuture.completedFuture("x").thenCompose(x -> inner);
        inner.completeExceptionally(failure("thenComposeLater"));
    }

    @Lost(FUTURE)
    static void thenComposeThrows() {
        CompletableFuture.completedFuture("x").thenCompose(x -> fail("thenComposeThrows"));
    }

    @Lost(FUTURE)
    static void exceptionallyThrows() {
        failed("seen").exceptionally(e -> fail("exceptionallyThrows"));
    }

    @Lost(FUTURE)
    static void exceptionallyComposeFails() {
        failed("seen").exceptionallyCompose(e -> failed("exceptionallyComposeFails"));
    }

    @Lost(FUTURE)
    static void handleThrows() {
        CompletableFuture.completedFuture("x").handle((x, e) -> fail("handleThrows"));
    }

    @Lost(FUTURE)
    static void whenCompleteThrows() {
        CompletableFuture.completedFuture("x").whenComplete((x, e) -> fail("whenCompleteThrows"));
    }

    @Lost(FUTURE)
    static void copied() {
        failed("copied").copy();
    }

    @Lost(FUTURE)
    static void minimalStage() {
        failed("minimalStage").minimalCompletionStage();
    }

    @Lost(FUTURE)
    static void subclassed() {
        new Subclass<String>().thenApply(String::length).completeExceptionally(failure("subclassed"));
    }

    @Lost(FUTURE)
    static void wrapped() {
        CompletableFuture.failedFuture(new CompletionException(failure("wrapped")))
                .thenApply(x -> x);
    }

    /** Having it thrown at oneself is no end of it, if one throws it on. */
    @Lost(FUTURE)
    static void joinedByATaskThatFailsOfIt() throws InterruptedException {
        CompletableFuture<String> inner = failed("joinedByATaskThatFailsOfIt");
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture.supplyAsync(
                () -> {
                    running.countDown();
                    return inner.join();
                },
                POOL);
        running.await();
    }

    /** None of these says what failed. */
    @Lost(FUTURE)
    static void onlyLookedAtFromOutside() {
        CompletableFuture<String> future = failed("onlyLookedAtFromOutside");
        future.isDone();
        future.isCancelled();
        future.toString();
        future.getNumberOfDependents();
    }

    @Lost(FUTURE)
    static void anError() {
        new CompletableFuture<String>().completeExceptionally(new AssertionError("anError"));
    }

    @Handled
    static void get() throws Exception {
        failed("get").get();
    }

    @Handled
    static void getTimed() throws Exception {
        failed("getTimed").get(1, TimeUnit.SECONDS);
    }

    @Handled
    static void getByAThreadThatWaits() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        CompletableFuture<Void> waiter = CompletableFuture.runAsync(
                () -> {
                    try {
                        future.get();
                    } catch (Exception e) {
                        // that is how it was told
                    }
                },
                POOL);
        future.completeExceptionally(failure("getByAThreadThatWaits"));
        waiter.get();
    }

    @Handled
    static void join() {
        failed("join").join();
    }

    @Handled
    static void getNow() {
        failed("getNow").getNow("x");
    }

    @Handled(since = 19)
    static void exceptionNow() throws Exception {
        Failing.call(failed("exceptionNow"), CompletableFuture.class, "exceptionNow");
    }

    @Handled(since = 19)
    static void resultNow() throws Exception {
        Failing.call(failed("resultNow"), CompletableFuture.class, "resultNow");
    }

    @Handled
    static void handle() {
        failed("handle").handle((x, e) -> "y");
    }

    @Handled
    static void handleAsync() {
        failed("handleAsync").handleAsync((x, e) -> "y", POOL).join();
    }

    @Handled
    static void whenComplete() {
        failed("whenComplete").whenComplete((x, e) -> {});
    }

    @Handled
    static void whenCompleteAsync() throws InterruptedException {
        awaitDone(failed("whenCompleteAsync").whenCompleteAsync((x, e) -> {}, POOL));
    }

    @Handled
    static void whenCompleteBefore() {
        CompletableFuture<String> future = new CompletableFuture<>();
        future.whenComplete((x, e) -> {});
        future.completeExceptionally(failure("whenCompleteBefore"));
    }

    @Handled
    static void exceptionally() {
        failed("exceptionally").exceptionally(e -> "y");
    }

    @Handled
    static void exceptionallyAsync() {
        failed("exceptionallyAsync").exceptionallyAsync(e -> "y", POOL).join();
    }

    @Handled
    static void exceptionallyCompose() {
        failed("exceptionallyCompose").exceptionallyCompose(e -> CompletableFuture.completedFuture("y"));
    }

    @Handled
    static void exceptionallyComposeAsync() {
        failed("exceptionallyComposeAsync")
                .exceptionallyComposeAsync(e -> CompletableFuture.completedFuture("y"), POOL)
                .join();
    }

    @Handled
    static void isCompletedExceptionally() {
        failed("isCompletedExceptionally").isCompletedExceptionally();
    }

    @Handled
    static void joinAtTheEnd() {
        failed("joinAtTheEnd").thenApply(String::length).thenAccept(x -> {}).join();
    }

    @Handled
    static void handledAtTheEnd() {
        failed("handledAtTheEnd").thenApply(String::length).exceptionally(e -> 0);
    }

    @Handled
    static void composeHandled() {
        CompletableFuture.completedFuture("x")
                .thenCompose(x -> failed("composeHandled"))
                .handle((x, e) -> "y");
    }

    @Handled
    static void copyHandled() {
        failed("copyHandled").copy().exceptionally(e -> "y");
    }

    @Handled
    static void stageHandled() {
        CompletableFuture.failedStage(failure("stageHandled")).whenComplete((x, e) -> {});
    }

    @Handled
    static void stageJoined() {
        failed("stageJoined").minimalCompletionStage().toCompletableFuture().join();
    }

    @Handled
    static void subclassHandled() {
        CompletableFuture<String> future = new Subclass<>();
        CompletableFuture<Integer> length = future.thenApply(String::length);
        future.completeExceptionally(failure("subclassHandled"));
        length.exceptionally(e -> 0);
    }

    @Handled
    static void cancelled() {
        new CompletableFuture<String>().cancel(true);
    }

    @Handled
    static void failedWithACancellation() {
        new CompletableFuture<String>().completeExceptionally(new java.util.concurrent.CancellationException("x"));
    }

    @Handled
    static void tooLate() {
        CompletableFuture.completedFuture("x").completeExceptionally(failure("tooLate"));
    }

    @Handled
    static void tooLateAfterCancel() {
        CompletableFuture<String> future = new CompletableFuture<>();
        future.cancel(true);
        future.completeExceptionally(failure("tooLateAfterCancel"));
    }

    @Handled
    static void cancelledAfterwards() {
        failed("cancelledAfterwards").cancel(true);
    }

    @Handled
    static void overwritten() {
        failed("overwritten").obtrudeValue("x");
    }

    @Handled
    static void seenThenDerived() {
        CompletableFuture<String> future = failed("seenThenDerived");
        future.exceptionally(e -> "y");
        future.thenApply(String::length).thenApply(x -> x);
    }

    @Handled
    static void joinedThenDerived() {
        CompletableFuture<String> future = failed("joinedThenDerived");
        try {
            future.join();
        } catch (CompletionException e) {
            // that is how it was told
        }
        future.thenApply(String::length);
    }

    @Handled
    static void loggedAndThrownOn() {
        failed("loggedAndThrownOn").exceptionally(e -> {
            throw new CompletionException(e);
        });
    }

    @Handled
    static void oneOfManyHandled() {
        CompletableFuture<String> future = new CompletableFuture<>();
        future.thenApply(String::length);
        future.thenRun(() -> {});
        future.exceptionally(e -> "y");
        future.completeExceptionally(failure("oneOfManyHandled"));
    }

    /** Its stages are of its own class. */
    private static final class Subclass<T> extends CompletableFuture<T> {
        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new Subclass<>();
        }
    }
}
