// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThrottlingTest {
    private static final String FIRST_VERSION = """
            nr_periods 126
            nr_throttled 2
            throttled_time 110150189
            nr_bursts 0
            """;
    private static final String SECOND_VERSION = """
            usage_usec 181742973
            user_usec 125137434
            system_usec 56605538
            nr_periods 310
            nr_throttled 41
            throttled_usec 2750123
            nr_bursts 0
            """;

    @Test
    void bothVersionsAreUnderstood() {
        assertThat(Throttling.nanosIn(FIRST_VERSION)).isEqualTo(110_150_189);
        assertThat(Throttling.nanosIn(SECOND_VERSION)).isEqualTo(2_750_123_000L);
    }

    @Test
    void whoeverHasNoLimitIsNeverThrottled() {
        assertThat(Throttling.nanosIn("usage_usec 5\nuser_usec 3\nsystem_usec 2\n"))
                .isZero();
        assertThat(Throttling.nanosIn("")).isZero();
    }

    @Test
    void aContainersPathIsFound() {
        String both = """
                9:name=systemd:/init
                2:cpuacct:/
                1:cpu:/docker/4d3f
                0::/system.slice/acme.service
                """;
        assertThat(Throttling.path(both, ":cpu:")).isEqualTo("/docker/4d3f");
        assertThat(Throttling.path(both, "0::")).isEqualTo("/system.slice/acme.service");
        assertThat(Throttling.path("4:cpu,cpuacct:/kubepods/pod1\n", ":cpu,cpuacct:"))
                .isEqualTo("/kubepods/pod1");
        assertThat(Throttling.path("0::/", "0::")).isEmpty();
        assertThat(Throttling.path("1:memory:/a\n", "0::")).isEmpty();
    }

    /** Wherever this runs, it never goes back. */
    @Test
    void itsOwnTimeNeverFalls() {
        Throttling throttling = new Throttling();
        long before = throttling.nanos();
        assertThat(before).isNotNegative();
        assertThat(throttling.nanos()).isGreaterThanOrEqualTo(before);
    }
}
