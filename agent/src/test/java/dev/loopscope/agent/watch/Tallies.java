// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

/** Tallies for tests of other packages. */
public final class Tallies {
    private Tallies() {}

    /** Each callback took a millisecond. */
    public static Tally ofMillis(String... callbacks) {
        Tally tally = new Tally();
        long sequence = tally.ended(1, null, 0, 0);
        for (int i = 0; i < callbacks.length; i++) {
            sequence = tally.ended(sequence, callbacks[i], (i + 1) * 1_000_000L, 0);
        }
        return tally;
    }
}
