// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import dev.loopscope.agent.interception.OperationKind.Part;
import dev.loopscope.agent.report.Attribution;
import dev.loopscope.agent.report.FrameRules;

/**
 * Where the time of an ended hold went. What was measured comes first: operations by their probes, the processor's time by
 * the system, collections by the JVM. The rest of the time is told by what the thread was seen in, or not at all.
 *
 * @param wallNanos from the earliest start it can have had
 * @param countedNanos what a limit is compared with: from the latest start, less the time the thread was not scheduled
 * @param firstUseNanos time in which classes were used for the first time, as far as looks tell; part of other times
 */
public record HoldTime(
        long wallNanos,
        long countedNanos,
        long cpuNanos,
        long unseenNanos,
        long lockNanos,
        long parkedNanos,
        long ioNanos,
        long gcNanos,
        long classLoadNanos,
        long firstUseNanos,
        long notScheduledNanos) {

    public static HoldTime of(Hold hold, long endNanos, Pauses pauses, FrameRules rules) {
        Looks looks = Looks.of(hold, endNanos, rules);
        long wall = endNanos - hold.startNanos();
        Sample sample = hold.unseenSample();
        // What no look has found cannot be told as itself.
        long unseen = sample == null ? 0 : Math.min(wall, hold.unseenNanosUntil(endNanos));
        boolean isParked = sample != null && sample.isWaiting();
        long parked = (isParked ? unseen : 0) + hold.operationNanos(Part.PARKED);
        long io = hold.operationNanos(Part.IO);
        long loaded = hold.operationNanos(Part.CLASS_LOAD);
        long lock = Math.min(
                Math.max(0, wall - parked - io - loaded), (isParked ? 0 : unseen) + hold.operationNanos(Part.LOCK));
        long running = Math.max(0, wall - parked - io - loaded - lock);
        long used = Math.max(0, hold.cpuNanos());
        long loadingUsed = Math.min(running, looks.cpuNanos(Part.CLASS_LOAD));
        long stopped = pauses.within(hold.startNanos(), endNanos) + hold.notScheduledNanos();
        long cpu = Math.min(running - loadingUsed, Math.max(0, used - loadingUsed));
        long gc = Math.min(running - loadingUsed - cpu, hold.gcNanos());
        // A collection is a standstill too.
        long notScheduled = Math.min(running - loadingUsed - cpu - gc, Math.max(0, stopped - gc));
        // Whoever loads a class may wait for it as well, but not for a processor.
        long loading = Math.min(running - cpu - gc - notScheduled, looks.nanos(Part.CLASS_LOAD));
        long still = Math.min(Math.max(0, running - used), Math.max(stopped, gc));
        return new HoldTime(
                wall,
                endNanos - hold.latestStartNanos() - still,
                cpu,
                unseen,
                lock,
                parked,
                io,
                gc,
                loaded + loading,
                looks.firstUseNanos(),
                notScheduled);
    }

    /** Of an operation that passed the limit while nobody looked. */
    public static HoldTime of(Part part, long nanos) {
        return new HoldTime(
                nanos,
                nanos,
                0,
                0,
                part == Part.LOCK ? nanos : 0,
                part == Part.PARKED ? nanos : 0,
                part == Part.IO ? nanos : 0,
                0,
                part == Part.CLASS_LOAD ? nanos : 0,
                0,
                0);
    }

    /**
     * Whether one operation in it that took so long is what it is to be called by. Of one that did not pass the limit, the
     * rest would not have either.
     */
    public boolean isExplainedBy(long nanos) {
        return nanos * 2 >= countedNanos;
    }

    /** Whether it was mostly the first use of classes: it will not happen again. */
    public boolean isMostlyFirstUse() {
        return firstUseNanos * 2 > countedNanos;
    }

    /** Whether waiting for what no probe has seen, a monitor, alone explains it. */
    public boolean isMostlyUnseen() {
        return unseenNanos * 2 > countedNanos;
    }

    /** Of what a look can show, what took longest. */
    public Part longest() {
        Part longest = Part.CPU;
        long most = cpuNanos;
        for (Part part : Part.values()) {
            if (nanos(part) > most) {
                most = nanos(part);
                longest = part;
            }
        }
        return longest;
    }

    private long nanos(Part part) {
        return switch (part) {
            case CPU -> cpuNanos;
            case LOCK -> lockNanos;
            case PARKED -> parkedNanos;
            case IO -> ioNanos;
            case CLASS_LOAD -> classLoadNanos;
            case OTHER -> 0;
        };
    }

    public Attribution attribution() {
        long known = cpuNanos + lockNanos + parkedNanos + ioNanos + gcNanos + classLoadNanos + notScheduledNanos;
        return new Attribution(
                millis(cpuNanos),
                millis(lockNanos),
                millis(parkedNanos),
                millis(ioNanos),
                millis(gcNanos),
                millis(classLoadNanos),
                millis(notScheduledNanos),
                millis(Math.max(0, wallNanos - known)));
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
