// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Waiting, in a loop's thread, for what only a loop can complete: refused where it would never end, and nowhere else. */
class LoopWaitTest {
    private final EventLoop loop = EventLoop.open("mine");

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    @DeliberateMistake("waits for its own loop")
    void itsOwnLoopsFutureIsNeverWaitedFor() {
        List<Throwable> refusals = new ArrayList<>();
        loop.callSoon(() -> {
            CompletableFuture<Object> pending = loop.createFuture().toCompletableFuture();
            refusals.add(catchThrowable(pending::join));
            refusals.add(catchThrowable(pending::get));
            refusals.add(catchThrowable(() -> pending.get(1, TimeUnit.HOURS)));
        });
        Loops.tick(loop, 1);
        assertThat(refusals)
                .hasSize(3)
                .allSatisfy(refusal -> assertThat(refusal)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage(
                                "the thread of mine waits for a future that only mine can complete, which would never end:"
                                        + " the thread of mine waits for a future of mine; await it in a task, by"
                                        + " loop.wrapFuture(future).await(), or have whenComplete call you back"));
    }

    @Test
    void whatIsDoneIsHadAtOnce() {
        List<Object> results = new ArrayList<>();
        LoopFuture<String> future = loop.createFuture();
        CompletableFuture<String> outside = future.toCompletableFuture();
        future.setResult("done");
        Loops.tick(loop, 1);
        loop.callSoon(() -> {
            results.add(outside.join());
            results.add(outside.getNow("not yet"));
        });
        Loops.tick(loop, 1);
        assertThat(results).containsExactly("done", "done");
    }

    @Test
    void whileTheLoopDoesNotRunAnyThreadMayWaitInVain() {
        CompletableFuture<Object> pending = loop.createFuture().toCompletableFuture();
        assertThatThrownBy(() -> pending.get(1, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
    }

    @Test
    @DeliberateMistake("has two loops wait for each other, one of which blocks")
    void ofTwoLoopsThatWaitForEachOtherTheSecondIsRefusedAndTheFirstGoesOn() throws Exception {
        try (EventLoop other = EventLoop.open("other")) {
            CompletableFuture<Throwable> refusal = new CompletableFuture<>();
            String waited = Loops.whileRunning(
                    loop,
                    () -> Loops.whileRunning(other, () -> {
                        CompletableFuture<String> all = new CompletableFuture<>();
                        loop.callSoonThreadSafe(() -> all.complete(other.runCoroutineThreadSafe(Coroutine.of(() -> {
                                    Loops.await(() -> loop.thread.waitsFor != null);
                                    refusal.complete(catchThrowable(
                                            () -> loop.runCoroutineThreadSafe(Coroutine.of(() -> "never"))
                                                    .join()));
                                    return "went on";
                                }))
                                .join()));
                        return all.get(1, TimeUnit.MINUTES);
                    }));
            assertThat(waited).isEqualTo("went on");
            assertThat(refusal.get())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(
                            "the threads of 2 loops wait for each other's futures, which would never end:"
                                    + " the thread of other waits for a future of mine, the thread of mine waits for a future of"
                                    + " other; ");
        }
        assertThat(loop.thread.waitsFor).isNull();
    }

    @Test
    @DeliberateMistake("blocks a loop until another one is done")
    void aLoopThatWaitsForAnotherWhichDoesNotGetsItsAnswer() throws Exception {
        try (EventLoop other = EventLoop.open("other")) {
            String waited = Loops.whileRunning(
                    loop,
                    () -> Loops.whileRunning(other, () -> {
                        CompletableFuture<String> all = new CompletableFuture<>();
                        loop.callSoonThreadSafe(
                                () -> all.complete(other.runCoroutineThreadSafe(Coroutine.of(() -> "answer"))
                                        .join()));
                        return all.get(1, TimeUnit.MINUTES);
                    }));
            assertThat(waited).isEqualTo("answer");
        }
    }
}
