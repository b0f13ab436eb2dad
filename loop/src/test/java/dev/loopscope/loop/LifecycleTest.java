// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private final EventLoop loop = EventLoop.open("under-test");

    @BeforeEach
    void forgetTheLog() {
        RecordedLog.clear();
    }

    @AfterEach
    void closeTheLoop() {
        loop.close();
    }

    @Test
    @Behaviour({
        "15: A loop can be run, stopped and run again any number of times before close.",
        "17: is_running is true only inside run."
    })
    void aLoopRunsStopsAndRunsAgain() {
        List<String> ran = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            loop.callSoon(() -> {
                ran.add("run");
                assertThat(loop.isRunning()).isTrue();
                loop.stop();
            });
            loop.runForever();
            assertThat(loop.isRunning()).isFalse();
        }
        assertThat(ran).hasSize(3);
    }

    @Test
    void defaultNamesCountUp() {
        try (EventLoop first = EventLoop.open();
                EventLoop second = EventLoop.open()) {
            assertThat(first.name()).matches("loop-\\d+");
            int number = Integer.parseInt(first.name().substring("loop-".length()));
            assertThat(second.name()).isEqualTo("loop-" + (number + 1));
        }
        assertThat(loop).hasToString("<EventLoop under-test idle>");
    }

    @Test
    void currentIsTheLoopThatRunsInThisThread() {
        assertThat(EventLoop.currentOrNull()).isNull();
        assertThatThrownBy(EventLoop::current)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
        AtomicReference<EventLoop> seen = new AtomicReference<>();
        loop.callSoon(() -> {
            seen.set(EventLoop.current());
            loop.stop();
        });
        loop.runForever();
        assertThat(seen).hasValue(loop);
        assertThat(EventLoop.currentOrNull()).isNull();
    }

    @Test
    void currentIsNullInOtherThreads() throws Exception {
        assertThat(Loops.<Boolean>whileRunning(loop, () -> EventLoop.currentOrNull() == null))
                .isTrue();
    }

    @Test
    @Behaviour("12: Nested run of the same loop is refused; after the refusal the outer loop still works.")
    void runningTwiceIsRefusedAndHarmless() {
        List<Throwable> refusals = new ArrayList<>();
        loop.callSoon(() -> {
            refusals.add(org.assertj.core.api.Assertions.catchThrowable(loop::runForever));
            loop.stop();
        });
        loop.runForever();
        assertThat(refusals)
                .singleElement()
                .satisfies(refusal -> assertThat(refusal)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("This event loop is already running: under-test"));
    }

    @Test
    void runningInASecondThreadIsRefused() throws Exception {
        Loops.whileRunning(loop, () -> {
            assertThatThrownBy(loop::runForever)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("This event loop is already running: under-test");
            return "refused";
        });
    }

    @Test
    @Behaviour(
            "12: Nested run of another loop in the same thread is refused; after the refusal the outer loop still works.")
    void runningAnotherLoopInsideIsRefusedAndTheOuterGoesOn() {
        List<String> ran = new ArrayList<>();
        try (EventLoop inner = EventLoop.open("inner")) {
            loop.callSoon(() -> assertThatThrownBy(inner::runForever)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Cannot run the event loop while another loop is running: under-test"));
            loop.callSoon(() -> {
                ran.add("outer");
                loop.stop();
            });
            loop.runForever();
            inner.stop();
            inner.runForever();
        }
        assertThat(ran).containsExactly("outer");
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    @Test
    void twoLoopsRunInTwoThreads() throws Exception {
        try (EventLoop other = EventLoop.open()) {
            String threads = Loops.whileRunning(loop, () -> {
                other.stop();
                other.runForever();
                return "both";
            });
            assertThat(threads).isEqualTo("both");
        }
    }

    @Test
    @Behaviour(
            "6: stop() lets the current iteration finish, including already queued callbacks; callbacks posted meanwhile stay queued for the next run.")
    void stopLetsTheTickFinish() {
        List<String> ran = new ArrayList<>();
        loop.callSoon(() -> {
            ran.add("a");
            loop.stop();
            loop.callSoon(() -> ran.add("next run"));
        });
        loop.callSoon(() -> ran.add("b"));
        loop.runForever();
        assertThat(ran).containsExactly("a", "b");
        Loops.tick(loop, 1);
        assertThat(ran).containsExactly("a", "b", "next run");
    }

    @Test
    @Behaviour("7: stop() before run_forever(): exactly one iteration runs, and the flag is cleared.")
    void stopBeforeTheRunMakesItExactlyOneTick() {
        List<String> ran = new ArrayList<>();
        loop.callSoon(() -> {
            ran.add("first tick");
            loop.callSoon(() -> ran.add("second tick"));
        });
        loop.stop();
        loop.runForever();
        assertThat(ran).containsExactly("first tick");
    }

    @Test
    void runUntilCompleteGivesTheResult() {
        LoopFuture<String> future = loop.createFuture();
        loop.callSoon(() -> future.setResult("done"));
        assertThat(loop.runUntilComplete(future)).isEqualTo("done");
        assertThat(loop.runUntilComplete(future)).isEqualTo("done");
    }

    @Test
    void runUntilCompleteThrowsUncheckedFailuresAsTheyAre() {
        LoopFuture<String> future = loop.createFuture();
        IllegalArgumentException failure = new IllegalArgumentException("no");
        loop.callSoon(() -> future.setException(failure));
        assertThatThrownBy(() -> loop.runUntilComplete(future)).isSameAs(failure);
    }

    @Test
    void runUntilCompleteWrapsCheckedFailures() {
        LoopFuture<String> future = loop.createFuture();
        Exception failure = new Exception("checked");
        loop.callSoon(() -> future.setException(failure));
        assertThatThrownBy(() -> loop.runUntilComplete(future))
                .isInstanceOf(CompletionException.class)
                .hasCause(failure);
    }

    @Test
    void runUntilCompleteTranslatesCancellation() {
        LoopFuture<String> future = loop.createFuture();
        loop.callSoon(() -> future.cancel("not needed"));
        assertThatThrownBy(() -> loop.runUntilComplete(future))
                .isInstanceOf(CancellationException.class)
                .hasMessage("not needed")
                .hasCauseInstanceOf(CancelledError.class);
    }

    @Test
    @Behaviour("9: run_until_complete when the loop is stopped early: Event loop stopped before Future completed.")
    void runUntilCompleteSaysWhenTheLoopWasStoppedEarly() {
        LoopFuture<String> future = loop.createFuture();
        loop.callSoon(loop::stop);
        assertThatThrownBy(() -> loop.runUntilComplete(future))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Event loop stopped before Future completed.");
    }

    @Test
    @Behaviour("10: run_until_complete removes its done-callback; a later run must not be stopped by the old future.")
    void aFutureOfAnEarlierRunDoesNotStopALaterOne() {
        LoopFuture<String> early = loop.createFuture();
        loop.callSoon(loop::stop);
        assertThatThrownBy(() -> loop.runUntilComplete(early)).isInstanceOf(IllegalStateException.class);
        List<String> ran = new ArrayList<>();
        loop.callSoon(() -> early.setResult("late"));
        loop.callSoon(() -> loop.callSoon(() -> loop.callSoon(() -> {
            ran.add("third tick");
            loop.stop();
        })));
        loop.runForever();
        assertThat(ran).containsExactly("third tick");
    }

    @Test
    void runUntilCompleteRefusesAnotherLoopsFuture() {
        try (EventLoop other = EventLoop.open("other")) {
            assertThatThrownBy(() -> loop.runUntilComplete(other.createFuture()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("The future belongs to a different loop: other, not under-test");
        }
    }

    @Test
    void aCoroutineForALoopThatCannotRunHereIsNotStarted() {
        RecordedLog.clear();
        boolean[] ran = {false};
        Coroutine<String> coroutine = Coroutine.of(() -> {
            ran[0] = true;
            return "x";
        });
        try (EventLoop other = EventLoop.open("other")) {
            loop.callSoon(() -> {
                assertThatThrownBy(() -> other.runUntilComplete(coroutine))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("Cannot run the event loop while another loop is running: under-test");
                loop.stop();
            });
            loop.runForever();
            assertThat(other.allTasks()).isEmpty();
        }
        assertThat(RecordedLog.complaints()).isEmpty();
        assertThat(ran[0]).isFalse();
        assertThat(loop.runUntilComplete(coroutine)).isEqualTo("x");
    }

    @Test
    void runUntilCompleteInsideARunIsRefusedAndTheFutureIsLeftAlone() {
        LoopFuture<String> future = loop.createFuture();
        List<String> ran = new ArrayList<>();
        loop.callSoon(() -> {
            assertThatThrownBy(() -> loop.runUntilComplete(future)).isInstanceOf(IllegalStateException.class);
            future.setResult("x");
        });
        loop.callSoon(() -> loop.callSoon(() -> loop.callSoon(() -> {
            ran.add("third tick");
            loop.stop();
        })));
        loop.runForever();
        assertThat(ran).containsExactly("third tick");
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    @Test
    @Behaviour("13: close() while running refused.")
    void closingARunningLoopIsRefused() throws Exception {
        loop.callSoon(() -> {
            assertThatThrownBy(loop::close)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Cannot close a running event loop: stop under-test first");
            loop.stop();
        });
        loop.runForever();
        assertThat(RecordedLog.complaints()).isEmpty();
        Loops.whileRunning(loop, () -> {
            assertThatThrownBy(loop::close).isInstanceOf(IllegalStateException.class);
            return "refused";
        });
        assertThat(loop.isClosed()).isFalse();
    }

    @Test
    @Behaviour({
        "13: close() twice fine; every scheduling call after close raises; stop() after close does not.",
        "14: close() drops ready and timer queues."
    })
    void closeDropsWhatIsScheduledAndRefusesMore() {
        loop.callSoon(() -> {
            throw new AssertionError("must not run");
        });
        loop.callSoonThreadSafe(() -> {
            throw new AssertionError("must not run");
        });
        LoopFuture<String> done = loop.createFuture();
        done.setResult("x");
        loop.close();
        loop.close();
        assertThat(loop.isClosed()).isTrue();
        assertThat(loop).hasToString("<EventLoop under-test closed>");
        List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> refused = List.of(
                () -> loop.callSoon(() -> {}),
                () -> loop.callLater(java.time.Duration.ZERO, () -> {}),
                () -> loop.callAt(0, () -> {}),
                () -> loop.callSoonThreadSafe(() -> {}),
                () -> loop.runInExecutor(() -> ""),
                () -> loop.runInExecutor(Runnable::run, () -> ""),
                () -> loop.resolve("127.0.0.1", 1),
                () -> loop.createServer(() -> new Recorder(loop), "127.0.0.1", 0),
                () -> loop.createConnection(() -> new Recorder(loop), "127.0.0.1", 1),
                () -> done.addDoneCallback(future -> {}),
                loop::runForever,
                () -> loop.runUntilComplete(loop.createFuture()));
        assertThat(refused)
                .allSatisfy(call -> assertThatThrownBy(call)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("Event loop is closed: under-test"));
        assertThatThrownBy(() -> loop.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("Event loop is closed: under-test");
        assertThatCode(loop::stop).doesNotThrowAnyException();
    }

    @Test
    @Behaviour({
        "11: A fatal error in a callback leaves run_forever at once, loop reusable, not reported to the exception handler.",
        "17: thread id is reset even if run ends by exception."
    })
    void aFatalErrorEndsTheRunAndTheLoopCanRunAgain() {
        List<String> ran = new ArrayList<>();
        OutOfMemoryError fatal = new OutOfMemoryError("for the test");
        loop.callSoon(() -> {
            throw fatal;
        });
        loop.callSoon(() -> ran.add("still queued"));
        assertThatThrownBy(loop::runForever).isSameAs(fatal);
        assertThat(loop.isRunning()).isFalse();
        assertThat(EventLoop.currentOrNull()).isNull();
        assertThat(RecordedLog.complaints()).isEmpty();
        Loops.tick(loop, 1);
        assertThat(ran).containsExactly("still queued");
    }

    @Test
    @Behaviour("10: run_until_complete removes its done-callback even on error.")
    void aFutureThatWasDoneWhenItsRunDiedDoesNotStopTheNextRun() {
        LoopFuture<String> future = loop.createFuture();
        loop.callSoon(() -> future.setResult("x"));
        loop.callSoon(() -> {
            throw new OutOfMemoryError("for the test");
        });
        assertThatThrownBy(() -> loop.runUntilComplete(future)).isInstanceOf(OutOfMemoryError.class);
        List<String> ran = new ArrayList<>();
        loop.callSoon(() -> loop.callSoon(() -> loop.callSoon(() -> {
            ran.add("third tick");
            loop.stop();
        })));
        loop.runForever();
        assertThat(ran).containsExactly("third tick");
    }

    @Test
    @DeliberateMistake("lets a callback throw")
    void aStackOverflowIsAnOrdinaryFailure() {
        loop.callSoon(() -> {
            throw new StackOverflowError();
        });
        loop.callSoon(loop::stop);
        loop.runForever();
        assertThat(RecordedLog.complaints()).hasSize(1);
    }

    @Test
    void anInterruptNeitherStopsTheLoopNorMakesItSpinAndIsHandedOn() {
        List<String> ran = new ArrayList<>();
        Thread.currentThread().interrupt();
        loop.callLater(java.time.Duration.ofMillis(50), () -> {
            ran.add("timer");
            loop.stop();
        });
        long ticks = loop.vitals.tickOpaque();
        loop.runForever();
        assertThat(ran).containsExactly("timer");
        assertThat(loop.vitals.tickOpaque() - ticks).isLessThan(10);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(RecordedLog.complaints())
                .singleElement()
                .satisfies(event -> assertThat(event.message()).contains("was interrupted"));
    }

    @Test
    @Behaviour("16: Loop.time() is monotonic; call_at uses the same clock.")
    void theLoopsClockIsNanoTime() {
        long before = System.nanoTime();
        long now = loop.nanoTime();
        assertThat(now - before).isBetween(0L, Loops.BOUND.toNanos());
    }

    @Test
    @DeliberateMistake("forgets a loop")
    void aLoopThatIsCollectedUnclosedIsNamed() {
        WeakReference<EventLoop> forgotten = new WeakReference<>(EventLoop.open("forgotten"));
        Loops.await(() -> {
            System.gc();
            return forgotten.get() == null && !RecordedLog.complaints().isEmpty();
        });
        assertThat(RecordedLog.complaints())
                .singleElement()
                .satisfies(event -> assertThat(CreationSites.removedFrom(event.message()))
                        .isEqualTo(
                                "unclosed event loop <EventLoop forgotten>: its selector leaks; call close() on it"));
    }
}
