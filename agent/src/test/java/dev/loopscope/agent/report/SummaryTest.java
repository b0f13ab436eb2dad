// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SummaryTest {
    /** Messages have names of threads and tasks in them, which are anybody's words. */
    @Test
    void noNameForgesALine() {
        RunEnd.Tally tally = new RunEnd.Tally("0a1b2c3d", "blocking-call", "a\nWARN forged - b", 2, 0, 0);
        String summary = Objects.requireNonNull(Summary.of(new RunEnd(List.of(tally), 0, 0, List.of(), List.of())));
        assertThat(summary.lines())
                .containsExactly("2 findings in 1 place", "    2 x blocking-call: a WARN forged - b #0a1b2c3d");
    }
}
