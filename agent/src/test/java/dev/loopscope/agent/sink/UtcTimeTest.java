// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UtcTimeTest {
    private static final DateTimeFormatter MODEL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @Test
    void agreesWithTheJdk() {
        Random random = new Random(1);
        long from = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();
        long to = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();
        for (int i = 0; i < 20_000; i++) {
            long millis = from + (long) (random.nextDouble() * (to - from));
            assertThat(UtcTime.format(millis)).isEqualTo(MODEL.format(Instant.ofEpochMilli(millis)));
        }
    }

    @Test
    void knowsLeapDaysAndEdges() {
        for (String time : new String[] {
            "1970-01-01T00:00:00.000Z",
            "1969-12-31T23:59:59.999Z",
            "2000-02-29T12:00:00.001Z",
            "2100-02-28T23:59:59.999Z",
            "2100-03-01T00:00:00.000Z",
            "2026-12-31T23:59:59.999Z"
        }) {
            assertThat(UtcTime.format(Instant.parse(time).toEpochMilli())).isEqualTo(time);
        }
    }
}
