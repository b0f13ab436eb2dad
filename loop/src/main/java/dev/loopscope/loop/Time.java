// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.time.Duration;

/** Durations at the border, nanoseconds inside. */
final class Time {
    /** 146 years: two such deadlines still compare by subtraction. */
    private static final Duration MAX = Duration.ofNanos(Long.MAX_VALUE / 2);

    private Time() {}

    /** Nanoseconds of a duration, cut to 0 and 146 years. */
    static long nanos(Duration duration) {
        if (duration.isNegative()) {
            return 0;
        }
        return duration.compareTo(MAX) >= 0 ? MAX.toNanos() : duration.toNanos();
    }
}
