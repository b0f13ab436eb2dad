// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Times in milliseconds, from a start of the clock that need not be positive. */
class PausesTest {
    private static final long MILLI = 1_000_000;
    private static final long EPOCH = Long.MAX_VALUE - 500 * MILLI;

    private final Pauses pauses = new Pauses();

    private void looked(long... millis) {
        for (long each : millis) {
            pauses.looked(EPOCH + each * MILLI);
        }
    }

    private long within(long startMillis, long endMillis) {
        return pauses.within(EPOCH + startMillis * MILLI, EPOCH + endMillis * MILLI) / MILLI;
    }

    @Test
    void ticksAreNoPauses() {
        looked(0, 20, 41, 60, 115);
        assertThat(within(0, 115)).isZero();
    }

    @Test
    void onePauseToldTwiceIsOne() {
        looked(0, 20, 920);
        long end = 925;
        pauses.stoodStill(890 * MILLI, EPOCH + end * MILLI);
        assertThat(within(0, 940)).isEqualTo(890);
        assertThat(within(100, 200)).isEqualTo(100);
    }

    @Test
    void aLateTickIsAPauseFromWhereItWasDue() {
        looked(0, 20, 920, 940);
        assertThat(within(0, 940)).isEqualTo(880);
        assertThat(within(30, 100)).isEqualTo(60);
        assertThat(within(900, 930)).isEqualTo(20);
        assertThat(within(920, 940)).isZero();
    }

    @Test
    void aPauseCountsBeforeTheWatchdogHasNotedItAndOnlyOnce() {
        looked(0, 20);
        assertThat(within(10, 920)).isEqualTo(880);
        assertThat(within(500, 920)).isEqualTo(420);
        looked(921);
        assertThat(within(10, 920)).isEqualTo(880);
        assertThat(within(10, 930)).isEqualTo(881);
    }

    @Test
    void pausesAddUp() {
        looked(0, 100, 120, 320);
        assertThat(within(0, 330)).isEqualTo(80 + 180);
    }

    @Test
    void whileThereIsNothingToLookAtNothingIsAPause() {
        looked(0);
        pauses.notLooking();
        assertThat(within(0, 900)).isZero();
        looked(1_000, 1_020);
        assertThat(within(0, 1_020)).isZero();
    }
}
