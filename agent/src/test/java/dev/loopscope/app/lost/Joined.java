// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.lost;

import static dev.loopscope.app.lost.Failing.awaitDone;
import static dev.loopscope.app.lost.Failing.failed;
import static dev.loopscope.app.lost.Failing.failure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Several futures that become one, and races against time and each other. */
@SuppressWarnings({"FutureReturnValueIgnored", "CheckReturnValue"}) // what it is about
final class Joined {
    private static final String FUTURE = "CompletableFuture";

    private Joined() {}

    private static CompletableFuture<String> pending() {
        return new CompletableFuture<>();
    }

    private static CompletableFuture<String> done() {
        return CompletableFuture.completedFuture("x");
    }

    @Lost(FUTURE)
    static void thenCombine() {
        failed("thenCombine").thenCombine(done(), String::concat);
    }

    @Lost(FUTURE)
    static void thenAcceptBoth() {
        done().thenAcceptBoth(failed("thenAcceptBoth"), (x, y) -> {});
    }

    @Lost(FUTURE)
    static void runAfterBoth() {
        done().runAfterBoth(failed("runAfterBoth"), () -> {});
    }

    @Lost(FUTURE)
    static void applyToEither() {
        failed("applyToEither").applyToEither(pending(), x -> x);
    }

    @Lost(FUTURE)
    static void acceptEither() {
        failed("acceptEither").acceptEither(pending(), x -> {});
    }

    @Lost(FUTURE)
    static void runAfterEither() {
        pending().runAfterEither(failed("runAfterEither"), () -> {});
    }

    @Lost(FUTURE)
    static void allOf() {
        CompletableFuture.allOf(done(), failed("allOf"));
    }

    @Lost(FUTURE)
    static void allOfLater() {
        CompletableFuture<String> first = pending();
        CompletableFuture.allOf(first, done());
        first.completeExceptionally(failure("allOfLater"));
    }

    /** The one that all of them carry. */
    @Lost(FUTURE)
    static void allOfTwoFailures() {
        CompletableFuture.allOf(failed("allOfTwoFailures"), failed("the other of two"));
    }

    @Lost(FUTURE)
    static void anyOf() {
        CompletableFuture.anyOf(failed("anyOf"), pending());
    }

    /** No line of the application's is on the stack of a timer's exception. */
    @Lost(FUTURE)
    static void orTimeout() throws InterruptedException {
        CompletableFuture<String> future = pending();
        awaitDone(future.orTimeout(1, TimeUnit.MILLISECONDS));
    }

    @Lost(FUTURE)
    static void orTimeoutInTime() {
        CompletableFuture<String> future = pending();
        future.orTimeout(1, TimeUnit.DAYS);
        future.completeExceptionally(failure("orTimeoutInTime"));
    }

    @Lost(FUTURE)
    static void completeOnTimeoutInTime() {
        CompletableFuture<String> future = pending();
        future.completeOnTimeout("x", 1, TimeUnit.DAYS);
        future.completeExceptionally(failure("completeOnTimeoutInTime"));
    }

