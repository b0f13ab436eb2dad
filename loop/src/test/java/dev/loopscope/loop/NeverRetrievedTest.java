// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@DeliberateMistake("leaves a failure unread, in the silent cases as the witness")
class NeverRetrievedTest {
    private final EventLoop loop = EventLoop.open();

    @BeforeEach
    void forgetTheLog() {
        RecordedLog.clear();
    }

    @AfterEach
    void closeTheLoop() {
        loop.close();
    }

    /** Makes a future, lets the test do something with it, and waits until it is collected. */
    private void dropAfter(Consumer<LoopFuture<String>> use) {
        WeakReference<LoopFuture<String>> weak = new WeakReference<>(used(use));
        collect(weak);
    }

    private LoopFuture<String> used(Consumer<LoopFuture<String>> use) {
        LoopFuture<String> future = loop.createFuture();
        use.accept(future);
        return future;
    }

    private static void collect(WeakReference<?> weak) {
        Loops.await(() -> {
            System.gc();
            return weak.get() == null;
        });
    }

    private static void awaitComplaints(int count) {
        Loops.await(() -> {
            System.gc();
            return RecordedLog.complaints().size() >= count;
        });
    }

    /** Collection is proven by a second future that is reported, so that silence about the first means something. */
    private void assertSilence() {
        dropAfter(future -> future.setException(new IOException("the witness")));
        awaitComplaints(1);
        assertThat(RecordedLog.complaints())
                .singleElement()
                .satisfies(event -> assertThat(event.exception()).hasMessage("the witness"));
    }

    @Test
    @Behaviour("41: Never-retrieved report, exactly once.")
    void aFailureThatNobodyAskedForIsReportedOnce() {
        dropAfter(future -> future.setException(new IOException("lost")));
        awaitComplaints(1);
        assertThat(RecordedLog.complaints()).singleElement().satisfies(event -> {
            assertThat(event.logger()).isEqualTo("loopscope");
            assertThat(event.message())
                    .isEqualTo("LoopFuture exception was never retrieved\n"
                            + "future: <LoopFuture finished exception=java.io.IOException>");
            assertThat(event.exception()).isInstanceOf(IOException.class).hasMessage("lost");
        });
    }

    @Test
    void aDoneCallbackThatDoesNotLookIsNotEnough() {
        dropAfter(future -> {
            future.addDoneCallback(done -> {});
            future.setException(new IOException("lost"));
            Loops.tick(loop, 1);
        });
        awaitComplaints(1);
        assertThat(RecordedLog.complaints()).hasSize(1);
    }

    @Test
    @Behaviour("41: Never-retrieved report only if no exception() since.")
    void askingForTheExceptionIsEnough() {
        dropAfter(future -> {
            future.setException(new IOException("seen"));
            assertThat(future.exception()).hasMessage("seen");
        });
        assertSilence();
    }

    @Test
    @Behaviour("41: Never-retrieved report only if no result() since.")
    void askingForTheResultIsEnough() {
        dropAfter(future -> {
            future.setException(new IOException("seen"));
            assertThat(catchThrowable(future::result)).isNotNull();
        });
        assertSilence();
    }

    @Test
    void aDoneCallbackThatLooksIsEnough() {
        List<Throwable> seen = new ArrayList<>();
        dropAfter(future -> {
            future.addDoneCallback(done -> seen.add(done.exception()));
            future.setException(new IOException("seen"));
            Loops.tick(loop, 1);
        });
        assertThat(seen).hasSize(1);
        assertSilence();
    }

    @Test
    void runUntilCompleteIsEnough() {
        dropAfter(future -> {
            loop.callSoon(() -> future.setException(new IOException("seen")));
            assertThat(catchThrowable(() -> loop.runUntilComplete(future))).isNotNull();
        });
        assertSilence();
    }

    @Test
    void theBridgeTakesTheFailureOver() {
        dropAfter(future -> {
            assertThat(future.toCompletableFuture()).isNotDone();
            future.setException(new IOException("handed over"));
            Loops.tick(loop, 1);
        });
        assertSilence();
    }

    @Test
    void cancellationIsNoFailure() {
        dropAfter(LoopFuture::cancel);
        assertSilence();
    }

    @Test
    void aGatheringThatIsCancelledIsNoFailure() {
        collect(new WeakReference<>(cancelledGathering()));
        assertSilence();
    }

    private LoopFuture<?> cancelledGathering() {
        LoopFuture<String> child = loop.createFuture();
        LoopFuture<List<String>> gathering = Async.gather(child);
        gathering.cancel();
        Loops.tick(loop, 1);
        assertThat(gathering.toString()).contains("exception=" + CancelledError.class.getName());
        return gathering;
    }

    @Test
    void aRunningLoopReportsOnItsOwnThreadThroughItsHandler() throws Exception {
        List<String> reports = new CopyOnWriteArrayList<>();
        loop.setExceptionHandler((on, context) ->
                reports.add(context.message() + " in " + Thread.currentThread().getName()));
        Loops.whileRunning(loop, () -> {
            loop.execute(() -> loop.createFuture().setException(new IOException("lost")));
            Loops.await(() -> {
                System.gc();
                return !reports.isEmpty();
            });
            return "reported";
        });
        assertThat(reports).containsExactly("LoopFuture exception was never retrieved in the-loop-thread");
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    @Test
    @Behaviour("41: Never-retrieved report also when the loop is already closed.")
    void aClosedLoopsFutureIsStillReported() {
        dropAfter(future -> {
            future.setException(new IOException("lost"));
            loop.close();
        });
        awaitComplaints(1);
        assertThat(RecordedLog.complaints()).hasSize(1);
    }
}
