// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.management;

/** One loop as it is now, and as it was over the last ten to twenty seconds. */
public final class LoopState {
    private static final double NANOS_PER_MILLI = 1e6;

    private final String name;
    private final String family;
    private final boolean exact;
    private final double busyPercent;
    private final double meanLagMillis;
    private final double worstLagMillis;

    LoopState(
            String name, String family, boolean exact, double busyPercent, double meanLagNanos, double worstLagNanos) {
        this.name = name;
        this.family = family;
        this.exact = exact;
        this.busyPercent = busyPercent;
        this.meanLagMillis = meanLagNanos / NANOS_PER_MILLI;
        this.worstLagMillis = worstLagNanos / NANOS_PER_MILLI;
    }

    public String getName() {
        return name;
    }

    /** The adapter's name. */
    public String getFamily() {
        return family;
    }

    /** Whether its callbacks' beginnings and ends are known; else all it does between two waits for work is one. */
    public boolean isExact() {
        return exact;
    }

    /** The part of its time it runs callbacks, 0 to 100. */
    public double getBusyPercent() {
        return busyPercent;
    }

    /** How late its callbacks begin on the average, in milliseconds. */
    public double getMeanLagMillis() {
        return meanLagMillis;
    }

    /** How late one began at worst, in milliseconds; up to 20 too low. */
    public double getWorstLagMillis() {
        return worstLagMillis;
    }
}
