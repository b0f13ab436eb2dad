// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExecutorTest {
    private final EventLoop loop = EventLoop.open("pooled");

    @BeforeEach
    void forgetTheLog() {
        RecordedLog.clear();
    }

    @AfterEach
    void closeTheLoop() {
        loop.close();
    }

    @Test
    void workRunsInTheLoopsOwnPoolAndItsResultComesBack() {
        LoopFuture<String> name =
                loop.runInExecutor(() -> Thread.currentThread().getName());
        assertThat(Loops.run(loop, name)).isEqualTo("pooled-executor-1");
    }

    @Test
    void workThatThrowsFailsItsFuture() {
        LoopFuture<String> future = loop.runInExecutor(() -> {
            throw new IOException("disk");
        });
        assertThatThrownBy(() -> Loops.run(loop, future))
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("disk");
    }

    @Test
    void anExecutorOfTheCallersIsUsed() {
        List<Runnable> queue = new ArrayList<>();
        LoopFuture<String> future = loop.runInExecutor(queue::add, () -> "mine");
        assertThat(queue).hasSize(1);
        queue.get(0).run();
        assertThat(Loops.run(loop, future)).isEqualTo("mine");
    }

    @Test
    void anExecutorThatRefusesIsTheCallersProblem() {
        assertThatThrownBy(() -> loop.runInExecutor(
                        work -> {
                            throw new RejectedExecutionException("full");
                        },
                        () -> "never"))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void cancelledWorkThatHasNotBegunNeverRuns() {
        List<Runnable> queue = new ArrayList<>();
        AtomicInteger ran = new AtomicInteger();
        LoopFuture<Integer> future = loop.runInExecutor(queue::add, ran::incrementAndGet);
        future.cancel();
        Loops.tick(loop, 1);
        queue.get(0).run();
        assertThat(ran).hasValue(0);
    }

    @Test
    void theResultOfWorkCancelledMeanwhileIsDropped() {
        CountDownLatch cancelled = new CountDownLatch(1);
        LoopFuture<String> future = loop.runInExecutor(() -> {
            cancelled.await();
            return "too late";
        });
        future.cancel();
        cancelled.countDown();
        assertThat(Loops.run(loop, loop.shutdownDefaultExecutor(Loops.BOUND))).isNull();
        Loops.tick(loop, 3);
        assertThat(future.isCancelled()).isTrue();
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    @Test
    @Behaviour("14: close() shuts the default executor down without waiting.")
    void theResultOfAClosedLoopsWorkIsDropped() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Thread[] worker = new Thread[1];
        LoopFuture<String> future = loop.runInExecutor(() -> {
            worker[0] = Thread.currentThread();
            done.countDown();
            closed.await();
            return "too late";
        });
        done.await();
        loop.close();
        closed.countDown();
        worker[0].join(Loops.BOUND.toMillis());
        assertThat(worker[0].isAlive()).isFalse();
        assertThat(future.isDone()).isFalse();
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    @Test
    void shutdownWaitsForTheWorkWithoutBlockingTheLoop() {
        CountDownLatch release = new CountDownLatch(1);
        LoopFuture<String> work = loop.runInExecutor(() -> {
            release.await();
            return "done";
        });
        LoopFuture<?> shutdown = loop.shutdownDefaultExecutor(Loops.BOUND);
        Loops.tick(loop, 5);
        assertThat(shutdown.isDone()).isFalse();
        release.countDown();
        Loops.run(loop, shutdown);
        assertThat(Loops.run(loop, work)).isEqualTo("done");
        assertThatThrownBy(() -> loop.runInExecutor(() -> "late"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Executor shutdown has been called");
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    @Test
    void shutdownGivesUpWhenItsTimeIsOverAndSaysSo() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        LoopFuture<String> work = loop.runInExecutor(() -> {
            begun.countDown();
            release.await();
            return "done";
        });
        begun.await();
        Loops.run(loop, loop.shutdownDefaultExecutor(Duration.ofMillis(20)));
        assertThat(work.isDone()).isFalse();
        assertThat(RecordedLog.complaints())
                .singleElement()
                .satisfies(event -> assertThat(event.message())
                        .isEqualTo("The executor of pooled did not finish joining its threads within 20 ms;"
                                + " 1 still at work"));
        release.countDown();
        assertThat(Loops.run(loop, work)).isEqualTo("done");
    }

    @Test
    void shuttingDownAnUnusedExecutorIsDoneAtOnce() {
        assertThat(loop.shutdownDefaultExecutor(Duration.ZERO).isDone()).isTrue();
    }

    @Test
    void thePoolIsBoundedAndItsQueueIsNot() {
        int calls = 500;
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<LoopFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            int number = i;
            futures.add(loop.runInExecutor(() -> {
                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                atOnce.decrementAndGet();
                return number;
            }));
        }
        Loops.runUntil(loop, () -> futures.stream().allMatch(LoopFuture::isDone));
        for (int i = 0; i < calls; i++) {
            assertThat(futures.get(i).result()).isEqualTo(i);
        }
        assertThat(most.get())
                .isLessThanOrEqualTo(Math.min(32, Runtime.getRuntime().availableProcessors() + 4));
    }
}
