// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TallyTest {
    private final Tally tally = new Tally();

    /** Runs callbacks of 10 ns each, tells the ends that are wanted, and returns how many were. */
    private int run(int callbacks) {
        int told = 0;
        long wanted = 1;
        for (int i = 0; i < callbacks; i++) {
            long sequence = 2L * i + 1;
            if (sequence == wanted) {
                wanted = tally.ended(sequence, "callback", 10L * i, 0);
                told++;
            }
        }
        return told;
    }

    @Test
    void theFirstEndOnlyBegins() {
        assertThat(tally.hasBegun()).isFalse();
        run(1);
        assertThat(tally.hasBegun()).isTrue();
        assertThat(tally.measured()).isEmpty();
    }

    @Test
    void eachIsMeasuredFromTheEndOfTheOneBefore() {
        run(101);

        assertThat(tally.measured())
                .hasSize(100)
                .allMatch(measured -> measured.equals(new Tally.Measured("callback", 1, 10)));
        assertThat(tally.longest()).isEqualTo(10);
    }

    @Test
    void ofVeryManyAFewAreMeasuredAndStandForTheRest() {
        int told = run(1_000_000);

        assertThat(told).isLessThan(20 * Tally.MEASURED);
        int count = tally.measured().stream().mapToInt(Tally.Measured::count).sum();
        assertThat(count).isBetween(900_000, 1_100_000);
        assertThat(tally.measured())
                .hasSizeLessThanOrEqualTo(Tally.MEASURED)
                .allMatch(measured -> measured.nanos() == 10L * measured.count());
    }

    /** As when the watchdog asks for the end of another one in between, or an operation began a new segment. */
    @Test
    void anEndThatDoesNotFollowTheOneToldBeforeIsNoMeasure() {
        tally.ended(1, "a", 10, 0);
        assertThat(tally.ended(7, "b", 1_000, 0)).isEqualTo(9);
        assertThat(tally.measured()).isEmpty();
        tally.ended(9, "c", 1_010, 0);
        assertThat(tally.measured()).containsExactly(new Tally.Measured("c", 1, 10));
    }

    @Test
    void aCopyStaysAsItWas() {
        run(11);
        Tally copy = tally.copy();
        tally.ended(23, "later", 110, 0);

        assertThat(copy.measured()).hasSize(10);
    }

    /** A crowded machine makes a callback long, and not slow. */
    @Test
    void timeInWhichItWasNotLetRunIsNotItsOwn() {
        Tally tally = new Tally();
        tally.ended(1, "a", 10, 0);
        tally.ended(3, "b", 1_010, 900);
        tally.ended(5, "c", 1_020, 900);
        assertThat(tally.measured()).containsExactly(new Tally.Measured("b", 1, 100), new Tally.Measured("c", 1, 0));
        assertThat(tally.longest()).isEqualTo(100);
    }
}
