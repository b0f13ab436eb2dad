// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.loopscope.loop.Engines#all")
class BarrierTest {
    private static final long SEED = 20_261_122;

    private final EventLoop loop;
    private final AsyncBarrier barrier = AsyncBarrier.of(3);
    private final List<String> trail = new ArrayList<>();

    BarrierTest(TaskEngine engine) {
        loop = Engines.open(engine);
    }

    @BeforeEach
    void forgetTheLog() {
        RecordedLog.clear();
    }

    @AfterEach
    void closeTheLoop() {
        loop.close();
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    private void in(Coroutine.Action body) {
        Engines.run(loop, () -> {
            body.run();
            return "done";
        });
    }

    private static void ticks(int count) {
        for (int i = 0; i < count; i++) {
            Async.sleep(Duration.ZERO).await();
        }
    }

    /** Notes what became of its visit. */
    private Task<?> visitor(String name) {
        return loop.<@Nullable Void>createTask(
                Coroutine.ofVoid(() -> {
                    try {
                        trail.add(name + barrier.waitForAll().await());
                    } catch (BarrierBrokenException e) {
                        trail.add(name + " broken");
                    } catch (CancelledError e) {
                        Task.current().uncancel();
                        trail.add(name + " cancelled");
                    }
                }),
                name);
    }

    @Test
    @Behaviour("100: Barrier: n-th arrival releases all, index returned, reusable.")
    void theLastToComeLetsAllGo() {
        in(() -> {
            assertThat(barrier).hasToString("<AsyncBarrier filling waiters=0/3>");
            for (int round = 0; round < 3; round++) {
                trail.clear();
                visitor("a");
                Task<?> second = visitor("b");
                ticks(1);
                assertThat(trail).isEmpty();
                assertThat(barrier.waiting()).isEqualTo(2);
                assertThat(barrier.waitForAll().await()).isEqualTo(2);
                second.await();
                assertThat(trail).containsExactly("a0", "b1");
                assertThat(barrier.waiting()).isZero();
            }
            assertThat(barrier.parties()).isEqualTo(3);
            assertThat(AsyncBarrier.of(1).waitForAll().await()).isZero();
        });
    }

    @Test
    @Behaviour("100: Barrier: drain state blocks newcomers.")
    void whoComesWhileItDrainsWaitsForTheNextTime() {
        in(() -> {
            visitor("a");
            visitor("b");
            ticks(1);
            Task<?> last = visitor("c");
            List<Task<?>> next = List.of(visitor("d"), visitor("e"), visitor("f"));
            last.await();
            ticks(1);
            assertThat(trail).startsWith("c2").contains("a0", "b1").doesNotContain("d1", "e1", "f1");
            for (Task<?> task : next) {
                task.await();
            }
            assertThat(trail.subList(3, 6)).containsExactlyInAnyOrder("d0", "e1", "f2");
        });
    }

    @Test
    @Behaviour("100: Barrier: reset breaks waiters; reusable afterwards.")
    void aResetSendsThoseWhoWaitAway() {
        in(() -> {
            barrier.reset(); // Nobody is there.
            Task<?> first = visitor("a");
            Task<?> second = visitor("b");
            ticks(1);
            barrier.reset();
            assertThat(barrier).hasToString("<AsyncBarrier resetting waiters=0/3>");
            assertThat(barrier.isBroken()).isFalse();
            visitor("c");
            first.await();
            second.await();
            assertThat(trail).containsExactly("a broken", "b broken");
            ticks(2);
            assertThat(barrier.waiting()).isEqualTo(1);
            visitor("d");
            ticks(1);
            barrier.waitForAll().await();
            ticks(2);
            assertThat(trail.subList(2, 4)).containsExactlyInAnyOrder("c0", "d1");
        });
    }

    @Test
    @Behaviour("100: Barrier: abort breaks waiters.")
    void anAbortedBarrierIsBrokenUntilItIsReset() {
        in(() -> {
            Task<?> first = visitor("a");
            ticks(1);
            barrier.abort();
            barrier.abort();
            assertThat(barrier.isBroken()).isTrue();
            first.await();
            assertThatThrownBy(barrier.waitForAll()::await)
                    .isInstanceOf(BarrierBrokenException.class)
                    .hasMessage("Barrier aborted: <AsyncBarrier broken waiters=0/3>");
            barrier.reset();
            assertThat(barrier.isBroken()).isFalse();
            visitor("b");
            visitor("c");
            assertThat(barrier.waitForAll().await()).isZero();
        });
        assertThat(trail).containsExactlyInAnyOrder("a broken", "b1", "c2");
    }

    @Test
    void anAbortReachesThoseWhoWereJustLetGoAndThoseOutside() {
        in(() -> {
            visitor("a");
            visitor("b");
            ticks(1);
            Task<?> last = visitor("c");
            Task<?> outside = visitor("d");
            loop.callSoon(barrier::abort); // When the last has come and nobody has left.
            last.await();
            outside.await();
        });
        assertThat(trail).containsExactlyInAnyOrder("c2", "a broken", "b broken", "d broken");
    }

    @Test
    void whoIsCancelledLeavesAndTheOthersGoOnWaiting() {
        in(() -> {
            Task<?> cancelled = visitor("a");
            visitor("b");
            ticks(1);
            cancelled.cancel();
            ticks(1);
            assertThat(barrier.waiting()).isEqualTo(1);
            visitor("c");
            ticks(1);
            assertThat(trail).containsExactly("a cancelled");
            barrier.waitForAll().await();
            ticks(1);
            assertThat(trail).hasSize(3);
        });
    }

    @Test
    void underRandomCancellationsItIsWholeAgainAfterwards() {
        Random random = new Random(SEED);
        in(() -> {
            for (int round = 0; round < 200; round++) {
                trail.clear();
                List<Task<?>> visitors = new ArrayList<>(IntStream.range(0, 3 + random.nextInt(4))
                        .<Task<?>>mapToObj(i -> visitor("v"))
                        .toList());
                ticks(1 + random.nextInt(3)); // All have begun.
                visitors.get(random.nextInt(visitors.size())).cancel();
                ticks(4);
                for (Task<?> left : visitors) {
                    left.cancel();
                    left.await();
                }
                assertThat(trail).as("round " + round).allMatch(word -> word.matches("v[0-2]|v cancelled"));
                assertThat(trail).hasSize(visitors.size());
                assertThat(barrier).hasToString("<AsyncBarrier filling waiters=0/3>");
            }
        });
    }

    @Test
    @DeliberateMistake("joins a thread in a task, and leaves a coroutine unstarted")
    void misuseIsRefused() {
        assertThatThrownBy(() -> AsyncBarrier.of(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parties must be > 0: 0");
        assertThatThrownBy(barrier.waitForAll()::await).isInstanceOf(IllegalStateException.class);
        in(() -> {
            Task<?> waiter = visitor("a");
            ticks(1);
            try (EventLoop other = EventLoop.open("other")) {
                Thread thread = new Thread(() -> {
                    try {
                        other.runUntilComplete(barrier.waitForAll());
                    } catch (IllegalStateException e) {
                        trail.add(String.valueOf(e.getMessage()));
                    }
                });
                thread.start();
                thread.join();
            }
            assertThat(trail)
                    .singleElement()
                    .asString()
                    .startsWith("AsyncBarrier is bound to a different event loop: ");
            waiter.cancel();
            waiter.await();
        });
    }
}
