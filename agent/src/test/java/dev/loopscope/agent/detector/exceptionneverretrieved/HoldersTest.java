// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.exceptionneverretrieved;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HoldersTest {
    private final Holders holders = new Holders();

    @Test
    void knowsAFutureByIdentity() {
        IllegalStateException exception = new IllegalStateException("x");
        String future = new String("future");
        assertThat(holders.exceptionOf(future)).isNull();
        assertThat(holders.hold(future, exception)).isTrue();
        assertThat(holders.exceptionOf(future)).isSameAs(exception);
        assertThat(holders.exceptionOf(new String("future"))).isNull();
    }

    @Test
    void thatAFutureIsToldTwiceTakesNoPlace() {
        String future = new String("future");
        for (int i = 0; i < 100_000; i++) {
            assertThat(holders.hold(future, new IllegalStateException("x"))).isTrue();
        }
    }
}
