// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import java.time.Duration;

/**
 * The time since its making, in whole seconds. Rounded down, since waits end late on a busy machine and never early: so a
 * scenario may tell it and still say the same in every run. Any thread.
 */
final class Elapsed {
    /** What a sleep may be short of, by the rounding of clocks. */
    private static final Duration ROUNDING = Duration.ofMillis(5);

    private final long start = System.nanoTime();

    /** {@code 2 s}. */
    @Override
    public String toString() {
        return Duration.ofNanos(System.nanoTime() - start).plus(ROUNDING).toSeconds() + " s";
    }
}
