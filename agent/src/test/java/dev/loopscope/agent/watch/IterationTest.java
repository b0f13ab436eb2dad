// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.agent.fact.IterationHeld;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IterationTest {
    private static final long MS = 1_000_000;
    private static final long LIMIT = 100 * MS;

    private final Pauses pauses = new Pauses();
    private final Iteration iteration = new Iteration(
            new LoopscopeThread(Thread.currentThread(), "loopscope", new Object(), "loop-0", true), 1, 0, 0, cpu(0));

    private static CpuTime cpu(long millis) {
        return new CpuTime(1, millis * MS);
    }

    private @Nullable IterationHeld endedAt(long millis, @Nullable CpuTime cpu) {
        return iteration.at(millis * MS, cpu, pauses, LIMIT, true);
    }

    @Test
    void timeOfTheProcessorCounts() {
        iteration.counted(60 * MS, cpu(55), false, pauses);

        IterationHeld held = endedAt(120, cpu(105));

        assertThat(held).isNotNull().satisfies(told -> {
            assertThat(told.wallNanos()).isEqualTo(120 * MS);
            assertThat(told.countedNanos()).isEqualTo(105 * MS);
            assertThat(told.isOver()).isTrue();
        });
    }

    @Test
    void timeInWhichTheThreadWasNotLetRunDoesNot() {
        assertThat(endedAt(300, cpu(99))).isNull();
    }

    @Test
    void timeInAnOperationThatIsToldIsNotToldTwice() {
        iteration.operation(60 * MS, true, false);

        assertThat(endedAt(160, cpu(60))).isNull();
    }

    @Test
    void timeInAnOperationThatNobodyTellsCounts() {
        iteration.operation(60 * MS, false, false);

        assertThat(endedAt(120, cpu(60))).isNotNull();
    }

    @Test
    void timeInWhichItWaitedForAMonitorCounts() {
        iteration.counted(110 * MS, cpu(1), true, pauses);

        assertThat(endedAt(120, cpu(2))).isNotNull();
    }

    /** Readings of different threads tell nothing: a loop's code goes from thread to thread with its tasks. */
    @Test
    void whereTheProcessorsTimeCannotBeToldHalfIsDoubted() {
        iteration.counted(190 * MS, null, false, pauses);
        assertThat(endedAt(199, null)).isNull();
        assertThat(endedAt(201, null)).isNotNull();
    }

    private Hold hold(long startMillis) {
        return new Hold(iteration.thread(), 1, startMillis * MS, startMillis * MS, null, null, 0);
    }

    @Test
    void oneCallbackThatAloneTookTheLimitSaysItItself() {
        Hold slow = hold(0);
        slow.open("s1");
        iteration.callbackEnded(1, "slow", slow, 150 * MS);

        assertThat(endedAt(400, cpu(400))).isNull();
    }

    @Test
    void withoutTheLongestThereIsToBeEnoughLeft() {
        iteration.callbackEnded(1, "a", null, 10 * MS);
        iteration.callbackEnded(3, "long", null, 110 * MS);

        assertThat(endedAt(199, cpu(199))).isNull();
        assertThat(endedAt(210, cpu(210))).isNotNull();
    }

    @Test
    void alsoWhenTheWatchdogSawHowLongItWas() {
        iteration.callbackEnded(1, "long", hold(10), 120 * MS);

        assertThat(endedAt(205, cpu(205))).isNull();
        assertThat(endedAt(215, cpu(215))).isNotNull();
    }

    @Test
    void alsoWhenItWasAnOperation() {
        iteration.operation(LIMIT, true, true);

        assertThat(endedAt(500, cpu(300))).isNull();
    }

    @Test
    void itIsSaidOnce() {
        assertThat(iteration.isOverdue(LIMIT, LIMIT)).isTrue();
        assertThat(iteration.at(LIMIT, cpu(100), pauses, LIMIT, false)).isNotNull();
        assertThat(iteration.isOverdue(9 * LIMIT, LIMIT)).isFalse();
        assertThat(iteration.hasTaken(9 * LIMIT, LIMIT)).isFalse();
        assertThat(endedAt(900, cpu(900))).isNull();
    }

    @Test
    void itIsAskedAgainOnlyAfterAWhile() {
        assertThat(iteration.at(LIMIT, cpu(1), pauses, LIMIT, false)).isNull();
        assertThat(iteration.isOverdue(LIMIT + 1, LIMIT)).isFalse();
        assertThat(iteration.isOverdue(2 * LIMIT, LIMIT)).isTrue();
    }
}