    @Lost(FUTURE)
    static void delayedExecutor() throws InterruptedException {
        Executor soon = CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS, Failing.POOL);
        awaitDone(CompletableFuture.runAsync(() -> Failing.fail("delayedExecutor"), soon));
    }

    /** Another stage than the one that was given up. */
    @Lost(FUTURE)
    static void onlyOneOfTwoStagesGivenUp() {
        CompletableFuture<String> future = pending();
        future.thenApply(String::length).cancel(true);
        future.thenRun(() -> {});
        future.completeExceptionally(failure("onlyOneOfTwoStagesGivenUp"));
    }

    @Handled
    static void allOfJoined() {
        CompletableFuture.allOf(failed("allOfJoined")).join();
    }

    @Handled
    static void allOfTwoFailuresJoined() {
        CompletableFuture.allOf(failed("allOfTwoFailuresJoined"), failed("allOfTwoFailuresJoined"))
                .join();
    }

    @Handled
    static void allOfTwoLaterFailuresJoined() {
        CompletableFuture<String> first = pending();
        CompletableFuture<String> second = pending();
        CompletableFuture<Void> all = CompletableFuture.allOf(first, second, done());
        second.completeExceptionally(failure("allOfTwoLaterFailuresJoined"));
        first.completeExceptionally(failure("allOfTwoLaterFailuresJoined"));
        all.join();
    }

    @Handled
    static void allOfTwoFailuresAndOnePendingJoined() {
        CompletableFuture<String> last = pending();
        CompletableFuture<Void> all = CompletableFuture.allOf(
                failed("allOfTwoFailuresAndOnePendingJoined"), failed("allOfTwoFailuresAndOnePendingJoined"), last);
        last.complete("x");
        all.join();
    }

    @Handled
    static void combinedFailuresHandled() {
        failed("combinedFailuresHandled")
                .thenCombine(failed("combinedFailuresHandled"), String::concat)
                .exceptionally(e -> "y");
    }

    @Handled
    static void anyOfJoined() {
        CompletableFuture.anyOf(failed("anyOfJoined")).join();
    }

    @Handled
    static void anyOfLoserFails() {
        CompletableFuture<String> loser = pending();
        CompletableFuture.anyOf(done(), loser).join();
        loser.completeExceptionally(failure("anyOfLoserFails"));
    }

    @Handled
    static void anyOfLoserHasFailed() {
        CompletableFuture.anyOf(done(), failed("anyOfLoserHasFailed")).join();
    }

    @Handled
    static void eitherLoserFails() {
        CompletableFuture<String> loser = pending();
        loser.runAfterEither(done(), () -> {});
        loser.completeExceptionally(failure("eitherLoserFails"));
    }

    @Handled
    static void anyOfLoserFailsLater() {
        CompletableFuture<String> loser = pending();
        CompletableFuture<String> winner = pending();
        CompletableFuture<Object> any = CompletableFuture.anyOf(loser, winner);
        winner.complete("x");
        any.join();
        loser.completeExceptionally(failure("anyOfLoserFailsLater"));
    }

    @Handled
    static void eitherLoserFailsLater() {
        CompletableFuture<String> loser = pending();
        CompletableFuture<String> winner = pending();
        CompletableFuture<String> either = winner.applyToEither(loser, x -> x);
        winner.complete("x");
        either.join();
        loser.completeExceptionally(failure("eitherLoserFailsLater"));
    }

    /** The race is over, and what comes of it is not done yet. */
    @Handled
    static void eitherLoserFailsWhileTheFunctionRuns() {
        CompletableFuture<String> loser = pending();
        CompletableFuture<String> winner = pending();
        CompletableFuture<Boolean> either = loser.applyToEither(
                winner, x -> loser.completeExceptionally(failure("eitherLoserFailsWhileTheFunctionRuns")));
        winner.complete("x");
        either.join();
    }

    @Handled
    static void eitherLoserFailsBeforeTheFunctionRuns() {
        CompletableFuture<String> loser = pending();
        Executor late = task -> {
            loser.completeExceptionally(failure("eitherLoserFailsBeforeTheFunctionRuns"));
            task.run();
        };
        done().acceptEitherAsync(loser, x -> {}, late).join();
    }

    /** As it was done before there was orTimeout. */
    @Handled
    static void handMadeTimeoutFailsLater() {
        CompletableFuture<String> timeout = pending();
        CompletableFuture<String> work = pending();
        CompletableFuture<Void> accepted = work.acceptEither(timeout, x -> {});
        work.complete("x");
        accepted.join();
        timeout.completeExceptionally(failure("handMadeTimeoutFailsLater"));
    }

    @Handled
    static void timedOutHandled() {
        pending().orTimeout(1, TimeUnit.MILLISECONDS).exceptionally(e -> "y").join();
    }

    @Handled
    static void inTime() {
        CompletableFuture<String> future = pending().orTimeout(1, TimeUnit.DAYS);
        future.complete("x");
        future.join();
    }

    @Handled
    static void failsAfterItsTimeout() {
        CompletableFuture<String> work = pending();
        work.orTimeout(1, TimeUnit.MILLISECONDS).exceptionally(e -> "y").join();
        work.completeExceptionally(failure("failsAfterItsTimeout"));
    }

    @Handled
    static void failsAfterTheTimeoutOfAStage() {
        CompletableFuture<String> work = pending();
        work.thenApply(String::length)
                .orTimeout(1, TimeUnit.MILLISECONDS)
                .exceptionally(e -> 0)
                .join();
        work.completeExceptionally(failure("failsAfterTheTimeoutOfAStage"));
    }

    @Handled
    static void failsAfterTheTimeoutOfACopy() {
        CompletableFuture<String> work = pending();
        work.copy().completeOnTimeout("y", 1, TimeUnit.MILLISECONDS).join();
        work.completeExceptionally(failure("failsAfterTheTimeoutOfACopy"));
    }

    @Handled
    static void failsAfterTheTimeoutOfAComposition() {
        CompletableFuture<String> work = pending();
        done().thenCompose(x -> work)
                .completeOnTimeout("y", 1, TimeUnit.MILLISECONDS)
                .join();
        work.completeExceptionally(failure("failsAfterTheTimeoutOfAComposition"));
    }

    @Handled
    static void failsDeepAfterTheTimeoutOfAStage() {
        CompletableFuture<String> work = pending();
        work.thenApply(String::length)
                .thenApply(x -> x + 1)
                .completeOnTimeout(0, 1, TimeUnit.MILLISECONDS)
                .join();
        work.completeExceptionally(failure("failsDeepAfterTheTimeoutOfAStage"));
    }

    @Handled
    static void failsAfterItsStageWasCancelled() {
        CompletableFuture<String> work = pending();
        work.thenApply(String::length).cancel(true);
        work.completeExceptionally(failure("failsAfterItsStageWasCancelled"));
    }
}
