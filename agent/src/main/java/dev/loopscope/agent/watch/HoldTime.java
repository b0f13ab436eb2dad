// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import dev.loopscope.agent.interception.OperationKind.Part;
import dev.loopscope.agent.report.Attribution;
import dev.loopscope.agent.report.ClassLoading;
import dev.loopscope.agent.report.FrameRules;
import dev.loopscope.agent.report.StackView;

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
        long classLoadNanos,
        long notScheduledNanos) {

    public static HoldTime of(Hold hold, long endNanos, Pauses pauses, FrameRules rules) {
        long wall = endNanos - hold.startNanos();
        long still = Math.min(wall, pauses.within(hold.startNanos(), endNanos) + hold.notScheduledNanos());
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
                classLoading(hold, rules),
                still);
    }

    private static long classLoading(Hold hold, FrameRules rules) {
        long nanos = 0;
        for (Hold.Look look : hold.looks()) {
            if (ClassLoading.isUnderWay(StackView.of(look.sample().stack(), rules))) {
                nanos += look.nanos();
            }
        }
        return nanos;
    }

    /** Whether it was mostly the first use of classes: it will not happen again. */
    public boolean isMostlyClassLoading() {
        return classLoadNanos * 2 > countedNanos;
    }

    /** Whether waiting for a monitor alone explains it. */
    public boolean isMostlyMonitor() {
        return monitorNanos * 2 > countedNanos;
    }

    public Attribution attribution() {
        long cpu = Math.max(0, cpuNanos - classLoadNanos);
        long known = cpu + lockNanos + parkedNanos + ioNanos + classLoadNanos + notScheduledNanos;
        return new Attribution(
                millis(cpu),
                millis(lockNanos),
                millis(parkedNanos),
                millis(ioNanos),
                0,
                millis(classLoadNanos),
                millis(notScheduledNanos),
                millis(Math.max(0, wallNanos - known)));
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
