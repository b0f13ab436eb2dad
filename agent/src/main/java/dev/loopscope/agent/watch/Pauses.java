// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

/**
 * When the whole process stood still: the watchdog itself woke up much too late, so whatever was stopped then (a debugger, a
 * stop signal, a collection, a starved container) was not the fault of one loop. The watchdog writes; any thread reads.
 *
 * <p>A standstill that is over need not be known yet: whoever wakes up first asks first. So the time since the watchdog was
 * due counts like one it has noted.
 */
public final class Pauses {
    private static final int KEPT = 256;
    /** A tick that takes longer than this was no tick: the process stood still. Scheduling noise stays below; a guess. */
    private static final long STANDSTILL = 3 * Watchdog.TICK;

    private final long[] starts = new long[KEPT];
    private final long[] ends = new long[KEPT];
    private int next;
    private long lastLook;
    private boolean isLooking;

    /** The watchdog looks at the clock, and will again within a tick. */
    synchronized void looked(long nowNanos) {
        if (isStandstill(nowNanos)) {
            add(lastLook + Watchdog.TICK, nowNanos);
        }
        lastLook = nowNanos;
        isLooking = true;
    }

    /** The watchdog was busy with something else, and of that time got no processor for so long. */
    synchronized void stoodStill(long nanos, long endNanos) {
        if (nanos > STANDSTILL) {
            add(endNanos - nanos, endNanos);
        }
    }

    private void add(long startNanos, long endNanos) {
        int last = (next + KEPT - 1) % KEPT;
        if (next > 0 && startNanos - ends[last] < 0) {
            // One standstill, told by the clock and by the processor time.
            starts[last] += Math.min(0, startNanos - starts[last]);
            ends[last] += Math.max(0, endNanos - ends[last]);
            return;
        }
        starts[next % KEPT] = startNanos;
        ends[next % KEPT] = endNanos;
        next++;
    }

    /** The watchdog has no loop to look at, or something else to do. */
    synchronized void notLooking() {
        isLooking = false;
    }

    private boolean isStandstill(long nowNanos) {
        return isLooking && nowNanos - lastLook > STANDSTILL;
    }

    /** How much of an interval the process stood still, in nanoseconds. */
    public synchronized long within(long startNanos, long endNanos) {
        long length = endNanos - startNanos;
        long total = isStandstill(endNanos) ? length - Math.max(0, lastLook + Watchdog.TICK - startNanos) : 0;
        for (int i = Math.max(0, next - KEPT); i < next; i++) {
            long from = Math.max(0, starts[i % KEPT] - startNanos);
            long to = Math.min(length, ends[i % KEPT] - startNanos);
            if (to > from) {
                total += to - from;
            }
        }
        return total;
    }
}
