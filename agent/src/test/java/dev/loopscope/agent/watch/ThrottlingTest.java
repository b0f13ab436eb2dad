// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThrottlingTest {
    private static final String FIRST_VERSION =
            "nr_periods 126\nnr_throttled 2\nthrottled_time 110150189\nnr_bursts 0\n";
    private static final String SECOND_VERSION = "usage_usec 181742973\nuser_usec 125137434\nsystem_usec 56605538\n"
            + "nr_periods 310\nnr_throttled 41\nthrottled_usec 2750123\nnr_bursts 0\nburst_usec 0\n";

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
        String both = "9:name=systemd:/init\n2:cpuacct:/\n1:cpu:/docker/4d3f\n0::/system.slice/acme.service\n";
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
