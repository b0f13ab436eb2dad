// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchedulingTest {
    private final EventLoop loop = EventLoop.open();
    private final List<String> ran = new ArrayList<>();

    @AfterEach
    void closeTheLoop() {
        loop.close();
    }

    @Test
    @Behaviour("1: call_soon callbacks run in FIFO order, each exactly once.")
    void callbacksRunInOrderAndOnce() {
        for (int i = 0; i < 5; i++) {
            String name = "c" + i;
            loop.callSoon(() -> ran.add(name));
        }
        Loops.tick(loop, 3);
        assertThat(ran).containsExactly("c0", "c1", "c2", "c3", "c4");
    }

    @Test
    @Behaviour("2: A callback posted by a callback runs in the next iteration, not in the same one.")
    void whatACallbackSchedulesRunsInTheNextTick() {
        loop.callSoon(() -> {
            ran.add("a");
            loop.callSoon(() -> ran.add("a2"));
        });
        loop.callSoon(() -> ran.add("b"));
        Loops.tick(loop, 1);
        assertThat(ran).containsExactly("a", "b");
        Loops.tick(loop, 1);
        assertThat(ran).containsExactly("a", "b", "a2");
    }

    @Test
    @Behaviour({
        "4: Order inside an iteration: due timers behind what was already ready.",
        "25: delay 0: next iteration, after ready callbacks."
    })
    void readyCallbacksComeBeforeTimersThatAreDue() {
        loop.callLater(Duration.ZERO, () -> ran.add("timer"));
        loop.callSoon(() -> ran.add("soon"));
        Loops.tick(loop, 1);
        assertThat(ran).containsExactly("soon", "timer");
    }

    @Test
    @Behaviour("27: A timer callback that schedules a 0-delay timer does not loop inside the same iteration.")
    void aTimerOfZeroSetByATimerWaitsForTheNextTick() {
        loop.callLater(Duration.ZERO, () -> {
            ran.add("first");
            loop.callLater(Duration.ZERO, () -> ran.add("second"));
        });
        Loops.tick(loop, 1);
        assertThat(ran).containsExactly("first");
        Loops.tick(loop, 1);
        assertThat(ran).containsExactly("first", "second");
    }

    @Test
    @Behaviour("25: negative delay: next iteration.")
    void negativeDelaysMeanTheNextTick() {
        loop.callLater(Duration.ofSeconds(-5), () -> ran.add("past"));
        Loops.tick(loop, 1);
        assertThat(ran).containsExactly("past");
    }

    @Test
    @Behaviour("26: Equal deadlines: FIFO.")
    void timersWithEqualDeadlinesRunInTheOrderOfScheduling() {
        long when = loop.nanoTime() + 1_000_000;
        for (int i = 0; i < 100; i++) {
            String name = "t" + i;
            loop.callAt(when, () -> ran.add(name));
        }
        Loops.runUntil(loop, () -> ran.size() == 100);
        assertThat(ran)
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> "t" + i).toList());
    }

    @Test
    @Behaviour("24: Never early.")
    void timersRunByDeadlineAndNeverEarly() {
        long start = loop.nanoTime();
        List<Long> early = new ArrayList<>();
        for (int millis : new int[] {30, 5, 17, 1, 23}) {
            long when = start + Duration.ofMillis(millis).toNanos();
            loop.callAt(when, () -> {
                ran.add(millis + " ms");
                if (loop.nanoTime() - when < 0) {
                    early.add(when);
                }
            });
        }
        Loops.runUntil(loop, () -> ran.size() == 5);
        assertThat(ran).containsExactly("1 ms", "5 ms", "17 ms", "23 ms", "30 ms");
        assertThat(early).isEmpty();
    }

    @Test
    @Behaviour("5: The poll timeout is the time to the nearest timer.")
    void aSleepingLoopWakesForItsTimer() {
        long start = System.nanoTime();
        loop.callLater(Duration.ofMillis(30), loop::stop);
        long ticks = loop.vitals.tickOpaque();
        loop.runForever();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(30));
        assertThat(loop.vitals.tickOpaque() - ticks).isLessThanOrEqualTo(5);
    }

    @Test
    @Behaviour(
            "3: The number of callbacks of an iteration is fixed at its start: self-reposting callbacks cannot starve I/O or timers.")
    void callbacksThatKeepComingStarveNeitherTimersNorOtherThreads() {
        Runnable[] again = new Runnable[1];
        again[0] = () -> loop.callSoon(again[0]);
        loop.callSoon(again[0]);
        loop.callLater(Duration.ofMillis(5), () -> ran.add("timer"));
        Thread poster = new Thread(() -> loop.callSoonThreadSafe(() -> ran.add("posted")));
        poster.start();
        Loops.runUntil(loop, () -> ran.size() == 2);
        assertThat(ran).containsExactlyInAnyOrder("timer", "posted");
    }

    @Test
    @Behaviour("32: Very long delays (years) do not overflow the selector timeout.")
    void aTimerTooFarAwayDoesNotOverflow() {
        TimerHandle never = loop.callLater(Duration.ofSeconds(Long.MAX_VALUE), () -> ran.add("never"));
        loop.callLater(Duration.ofMillis(1), () -> ran.add("soon"));
        Loops.runUntil(loop, () -> !ran.isEmpty());
        assertThat(ran).containsExactly("soon");
        assertThat(never.cancel()).isTrue();
    }

    @Test
    @Behaviour("22: Handle.cancel before it runs: not run; cancel twice fine.")
    void aCancelledCallbackDoesNotRun() {
        Handle handle = loop.callSoon(() -> ran.add("cancelled"));
        loop.callSoon(() -> ran.add("other"));
        assertThat(handle.isCancelled()).isFalse();
        assertThat(handle.cancel()).isTrue();
        assertThat(handle.cancel()).isFalse();
        assertThat(handle.isCancelled()).isTrue();
        Loops.tick(loop, 1);
        assertThat(ran).containsExactly("other");
    }

    @Test
    @Behaviour("22: cancel from inside itself has no effect on the running call.")
    void cancellingWhatRunsOrRanHasNoEffect() {
        Handle[] handle = new Handle[1];
        handle[0] = loop.callSoon(() -> ran.add("cancel: " + handle[0].cancel()));
        Loops.tick(loop, 1);
        assertThat(ran).containsExactly("cancel: false");
        assertThat(handle[0].cancel()).isFalse();
        assertThat(handle[0].isCancelled()).isFalse();
    }

    @Test
    void aCallbackMayCancelALaterOneOfTheSameTick() {
        Handle[] later = new Handle[1];
        loop.callSoon(() -> later[0].cancel());
        later[0] = loop.callSoon(() -> ran.add("cancelled"));
        Loops.tick(loop, 2);
        assertThat(ran).isEmpty();
    }

    @Test
    @Behaviour({"28: Cancelled timers are purged, here at once.", "33: TimerHandle.when() survives cancel."})
    void aCancelledTimerIsGoneAtOnce() {
        TimerHandle timer = loop.callLater(Duration.ofHours(1), () -> ran.add("never"));
        assertThat(loop.timers.size()).isEqualTo(1);
        assertThat(timer.cancel()).isTrue();
        assertThat(loop.timers.size()).isZero();
        assertThat(timer.cancel()).isFalse();
        assertThat(timer.when()).isGreaterThan(loop.nanoTime());
    }

    @Test
    void aTimerCanBeCancelledAfterItBecameDue() {
        TimerHandle[] second = new TimerHandle[1];
        loop.callLater(Duration.ZERO, () -> second[0].cancel());
        second[0] = loop.callLater(Duration.ZERO, () -> ran.add("cancelled"));
        Loops.tick(loop, 2);
        assertThat(ran).isEmpty();
        assertThat(second[0].isCancelled()).isTrue();
    }

    @Test
    @Behaviour("29: Cancelling a timer that already fired does not disturb the others.")
    void cancellingATimerThatRanDisturbsNoOther() {
        TimerHandle ran = loop.callLater(Duration.ZERO, () -> this.ran.add("first"));
        Loops.tick(loop, 1);
        TimerHandle waiting = loop.callLater(Duration.ofMillis(1), () -> this.ran.add("second"));
        loop.callLater(Duration.ofHours(1), () -> this.ran.add("never"));
        for (int i = 0; i < 1000; i++) {
            assertThat(ran.cancel()).isFalse();
        }
        assertThat(loop.timers.size()).isEqualTo(2);
        Loops.runUntil(loop, () -> this.ran.size() == 2);
        assertThat(this.ran).containsExactly("first", "second");
        assertThat(waiting.cancel()).isFalse();
        assertThat(loop.timers.size()).isEqualTo(1);
    }

    @Test
    @Behaviour("30: 1 M schedule+cancel pairs with far deadlines keep memory bounded.")
    void aMillionTimersCancelledAtOnceLeaveNothingBehind() {
        for (int i = 0; i < 1_000_000; i++) {
            loop.callLater(Duration.ofHours(1), () -> {}).cancel();
        }
        assertThat(loop.timers.size()).isZero();
    }

    @Test
    @Behaviour("22: a cancelled handle releases its callback.")
    void aCancelledHandleLetsGoOfItsCallback() {
        Object[] payload = {new Object()};
        WeakReference<Object> weak = new WeakReference<>(payload[0]);
        Handle handle = loop.callSoon(holding(payload[0]));
        payload[0] = "nothing";
        handle.cancel();
        Loops.await(() -> {
            System.gc();
            return weak.get() == null;
        });
        assertThat(handle.isCancelled()).isTrue();
    }

    private static Runnable holding(Object payload) {
        return () -> Objects.requireNonNull(payload);
    }

    @Test
    @Behaviour("31: call_later(None): error.")
    void nullCallbacksAreRefused() {
        Runnable nothing = nothing();
        assertThatThrownBy(() -> loop.callSoon(nothing)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> loop.callLater(Duration.ZERO, nothing)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> loop.callLater(nothing(), () -> {})).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> loop.callSoonThreadSafe(nothing)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> loop.execute(nothing)).isInstanceOf(NullPointerException.class);
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what callers without a checker may pass
    private static <T> T nothing() {
        return null;
    }

    @Test
    @Behaviour("19: call_soon_threadsafe from the loop thread itself also works.")
    void postsFromTheLoopThreadKeepTheirOrderWithTheOthers() {
        loop.callSoon(() -> {
            loop.callSoon(() -> ran.add("1"));
            loop.callSoonThreadSafe(() -> ran.add("2"));
            loop.execute(() -> ran.add("3"));
            loop.callSoon(() -> ran.add("4"));
        });
        Loops.tick(loop, 2);
        assertThat(ran).containsExactly("1", "2", "3", "4");
    }

    @Test
    void vitalsTellWhatGoesOn() {
        loop.callLater(Duration.ofHours(1), () -> {});
        AtomicReference<@Nullable Handle> seen = new AtomicReference<>();
        Handle handle = loop.callSoon(() -> seen.set(loop.vitals.current()));
        loop.callSoon(() -> {});
        Loops.tick(loop, 1);
        assertThat(seen.get()).isSameAs(handle);
        assertThat(loop.vitals.current()).isNull();
        assertThat(loop.vitals.tickOpaque()).isEqualTo(1);
        assertThat(loop.vitals.readyLengthOpaque()).isEqualTo(2);
        assertThat(loop.vitals.timersSizeOpaque()).isEqualTo(1);
        assertThat(loop.vitals.callbacksRunOpaque()).isEqualTo(2);
        assertThat(loop.waker.isAsleep()).isFalse();
    }
}
