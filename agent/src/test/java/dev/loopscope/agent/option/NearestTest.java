// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    @ParameterizedTest
    @CsvSource({
        "blocking-cal, blocking-call",
        "blocking_call, blocking-call",
        "slowcallback, slow-callback",
        "stalled, loop-stalled",
        "deadlock, self-deadlock",
        "never-retrieved, exception-never-retrieved",
        "swallowed, cancellation-swallowed",
        "wrong-tread, wrong-thread",
    })
    void findsWhatWasMeant(String word, String meant) {
        assertThat(Nearest.of(word, DetectorIds.ALL)).isEqualTo(meant);
    }

    @Test
    void withoutCandidatesIsTheWordItself() {
        assertThat(Nearest.of("x", List.of())).isEqualTo("x");
    }
}
