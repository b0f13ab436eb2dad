// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoopFutureTest {
    private final EventLoop loop = EventLoop.open();
    private final LoopFuture<String> future = loop.createFuture();
    private final List<String> called = new ArrayList<>();

    @BeforeEach
    void forgetTheLog() {
        RecordedLog.clear();
    }

    @AfterEach
    void closeTheLoop() {
        loop.close();
    }

    @Test
    @Behaviour("34: result()/exception() on pending: InvalidStateError.")
    void aPendingFutureHasNothingToGive() {
        assertThat(future.isDone()).isFalse();
        assertThat(future.isCancelled()).isFalse();
        assertThat(future.getLoop()).isSameAs(loop);
        assertThatThrownBy(future::result)
                .isInstanceOf(IllegalStateException.class)
                .extracting(CreationSites::removedFrom)
                .asString()
                .endsWith(
                        ": Result is not set: <LoopFuture pending> is pending; await it, or add a done callback and ask there");
        assertThatThrownBy(future::exception)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Exception is not set");
    }

    @Test
    void aFinishedFutureGivesItsResultAgainAndAgain() {
        future.setResult("x");
        assertThat(future.isDone()).isTrue();
        assertThat(future.isCancelled()).isFalse();
        assertThat(future.result()).isEqualTo("x");
        assertThat(future.result()).isEqualTo("x");
        assertThat(future.exception()).isNull();
    }

    @Test
    void nullIsAResult() {
        LoopFuture<@Nullable String> nothing = loop.createFuture();
        nothing.setResult(null);
        assertThat(nothing.isDone()).isTrue();
        assertThat(nothing.result()).isNull();
        assertThat(CreationSites.removedFrom(nothing)).isEqualTo("<LoopFuture finished result=null>");
    }

    @Test
    @Behaviour("43: Same exception object raised from result() repeatedly must not grow its traceback chain.")
    void aFailedFutureThrowsTheSameUncheckedExceptionEachTime() {
        IllegalArgumentException failure = new IllegalArgumentException("no");
        int frames = failure.getStackTrace().length;
        future.setException(failure);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(future::result).isSameAs(failure);
        }
        assertThat(future.exception()).isSameAs(failure);
        assertThat(future.isDone()).isTrue();
        assertThat(future.isCancelled()).isFalse();
        assertThat(failure.getStackTrace()).hasSize(frames);
        assertThat(failure.getSuppressed()).isEmpty();
    }

    @Test
    void aCheckedExceptionIsTheCauseOfWhatResultThrows() {
        IOException failure = new IOException("disk");
        future.setException(failure);
        assertThatThrownBy(future::result)
                .isInstanceOf(CompletionException.class)
                .hasCause(failure);
        assertThat(future.exception()).isSameAs(failure);
    }

    @Test
    void anErrorIsThrownAsItIs() {
        AssertionError failure = new AssertionError("broken");
        future.setException(failure);
        assertThatThrownBy(future::result).isSameAs(failure);
    }

    @Test
    @Behaviour({
        "34: result()/exception() on cancelled: CancelledError.",
        "40: cancel() on done returns false; on pending true; message travels into the CancelledError."
    })
    void aCancelledFutureThrowsCancelledErrorWithItsMessage() {
        assertThat(future.cancel("enough")).isTrue();
        assertThat(future.isDone()).isTrue();
        assertThat(future.isCancelled()).isTrue();
        assertThatThrownBy(future::result)
                .isInstanceOf(CancelledError.class)
                .isNotInstanceOf(Exception.class)
                .hasMessage("enough");
        assertThatThrownBy(future::exception).isInstanceOf(CancelledError.class).hasMessage("enough");
        assertThat(future.cancel()).isFalse();
    }

    @Test
    @Behaviour("35: set_result twice, set_exception after set_result, and both after cancel: InvalidStateError.")
    void onlyTheFirstOutcomeCounts() {
        LoopFuture<String> failed = loop.createFuture();
        LoopFuture<String> cancelled = loop.createFuture();
        future.setResult("x");
        failed.setException(new IllegalStateException("no"));
        cancelled.cancel();
        for (LoopFuture<String> done : List.of(future, failed, cancelled)) {
            assertThat(done.cancel()).isFalse();
            assertThatThrownBy(() -> done.setResult("again"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("invalid state: <LoopFuture ");
            assertThatThrownBy(() -> done.setException(new IOException("again")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("invalid state: <LoopFuture ");
        }
        assertThat(future.result()).isEqualTo("x");
        assertThat(failed.exception()).hasMessage("no");
        assertThat(cancelled.isCancelled()).isTrue();
    }

    @Test
    void cancelledErrorIsNotAnException() {
        assertThatThrownBy(() -> future.setException(new CancelledError("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use cancel()");
        assertThat(future.isDone()).isFalse();
    }

    @Test
    @Behaviour({
        "36: Done-callbacks never run synchronously: always through call_soon, in registration order.",
        "37: Each callback gets the future."
    })
    void doneCallbacksRunLaterAndInOrder() {
        for (int i = 0; i < 4; i++) {
            String name = "cb" + i;
            future.addDoneCallback(done -> called.add(name + " " + done.result()));
        }
        future.setResult("x");
        assertThat(called).isEmpty();
        Loops.tick(loop, 1);
        assertThat(called).containsExactly("cb0 x", "cb1 x", "cb2 x", "cb3 x");
    }

    @Test
    @Behaviour("36: adding to a done future also goes through call_soon.")
    void aCallbackOfADoneFutureStillRunsLater() {
        future.setResult("x");
        future.addDoneCallback(done -> called.add("called"));
        assertThat(called).isEmpty();
        Loops.tick(loop, 1);
        assertThat(called).containsExactly("called");
    }

    @Test
    @Behaviour("40: cancel() schedules callbacks.")
    void cancellationAndFailureRunTheCallbacksToo() {
        LoopFuture<String> failed = loop.createFuture();
        future.addDoneCallback(done -> called.add("cancelled " + done.isCancelled()));
        failed.addDoneCallback(done -> called.add("failed " + done.exception()));
        future.cancel();
        failed.setException(new IOException("x"));
        Loops.tick(loop, 1);
        assertThat(called).containsExactly("cancelled true", "failed java.io.IOException: x");
    }

    @Test
    @Behaviour("37: one raising does not stop the others (goes to the handler).")
    @DeliberateMistake("lets a callback throw")
    void aCallbackThatThrowsDoesNotStopTheOthers() {
        future.addDoneCallback(done -> {
            throw new IllegalStateException("bad callback");
        });
        future.addDoneCallback(done -> called.add("second"));
        future.setResult("x");
        Loops.tick(loop, 1);
        assertThat(called).containsExactly("second");
        assertThat(RecordedLog.complaints())
                .singleElement()
                .satisfies(event -> assertThat(event.message())
                        .startsWith("Exception in callback " + LoopFutureTest.class.getName() + " lambda"));
    }

    @Test
    @Behaviour("38: remove_done_callback removes all equal entries and returns the count.")
    void removingTakesOutAllEqualCallbacks() {
        Consumer<LoopFuture<String>> twice = done -> called.add("twice");
        Consumer<LoopFuture<String>> once = done -> called.add("once");
        assertThat(future.removeDoneCallback(twice)).isZero();
        future.addDoneCallback(twice);
        assertThat(future.removeDoneCallback(once)).isZero();
        assertThat(future.removeDoneCallback(twice)).isEqualTo(1);
        future.addDoneCallback(twice);
        future.addDoneCallback(once);
        future.addDoneCallback(twice);
        assertThat(future.removeDoneCallback(twice)).isEqualTo(2);
        assertThat(future.removeDoneCallback(twice)).isZero();
        future.setResult("x");
        assertThat(future.removeDoneCallback(once)).isZero();
        Loops.tick(loop, 1);
        assertThat(called).containsExactly("once");
    }

    @Test
    @Behaviour("39: Adding/removing callbacks while callbacks are being scheduled is safe.")
    void callbacksMayBeAddedAndRemovedFromCallbacks() {
        Consumer<LoopFuture<String>> second = done -> called.add("second");
        future.addDoneCallback(done -> {
            done.removeDoneCallback(second);
            done.addDoneCallback(again -> called.add("third"));
        });
        future.addDoneCallback(second);
        future.setResult("x");
        Loops.tick(loop, 2);
        assertThat(called).containsExactly("second", "third");
    }

    @Test
    void textNamesStateAndClassesOnly() {
        LoopFuture<Object> secret = loop.createFuture();
        secret.setResult(new Object() {
            @Override
            public String toString() {
                throw new AssertionError("must not be asked");
            }
        });
        LoopFuture<String> failed = loop.createFuture();
        failed.setException(new IOException("secret"));
        failed.exception();
        future.cancel();
        assertThat(CreationSites.removedFrom(secret))
                .isEqualTo("<LoopFuture finished result=" + getClass().getName() + "$1>");
        assertThat(CreationSites.removedFrom(failed)).isEqualTo("<LoopFuture finished exception=java.io.IOException>");
        assertThat(CreationSites.removedFrom(future)).isEqualTo("<LoopFuture cancelled>");
    }

    @Test
    void theBridgeCarriesResultAndException() throws Exception {
        LoopFuture<String> failing = loop.createFuture();
        CompletableFuture<String> copy = future.toCompletableFuture();
        CompletableFuture<String> failed = failing.toCompletableFuture();
        future.setResult("x");
        IOException failure = new IOException("disk");
        failing.setException(failure);
        assertThat(copy).isNotDone();
        Loops.tick(loop, 1);
        assertThat(copy.get(0, TimeUnit.SECONDS)).isEqualTo("x");
        assertThatThrownBy(failed::join).hasCause(failure);
    }

    @Test
    void theBridgeCarriesCancellationOut() {
        CompletableFuture<String> copy = future.toCompletableFuture();
        future.cancel();
        Loops.tick(loop, 1);
        assertThat(copy).isCancelled();
    }

    @Test
    void theBridgeCarriesCancellationInFromAnyThread() throws Exception {
        CompletableFuture<String> copy = future.toCompletableFuture();
        CompletableFuture<String> own = loop.<String>createFuture().toCompletableFuture();
        Thread outsider = new Thread(() -> copy.cancel(true));
        outsider.start();
        outsider.join();
        assertThat(future.isDone()).isFalse();
        loop.callSoon(() -> own.cancel(false));
        Loops.runUntil(loop, future::isCancelled);
        assertThatThrownBy(copy::join).isInstanceOf(CancellationException.class);
        assertThat(own).isCancelled();
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    @Test
    void cancellingTheBridgeOfAClosedLoopIsHarmless() {
        CompletableFuture<String> copy = future.toCompletableFuture();
        loop.close();
        assertThat(copy.cancel(true)).isTrue();
        assertThat(future.isDone()).isFalse();
    }
}
