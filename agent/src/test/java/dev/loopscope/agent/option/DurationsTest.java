// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.option;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "100ms, 100000000",
        "2s, 2000000000",
        "1min, 60000000000",
        "500us, 500000",
        "1h, 3600000000000",
        "7ns, 7",
        "1.5s, 1500000000",
        "100 ms, 100000000",
        "0, 0",
        "0ms, 0",
    })
    void readsNumberAndUnit(String text, long nanos) {
        assertThat(Durations.parse(text)).isEqualTo(nanos);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ms",
                "100",
                "-5ms",
                "+5ms",
                "1d",
                "1m",
                "5MS",
                "1e3ms",
                "NaN",
                "1..2s",
                ".",
                "5 ms x",
                "99999999h",
                "0x10ms",
                "10ms20ms",
                "1,5s",
                "9999999999999999999999999999s"
            })
    void refusesAllElse(String text) {
        assertThat(Durations.parse(text)).isEqualTo(Durations.BAD);
    }

    @ParameterizedTest
    @CsvSource({
        "100000000, 100ms",
        "1500000000, 1500ms",
        "2000000000, 2s",
        "600000000000, 10min",
        "7200000000000, 2h",
        "0, 0ms",
        "-1, off",
        "1001, 1001ns",
    })
    void printsTheShortestExactSpelling(long nanos, String text) {
        assertThat(Durations.print(nanos)).isEqualTo(text);
    }
}
