// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

/**
 * When the whole process stood still: the watchdog itself woke up much too late, so whatever was stopped then (a debugger, a
 * stop signal, a collection, a starved container) was not the fault of one loop. The watchdog writes; any thread reads.
 */
public final class Pauses {
    private static final int KEPT = 256;

    private final long[] starts = new long[KEPT];
    private final long[] ends = new long[KEPT];
    private int next;

    synchronized void add(long startNanos, long endNanos) {
        starts[next % KEPT] = startNanos;
        ends[next % KEPT] = endNanos;
        next++;
    }

    /** How much of an interval the process stood still, in nanoseconds. */
    public synchronized long within(long startNanos, long endNanos) {
        long total = 0;
        for (int i = Math.max(0, next - KEPT); i < next; i++) {
            long from = Math.max(0, starts[i % KEPT] - startNanos);
            long to = Math.min(endNanos - startNanos, ends[i % KEPT] - startNanos);
            if (to > from) {
                total += to - from;
            }
        }
        return total;
    }
}
