// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.loopscope.loop.Engines#all")
class CombinatorTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(5);
    private static final Duration TICK = Duration.ZERO;

    private final EventLoop loop;
    private final List<String> trail = new ArrayList<>();

    CombinatorTest(TaskEngine engine) {
        loop = Engines.open(engine);
    }

    @BeforeEach
    void forgetTheLog() {
        RecordedLog.clear();
    }

    @AfterEach
    void closeTheLoop() {
        loop.close();
    }

    /** What is done over there would never be told here, so waiting for it would never end. */
    @Test
    void anotherLoopsFutureIsRefusedByWhatWaitsForSeveral() {
        try (EventLoop other = EventLoop.open("other")) {
            LoopFuture<String> mine = loop.createFuture();
            List<LoopFuture<String>> mixed = List.of(mine, other.createFuture());
            Coroutine<String> unused = endless("unused");
            String refusal = "The future belongs to a different loop: <LoopFuture pending> to other, not to "
                    + loop.name() + "; have it awaited there, wrapFuture(otherLoop.runCoroutineThreadSafe(coroutine))";
            in(() -> {
                for (Coroutine.Action wait : List.<Coroutine.Action>of(
                        () -> Async.waitUntil(ReturnWhen.ALL_COMPLETED, mixed).await(),
                        () -> Async.asCompleted(mixed),
                        () -> Async.gather(mixed),
                        () -> Async.gather(List.of(unused, mixed.get(1))),
                        () -> Async.gatherSettled(mixed))) {
                    Throwable refused = catchThrowable(wait::run);
                    assertThat(refused).isInstanceOf(IllegalArgumentException.class);
                    assertThat(CreationSites.removedFrom(String.valueOf(refused.getMessage())))
                            .isEqualTo(refusal);
                }
            });
            unused.close();
            assertThat(mine.awaitedBy()).isEmpty();
        }
    }

    @Test
    void aTimeoutSaysAfterHowLong() {
        in(() -> {
            assertThatThrownBy(() -> Async.waitFor(endless("a"), SHORT).await())
                    .isInstanceOf(AwaitTimeoutException.class)
                    .hasMessage("timed out after 5 ms");
            assertThatThrownBy(() -> Async.waitFor(endless("b"), TICK).await())
                    .isInstanceOf(AwaitTimeoutException.class)
                    .hasMessage("timed out after 0 ms");
            Timeout moved = Timeout.never();
            assertThatThrownBy(() -> moved.runVoid(() -> {
                        moved.rescheduleAt(loop.nanoTime() - Duration.ofHours(1).toNanos());
                        endless("c").await();
                    }))
                    .isInstanceOf(AwaitTimeoutException.class)
                    .hasMessage("timed out after 0 ms");
        });
        assertThat(Time.text(9_999_400_000L)).isEqualTo("9999 ms");
        assertThat(Time.text(14_700_000_000L)).isEqualTo("15 s");
    }

    /** Nothing else could end them. */
    @Test
    void tasksThatWaitForEachOtherThroughGatherCanBeCancelled() {
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int other = 1 - i;
            tasks.add(loop.createTask(Coroutine.of(
                    () -> Async.gather(tasks.get(other), ticks(1, "x")).await())));
        }
        Engines.run(loop, () -> {
            Async.sleep(SHORT).await();
            tasks.get(0).cancel();
            return Async.gatherSettled(tasks).await();
        });
        assertThat(tasks).allMatch(LoopFuture::isCancelled);
    }

    /** As many paths lead down as two to the power of its depth. */
    @Test
    void aLatticeOfGathersIsCancelledAtOnce() {
        LoopFuture<String> bottom = loop.createFuture();
        LoopFuture<?> below = bottom;
        for (int i = 0; i < 60; i++) {
            LoopFuture<?> shared = below;
            below = Engines.run(loop, () -> Async.gather(waitFor(shared), waitFor(shared)));
        }
        LoopFuture<?> top = below;
        Engines.run(loop, () -> {
            Async.sleep(SHORT).await();
            top.cancel();
            return Async.gatherSettled(top).await();
        });
        assertThat(bottom.isCancelled()).isTrue();
        assertThat(loop.allTasks()).isEmpty();
    }

    private static Coroutine<Object> waitFor(LoopFuture<?> shared) {
        return Coroutine.of(shared::await);
    }

    private static <T> Coroutine<T> ticks(int count, T result) {
        return Coroutine.of(() -> {
            for (int i = 0; i < count; i++) {
                Async.sleep(TICK).await();
            }
            return result;
        });
    }

    private static Coroutine<String> failing(int ticks, String message) {
        return Coroutine.of(() -> {
            ticks(ticks, message).await();
            throw new IOException(message);
        });
    }

    /** Leaves a word when it is cancelled. */
    private Coroutine<String> endless(String name) {
        return Coroutine.of(() -> {
            try {
                Async.sleep(LONG).await();
                return name;
            } catch (CancelledError e) {
                trail.add(name + " cancelled");
                throw e;
            }
        });
    }

    private void in(Coroutine.Action body) {
        Engines.run(loop, () -> {
            body.run();
            return "done";
        });
    }

    // sleep

    @Test
    void sleepTakesItsTimeAndZeroTakesOneTick() {
        in(() -> {
            long start = System.nanoTime();
            Async.sleep(SHORT).await();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos());
            loop.callSoon(() -> trail.add("callback"));
            Async.sleep(TICK).await();
            assertThat(trail).containsExactly("callback");
        });
    }

    @Test
    void aCancelledSleepLeavesNoTimer() {
        Task<String> task = loop.createTask(endless("a"));
        Loops.tick(loop, 1);
        assertThat(loop.timers.size()).isEqualTo(1);
        task.cancel();
        Loops.tick(loop, 1);
        assertThat(task.isCancelled()).isTrue();
        assertThat(loop.timers.size()).isZero();
    }

    // gather

    @Test
    @Behaviour("65: gather keeps input order regardless of completion order; empty gives [].")
    void gatherKeepsTheOrder() {
        in(() -> {
            assertThat(Async.gather(ticks(3, "a"), ticks(1, "b"), ticks(2, "c")).await())
                    .containsExactly("a", "b", "c");
            LoopFuture<List<String>> nothing = Async.gather(List.<Coroutine<String>>of());
            assertThat(nothing.await()).isEmpty();
        });
    }

    @Test
    @Behaviour("66: gather same awaitable twice: run once, result twice.")
    void gatherRunsTheSameOnce() {
        in(() -> {
            Coroutine<String> coroutine = Coroutine.of(() -> {
                trail.add("ran");
                return "a";
            });
            assertThat(Async.gather(coroutine, ticks(1, "b"), coroutine).await())
                    .containsExactly("a", "b", "a");
            assertThat(trail).containsExactly("ran");
        });
    }

    @Test
    @Behaviour(
            "67: gather: first exception propagates at once; others keep running, are not cancelled, later exceptions"
                    + " are marked retrieved.")
    void gatherFailsWithTheFirst() {
        in(() -> {
            Task<String> slow = loop.createTask(ticks(4, "slow"));
            Task<String> late = loop.createTask(failing(3, "second"));
            LoopFuture<List<String>> all = Async.gather(slow, failing(1, "first"), late);
            assertThatThrownBy(all::await)
                    .isInstanceOf(CompletionException.class)
                    .hasRootCauseMessage("first");
            assertThat(slow.isDone()).isFalse();
            assertThat(slow.await()).isEqualTo("slow");
            assertThat(late.isDone()).isTrue();
        });
        System.gc();
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    @Test
    @Behaviour("68: gather(return_exceptions): exceptions and CancelledErrors appear in the list.")
    void gatherSettledGivesFailuresAsValues() {
        in(() -> {
            Task<String> cancelled = loop.createTask(endless("x"));
            loop.callSoon(cancelled::cancel);
            List<Outcome<String>> outcomes = Async.gatherSettled(ticks(1, "a"), failing(1, "b"), cancelled)
                    .await();
            assertThat(outcomes.get(0)).isEqualTo(new Outcome<>("a", null));
            assertThat(outcomes.get(0).isSuccess()).isTrue();
            assertThat(outcomes.get(1).exception()).isInstanceOf(IOException.class);
            assertThat(outcomes.get(1).isCancelled()).isFalse();
            assertThat(outcomes.get(2).isCancelled()).isTrue();
        });
    }

    @Test
    @Behaviour("69: Cancelling the gather future cancels all children, and it finishes only when they all did; child"
            + " cancelled alone: gather raises CancelledError but is not itself cancelled.")
    void cancellingAGatheringCancelsTheChildren() {
        in(() -> {
            Task<String> a = loop.createTask(endless("a"));
            Task<String> b = loop.createTask(endless("b"));
            LoopFuture<List<String>> all = Async.gather(a, b);
            Task<List<String>> waiting = loop.createTask(Coroutine.of(all::await));
            ticks(1, "").await();
            assertThat(waiting.cancel("enough")).isTrue();
            assertThat(all.isDone()).isFalse();
            assertThatThrownBy(waiting::await)
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("enough");
            assertThat(a.isCancelled() && b.isCancelled()).isTrue();
            assertThat(all.isDone()).isTrue();
            Task<String> alone = loop.createTask(endless("alone"));
            LoopFuture<List<String>> two = Async.gather(alone, ticks(1, "other"));
            loop.callSoon(alone::cancel);
            assertThatThrownBy(two::await).isInstanceOf(CancelledError.class);
            assertThat(two.isCancelled()).isFalse();
        });
        assertThat(trail).containsExactly("a cancelled", "b cancelled", "alone cancelled");
    }

    @Test
    @Behaviour("70: Cancel after gather already failed does nothing to the children.")
    void aFailedGatheringCannotBeCancelled() {
        in(() -> {
            Task<String> slow = loop.createTask(ticks(3, "slow"));
            LoopFuture<List<String>> all = Async.gather(slow, failing(1, "first"));
            assertThat(catchThrowable(all::await)).isNotNull();
            assertThat(all.cancel()).isFalse();
            assertThat(slow.await()).isEqualTo("slow");
        });
    }

    @Test
    @Behaviour("63: gather of eagerly finished ones is done at once.")
    void gatheringWhatIsDoneIsDone() {
        in(() -> {
            Task<String> a = loop.createEagerTask(ticks(0, "a"));
            assertThat(Async.gather(a, a).result()).containsExactly("a", "a");
        });
    }

    // wait

    @Test
    @Behaviour("71: wait FIRST_COMPLETED / FIRST_EXCEPTION (cancelled is not an exception) / ALL_COMPLETED.")
    void waitKnowsThreeWays() {
        in(() -> {
            Task<String> quick = loop.createTask(ticks(1, "quick"));
            Task<String> cancelled = loop.createTask(endless("x"));
            Task<String> bad = loop.createTask(failing(5, "bad"));
            Task<String> slow = loop.createTask(ticks(9, "slow"));
            List<Task<String>> all = List.of(slow, bad, cancelled, quick);
            WaitResult<Task<String>> first =
                    Async.waitUntil(ReturnWhen.FIRST_COMPLETED, all).await();
            assertThat(first.done()).containsExactly(quick);
            assertThat(first.pending()).containsExactly(slow, bad, cancelled);
            cancelled.cancel();
            WaitResult<Task<String>> failed =
                    Async.waitUntil(ReturnWhen.FIRST_EXCEPTION, first.pending()).await();
            assertThat(failed.done()).containsExactly(bad, cancelled);
            WaitResult<Task<String>> rest =
                    Async.waitUntil(ReturnWhen.ALL_COMPLETED, all).await();
            assertThat(rest.done()).containsExactly(slow, bad, cancelled, quick);
            assertThat(rest.pending()).isEmpty();
            assertThat(bad.exception()).hasMessage("bad");
        });
    }

    @Test
    @Behaviour("72: wait(timeout): returns (done,pending), raises nothing, cancels nothing; being cancelled leaves the"
            + " children running.")
    void waitGivesUpQuietly() {
        in(() -> {
            Task<String> quick = loop.createTask(ticks(0, "quick"));
            Task<String> slow = loop.createTask(endless("slow"));
            WaitResult<Task<String>> result = Async.waitUntil(ReturnWhen.ALL_COMPLETED, List.of(quick, slow), SHORT)
                    .await();
            assertThat(result.done()).containsExactly(quick);
            assertThat(result.pending()).containsExactly(slow);
            Task<?> waiting = loop.createTask(Async.waitUntil(ReturnWhen.ALL_COMPLETED, List.of(slow)));
            ticks(1, "").await();
            waiting.cancel();
            ticks(1, "").await();
            assertThat(waiting.isCancelled()).isTrue();
            assertThat(slow.isDone()).isFalse();
            slow.cancel();
        });
    }

    @Test
    @Behaviour("73: wait with empty set: error; coroutines refused.")
    void waitWantsSomethingToWaitFor() {
        assertThatThrownBy(() -> Async.waitUntil(ReturnWhen.ALL_COMPLETED, List.<Task<String>>of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Set of Tasks/Futures is empty");
    }

    @Test
    @Behaviour("74: wait removes its callbacks from still-pending futures (no leak on repeated polling).")
    void waitLeavesNothingBehind() {
        LoopFuture<String> pending = loop.createFuture();
        in(() -> {
            for (int i = 0; i < 100; i++) {
                Async.waitUntil(ReturnWhen.FIRST_COMPLETED, List.of(pending, loop.createTask(ticks(0, "x"))))
                        .await();
            }
        });
        long before = loop.vitals.callbacksRunOpaque();
        pending.setResult("x");
        Loops.tick(loop, 2);
        assertThat(loop.vitals.callbacksRunOpaque() - before).isZero();
    }

    // asCompleted

    @Test
    @Behaviour("75: as_completed yields by completion; duplicates once; timeout: TimeoutError for each missing one.")
    void asCompletedGoesByCompletion() {
        in(() -> {
            Task<String> a = loop.createTask(ticks(3, "a"));
            Task<String> b = loop.createTask(ticks(1, "b"));
            Task<String> c = loop.createTask(ticks(2, "c"));
            for (Task<String> task : Async.asCompleted(List.of(a, b, a, c))) {
                trail.add(task.result());
            }
            assertThat(trail).containsExactly("b", "c", "a");
            Task<String> never = loop.createTask(endless("never"));
            var some = Async.asCompleted(List.of(never, a), SHORT).iterator();
            assertThat(some.next()).isSameAs(a);
            assertThatThrownBy(some::next).isInstanceOf(AwaitTimeoutException.class);
            assertThat(some.hasNext()).isFalse();
            never.cancel();
        });
    }

    // waitFor and timeouts

    @Test
    @Behaviour("76: wait_for timeout cancels the inner and waits for its cleanup before raising TimeoutError.")
    void waitForWaitsForTheCleanup() {
        in(() -> {
            Task<String> inner = loop.createTask(Coroutine.of(() -> {
                try {
                    return endless("inner").await();
                } finally {
                    ticks(3, "").await();
                    trail.add("cleaned up");
                }
            }));
            assertThatThrownBy(() -> Async.waitFor(inner, SHORT).await())
                    .isInstanceOf(AwaitTimeoutException.class)
                    .hasCauseInstanceOf(CancelledError.class);
            assertThat(trail).containsExactly("inner cancelled", "cleaned up");
            assertThat(Task.current().cancelling()).isZero();
        });
    }

    @Test
    @Behaviour(
            "77: wait_for: inner swallows the cancellation and returns: that value is returned, no TimeoutError; inner"
                    + " raises during cleanup: that exception.")
    void waitForTakesWhatTheInnerMakesOfIt() {
        in(() -> {
            Coroutine<String> stubborn = Coroutine.of(() -> {
                try {
                    return endless("x").await();
                } catch (CancelledError e) {
                    return "stayed";
                }
            });
            Coroutine<String> clumsy = Coroutine.of(() -> {
                try {
                    return endless("x").await();
                } catch (CancelledError e) {
                    throw new IllegalArgumentException("cleanup");
                }
            });
            assertThat(Async.waitFor(stubborn, SHORT).await()).isEqualTo("stayed");
            assertThatThrownBy(() -> Async.waitFor(clumsy, SHORT).await()).hasMessage("cleanup");
            assertThat(Task.current().cancelling()).isZero();
        });
    }

    @Test
    @Behaviour("78: wait_for(0) on a coroutine: body never starts; on a done future: result.")
    void waitForNoTimeAtAll() {
        in(() -> {
            Coroutine<String> never = Coroutine.of(() -> {
                trail.add("started");
                return "x";
            });
            assertThatThrownBy(() -> Async.waitFor(never, Duration.ZERO).await())
                    .isInstanceOf(AwaitTimeoutException.class);
            assertThat(trail).isEmpty();
            LoopFuture<String> done = loop.createFuture();
            done.setResult("x");
            assertThat(Async.waitFor(done, Duration.ZERO).await()).isEqualTo("x");
        });
    }

    @Test
    @Behaviour("79: wait_for: completion and timeout in the same iteration: result, not timeout; outer cancellation and"
            + " completion in the same iteration must not lose the cancellation.")
    @DeliberateMistake("sleeps in a task")
    void aResultInTimeCountsAndACancellationIsNotLost() {
        in(() -> {
            LoopFuture<String> future = loop.createFuture();
            Task<String> task = loop.createTask(Async.waitFor(future, SHORT));
            ticks(1, "").await();
            future.setResult("in time");
            Thread.sleep(SHORT.toMillis() + 5); // Both are due when the loop comes round again.
            assertThat(task.await()).isEqualTo("in time");
            LoopFuture<String> second = loop.createFuture();
            Task<String> cancelled = loop.createTask(Async.waitFor(second, LONG));
            ticks(1, "").await();
            second.setResult("lost");
            cancelled.cancel();
            assertThatThrownBy(cancelled::await).isInstanceOf(CancelledError.class);
        });
    }

    @Test
    @Behaviour("80: wait_for cancelled from outside: inner cancelled, awaited, CancelledError propagates.")
    void waitForPassesAForeignCancellationOn() {
        in(() -> {
            Task<String> inner = loop.createTask(endless("inner"));
            Task<String> outer = loop.createTask(Async.waitFor(inner, LONG));
            ticks(1, "").await();
            outer.cancel();
            assertThatThrownBy(outer::await).isInstanceOf(CancelledError.class);
            assertThat(inner.isCancelled()).isTrue();
            assertThat(loop.timers.size()).isEqualTo(1); // The bound of this test.
        });
    }

    @Test
    @Behaviour(
            "81: timeout(): converts only its own cancellation to TimeoutError; foreign cancel passes; body exception"
                    + " passes.")
    void aTimeoutConvertsItsOwnCancellationOnly() {
        in(() -> {
            Timeout limit = Timeout.after(SHORT);
            assertThatThrownBy(() -> limit.runVoid(endless("a")::await)).isInstanceOf(AwaitTimeoutException.class);
            assertThat(limit.isExpired()).isTrue();
            assertThatThrownBy(() -> Timeout.after(LONG).run(failing(0, "bad")::await))
                    .hasRootCauseMessage("bad");
            assertThat(Timeout.after(LONG).<String>run(() -> "x")).isEqualTo("x");
            Task<String> foreign =
                    loop.createTask(Coroutine.of(() -> Timeout.after(LONG).<String>run(endless("b")::await)));
            ticks(1, "").await();
            foreign.cancel();
            assertThatThrownBy(foreign::await).isInstanceOf(CancelledError.class);
            assertThat(loop.timers.size()).isEqualTo(1); // The bound of this test.
        });
    }

    @Test
    @Behaviour(
            "82: Nested timeouts, outer fires first: only the outer raises, cancelling() is 0 afterwards; loop blocked"
                    + " beyond both deadlines: outer.")
    @DeliberateMistake("sleeps in a task")
    void theOuterTimeoutWins() {
        in(() -> {
            Timeout outer = Timeout.after(SHORT);
            Timeout inner = Timeout.after(LONG);
            assertThatThrownBy(() -> outer.run(() -> inner.<String>run(endless("a")::await)))
                    .isInstanceOf(AwaitTimeoutException.class);
            assertThat(inner.isExpired()).isFalse();
            assertThat(Task.current().cancelling()).isZero();
            Timeout both = Timeout.after(SHORT);
            Timeout shorter = Timeout.after(SHORT);
            assertThatThrownBy(() -> both.run(() -> {
                        try {
                            return shorter.<String>run(() -> {
                                Thread.sleep(SHORT.toMillis() * 3);
                                return endless("b").await();
                            });
                        } catch (AwaitTimeoutException wrong) {
                            throw new AssertionError("the inner one raised", wrong);
                        }
                    }))
                    .isInstanceOf(AwaitTimeoutException.class);
            assertThat(Task.current().cancelling()).isZero();
        });
    }

    @Test
    @Behaviour("83: timeout already expired at entry: raises at the first await that really suspends; disabled;"
            + " reschedule in both directions; when/expired; not re-enterable; outside a task: error.")
    void timeoutsCanBeMoved() {
        in(() -> {
            Timeout past = Timeout.after(Duration.ofSeconds(-1));
            assertThatThrownBy(() -> past.runVoid(() -> {
                        trail.add("no await yet");
                        Async.sleep(LONG).await();
                    }))
                    .isInstanceOf(AwaitTimeoutException.class);
            assertThat(trail).containsExactly("no await yet");
            Timeout sooner = Timeout.never();
            assertThat(sooner.when()).isEmpty();
            assertThatThrownBy(() -> sooner.runVoid(() -> {
                        sooner.reschedule(SHORT);
                        assertThat(sooner.when()).isPresent();
                        Async.sleep(LONG).await();
                    }))
                    .isInstanceOf(AwaitTimeoutException.class);
            Timeout later = Timeout.after(SHORT);
            later.runVoid(() -> {
                later.reschedule(LONG);
                Async.sleep(SHORT.multipliedBy(2)).await();
                later.disable();
            });
            assertThat(later.isExpired()).isFalse();
            assertThatThrownBy(() -> later.runVoid(() -> {}))
                    .hasMessageStartingWith("Timeout has already been entered");
            assertThatThrownBy(() -> later.reschedule(LONG)).hasMessage("Cannot change state of <Timeout exited>");
            assertThatThrownBy(() -> Timeout.never().reschedule(LONG)).hasMessage("Timeout has not been entered");
        });
        assertThatThrownBy(() -> Timeout.never().runVoid(() -> {})).hasMessageContaining("Timeout.run outside a task");
    }

    // shield

    @Test
    @Behaviour({
        "84: shield: cancelling the waiter leaves inner running; inner cancelled: waiter cancelled.",
        "85: shield of a done future returns it."
    })
    void aShieldKeepsTheCancellationOff() {
        in(() -> {
            Task<String> inner = loop.createTask(ticks(4, "inner"));
            Task<String> waiter =
                    loop.createTask(Coroutine.of(() -> Async.shield(inner).await()));
            ticks(1, "").await();
            waiter.cancel();
            assertThatThrownBy(waiter::await).isInstanceOf(CancelledError.class);
            assertThat(inner.await()).isEqualTo("inner");
            assertThat(Async.shield(inner)).isSameAs(inner);
            Task<String> second = loop.createTask(endless("second"));
            LoopFuture<String> shielded = Async.shield(second);
            loop.callSoon(second::cancel);
            assertThatThrownBy(shielded::await).isInstanceOf(CancelledError.class);
            assertThatThrownBy(() -> Async.shield(failing(1, "bad")).await()).hasRootCauseMessage("bad");
        });
    }

    @Test
    @Behaviour("84: shield: inner's later exception is not lost (reported).")
    @DeliberateMistake("leaves a failure unread")
    void whatFailsBehindAnAbandonedShieldIsReported() {
        in(() -> {
            LoopFuture<String> shielded = Async.shield(failing(2, "lost"));
            shielded.cancel();
            ticks(4, "").await();
        });
        Loops.await(() -> {
            System.gc();
            return !RecordedLog.complaints().isEmpty();
        });
        assertThat(RecordedLog.complaints())
                .singleElement()
                .satisfies(event -> assertThat(event.exception()).hasMessage("lost"));
    }

    // TaskGroup

    @Test
    @Behaviour(
            "86: TaskGroup: leaves only when all children done; child failure cancels siblings and the body's current"
                    + " await; all non-cancel errors collected, message `unhandled errors in a TaskGroup`.")
    void aGroupEndsTogether() {
        in(() -> {
            String result = TaskGroup.run(group -> {
                group.createTask(Coroutine.ofVoid(() -> {
                    ticks(3, "").await();
                    trail.add("child");
                }));
                trail.add("body");
                return "result";
            });
            assertThat(result).isEqualTo("result");
            assertThat(trail).containsExactly("body", "child");
            Throwable thrown = catchThrowable(() -> TaskGroup.runVoid(group -> {
                group.createTask(endless("sibling"));
                group.createTask(failing(1, "one"));
                group.createTask(failing(1, "two"));
                endless("body").await();
            }));
            assertThat(thrown)
                    .isInstanceOf(TaskGroupException.class)
                    .hasMessage("unhandled errors in a TaskGroup (2 sub-exceptions)")
                    .hasRootCauseMessage("one");
            assertThat(((TaskGroupException) thrown).exceptions())
                    .extracting(Throwable::getMessage)
                    .containsExactly("one", "two");
            assertThat(trail).contains("sibling cancelled", "body cancelled");
            assertThat(Task.current().cancelling()).isZero();
        });
    }

    @Test
    @Behaviour({
        "87: TaskGroup: error raised by a sibling's cleanup also collected.",
        "88: TaskGroup body raises: children cancelled, error in the group."
    })
    void theBodysOwnFailureEndsTheGroup() {
        in(() -> {
            Throwable thrown = catchThrowable(() -> TaskGroup.runVoid(group -> {
                group.createTask(Coroutine.of(() -> {
                    try {
                        return endless("child").await();
                    } finally {
                        trail.add("cleanup");
                        failing(1, "cleanup").await();
                    }
                }));
                ticks(1, "").await();
                throw new IOException("body");
            }));
            assertThat(((TaskGroupException) thrown).exceptions())
                    .extracting(Throwable::getMessage)
                    .containsExactlyInAnyOrder("body", "cleanup");
            assertThat(Task.current().cancelling()).isZero();
        });
    }

    @Test
    @Behaviour({
        "88: TaskGroup body cancelled from outside: children cancelled, CancelledError propagates.",
        "89: TaskGroup: parent's own cancel during abort is not swallowed; cancelling() restored."
    })
    void aForeignCancellationEndsTheGroup() {
        in(() -> {
            Task<String> parent = loop.createTask(Coroutine.of(() -> TaskGroup.<String>run(group -> {
                group.createTask(endless("child"));
                return endless("body").await();
            })));
            ticks(1, "").await();
            parent.cancel();
            assertThatThrownBy(parent::await).isInstanceOf(CancelledError.class);
            assertThat(trail).containsExactly("body cancelled", "child cancelled");
            Task<String> aborting = loop.createTask(Coroutine.of(() -> {
                try {
                    TaskGroup.runVoid(group -> {
                        group.createTask(failing(0, "bad"));
                        group.createTask(Coroutine.of(() -> {
                            try {
                                return endless("slow").await();
                            } finally {
                                ticks(5, "").await();
                            }
                        }));
                        endless("again").await();
                    });
                } catch (TaskGroupException expected) {
                    trail.add("requests " + Task.current().cancelling());
                }
                Async.sleep(LONG).await();
                return "not cancelled";
            }));
            ticks(4, "").await();
            aborting.cancel();
            assertThatThrownBy(aborting::await).isInstanceOf(CancelledError.class);
            assertThat(trail).contains("requests 1");
        });
    }

    @Test
    @Behaviour("90: create_task after exit / while aborting refused, and the refused coroutine is closed.")
    void aGroupThatEndsTakesNoTask() {
        in(() -> {
            TaskGroup[] kept = new TaskGroup[1];
            TaskGroup.runVoid(group -> kept[0] = group);
            Coroutine<String> late = ticks(0, "late");
            assertThatThrownBy(() -> kept[0].createTask(late)).hasMessageContaining("is finished");
            assertThatThrownBy(late::await).hasMessageStartingWith("cannot reuse");
            assertThat(catchThrowable(() -> TaskGroup.runVoid(group -> {
                        group.createTask(failing(0, "bad"));
                        try {
                            Async.sleep(LONG).await();
                        } finally {
                            group.createTask(ticks(0, "x"), "named");
                        }
                    })))
                    .hasMessageContaining("unhandled errors in a TaskGroup (2");
        });
        assertThatThrownBy(() -> TaskGroup.runVoid(group -> {})).hasMessageContaining("TaskGroup.run outside a task");
    }

    @Test
    @Behaviour("91: Fatal exceptions of a child come out bare, not wrapped.")
    void aFatalErrorInAGroupComesOutOfTheRunAsItIs() {
        Loops.BoundExceeded fatal = new Loops.BoundExceeded();
        Task<@Nullable Void> main = loop.createTask(Coroutine.ofVoid(() -> TaskGroup.runVoid(group -> {
            group.createTask(Coroutine.of(() -> {
                throw fatal;
            }));
            group.createTask(endless("sibling"));
        })));
        assertThatThrownBy(() -> loop.runUntilComplete(main)).isSameAs(fatal);
        assertThatThrownBy(() -> Loops.run(loop, main)).isSameAs(fatal);
        assertThat(trail).containsExactly("sibling cancelled");
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    // running

    @Test
    @Behaviour(
            "92: run(): leftover tasks cancelled and awaited, their other errors reported; executor closed; loop closed"
                    + " even if all of that fails.")
    void aRunnerClearsUp() {
        Runner runner = Runner.open(loop);
        Coroutine<@Nullable Void> main = Coroutine.ofVoid(() -> {
            Async.createTask(endless("left over"));
            Async.createTask(Coroutine.of(() -> {
                try {
                    return endless("clumsy").await();
                } finally {
                    failing(1, "cleanup").await();
                }
            }));
            ticks(1, "").await();
        });
        runner.run(main);
        assertThat(trail).isEmpty();
        assertThat(runner.run(ticks(2, "second run"))).isEqualTo("second run");
        runner.close();
        runner.close();
        assertThat(trail).containsExactly("left over cancelled", "clumsy cancelled");
        assertThat(loop.isClosed()).isTrue();
        assertThat(RecordedLog.complaints()).singleElement().satisfies(event -> {
            assertThat(CreationSites.removedFrom(event.message()))
                    .startsWith("unhandled exception during EventLoop.run() shutdown\ntask: <Task");
            assertThat(event.exception()).hasMessage("cleanup");
        });
        Coroutine<String> late = ticks(0, "x");
        assertThatThrownBy(() -> runner.run(late)).hasMessage("Runner is closed");
        late.close();
    }

    @Test
    @DeliberateMistake("leaves coroutines unstarted")
    void runIsForMainMethods() {
        assertThat(EventLoop.run(ticks(2, "main"))).isEqualTo("main");
        assertThatThrownBy(() -> EventLoop.run(failing(1, "bad"))).hasRootCauseMessage("bad");
        in(() -> {
            assertThatThrownBy(() -> EventLoop.run(ticks(0, "inner")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("EventLoop.run() cannot be called from a running event loop");
            try (EventLoop other = EventLoop.open()) {
                Runner runner = Runner.open(other);
                assertThatThrownBy(() -> runner.run(ticks(0, "inner")))
                        .hasMessageStartingWith("Runner.run() cannot be called");
            }
        });
    }
}
