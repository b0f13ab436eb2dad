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
 * @param countedNanos what a limit is compared with: from the latest start, less the time the thread was not scheduled
 */
public record HoldTime(
        long wallNanos,
        long countedNanos,
        long cpuNanos,
        long unseenNanos,
        long lockNanos,
        long parkedNanos,
        long ioNanos,
        long classLoadNanos,
        long notScheduledNanos) {

    public static HoldTime of(Hold hold, long endNanos, Pauses pauses, FrameRules rules) {
        long wall = endNanos - hold.startNanos();
        Sample sample = hold.unseenSample();
        // What no look has found cannot be told as itself.
        long unseen = sample == null ? 0 : Math.min(wall, hold.unseenNanosUntil(endNanos));
        boolean isParked = sample != null && sample.isWaiting();
        long lock = Math.min(wall, (isParked ? 0 : unseen) + hold.operationNanos(Part.LOCK));
        long cpu = Math.max(0, hold.cpuNanos());
        long parked = (isParked ? unseen : 0) + hold.operationNanos(Part.PARKED);
        long io = hold.operationNanos(Part.IO);
        long rest = Math.max(0, wall - cpu - parked - io - lock);
        long still = Math.min(rest, pauses.within(hold.startNanos(), endNanos) + hold.notScheduledNanos());
        return new HoldTime(
                wall,
                endNanos - hold.latestStartNanos() - still,
                cpu,
                unseen,
                lock,
                parked,
                io,
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

    /** Whether waiting for what no probe has seen, a monitor, alone explains it. */
    public boolean isMostlyUnseen() {
        return unseenNanos * 2 > countedNanos;
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
