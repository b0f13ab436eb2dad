// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import dev.loopscope.agent.interception.OperationKind.Part;
import dev.loopscope.agent.report.Attribution;

/**
 * Where the time of an ended hold went.
 *
 * @param wallNanos from the earliest start it can have had
 * @param countedNanos what a limit is compared with: from the latest start, less the time the whole process stood still
 */
public record HoldTime(
        long wallNanos,
        long countedNanos,
        long cpuNanos,
        long monitorNanos,
        long lockNanos,
        long parkedNanos,
        long ioNanos,
        long notScheduledNanos) {

    public static HoldTime of(Hold hold, long endNanos, Pauses pauses) {
        long wall = endNanos - hold.startNanos();
        long still = pauses.within(hold.startNanos(), endNanos);
        long monitor = Math.min(wall, hold.monitorNanosUntil(endNanos));
        long lock = Math.min(wall, monitor + hold.operationNanos(Part.LOCK));
        return new HoldTime(
                wall,
                endNanos - hold.latestStartNanos() - still,
                Math.max(0, hold.cpuNanos()),
                monitor,
                lock,
                hold.operationNanos(Part.PARKED),
                hold.operationNanos(Part.IO),
                still);
    }

    /** Whether waiting for a monitor alone explains it. */
    public boolean isMostlyMonitor() {
        return monitorNanos * 2 > countedNanos;
    }

    public Attribution attribution() {
        long known = cpuNanos + lockNanos + parkedNanos + ioNanos + notScheduledNanos;
        return new Attribution(
                millis(cpuNanos),
                millis(lockNanos),
                millis(parkedNanos),
                millis(ioNanos),
                0,
                0,
                millis(notScheduledNanos),
                millis(Math.max(0, wallNanos - known)));
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
