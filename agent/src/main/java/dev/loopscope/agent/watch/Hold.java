// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import dev.loopscope.agent.interception.OperationKind;
import dev.loopscope.agent.report.Blocker;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One long callback as the watchdog saw it: one segment of a loop's time, from the moment it was noticed. The watchdog adds
 * to it until the loop says that it has ended; the reporter's thread reads it then.
 */
public final class Hold {
    /** With ever longer distances between looks, this many reach beyond an hour. */
    private static final int LOOKS = 64;

    private static final long WARM_UP_NANOS = 5_000_000_000L;
    private final LoopscopeThread thread;
    private final long sequence;
    private final long startNanos;
    private final long latestStartNanos;
    private final @Nullable Object callback;
    private final long gcAtStart;
    /** Written by whoever sees more of it: the watchdog, and the loop's thread at its end. */
    private volatile long gcNanos;

    /** A look at the thread's stack, and the time it speaks for: since the look before, that of the processor apart. */
    record Look(Sample sample, long atNanos, long nanos, long cpuNanos) {
        Look longerBy(long moreNanos, long moreCpuNanos) {
            return new Look(sample, atNanos, nanos + moreNanos, cpuNanos + moreCpuNanos);
        }
    }

    // guarded by this
    private @Nullable String incident;
    private final List<Look> looks = new ArrayList<>(4);
    private @Nullable Sample unseenSample;
    private long unseenNanos;
    private long lastLookNanos;
    private boolean wasBlocked;
    private long lastSampleNanos;
    private long cpuAtSample;
    private long cpuNanos;
    private @Nullable CpuTime cpuAtLook;
    private long notScheduledNanos;
    private long throttledBefore = -1;
    private long throttledNanos;
    private long idleNanos;
    private final Map<OperationKind.Part, Long> operationNanos = new EnumMap<>(OperationKind.Part.class);
    private boolean isSaid;
    private boolean isExplained;
    private boolean isOver;

    Hold(
            LoopscopeThread thread,
            long sequence,
            long startNanos,
            long latestStartNanos,
            @Nullable Object callback,
            @Nullable CpuTime cpuAtStart,
            long gcAtStart) {
        this.thread = thread;
        this.sequence = sequence;
        this.startNanos = startNanos;
        this.latestStartNanos = latestStartNanos;
        this.callback = callback;
        this.cpuAtLook = cpuAtStart;
        this.gcAtStart = gcAtStart;
        this.lastSampleNanos = startNanos;
    }

    public LoopscopeThread thread() {
        return thread;
    }

    /** The segment of the loop's time, see {@link LoopscopeThread}. */
    public long sequence() {
        return sequence;
    }

    /** When the segment began; when that is not known exactly, the earliest it can have. */
    public long startNanos() {
        return startNanos;
    }

    /** The latest the segment can have begun; equal to {@link #startNanos} when it is known exactly. */
    public long latestStartNanos() {
        return latestStartNanos;
    }

    public @Nullable Object callback() {
        return callback;
    }

    /** Whether the loop is so young then that its first use of classes is nobody's mistake. */
    public static boolean isWarmUp(LoopscopeThread thread, long nanos) {
        return nanos - thread.createdNanos < WARM_UP_NANOS;
    }

    /** Whether the loop was so young that its first use of classes is nobody's mistake. */
    public boolean isWarmUp() {
        return isWarmUp(thread, startNanos);
    }

    /** The incident its reports share, once it is over the limit. */
    public synchronized @Nullable String incident() {
        return incident;
    }

    /** The incident, if a line of it was said: then it is closed by another, whatever the rest turns out to be. */
    public synchronized @Nullable String saidIncident() {
        return isSaid ? incident : null;
    }

    /** Reporter's thread: a line was said while it lasted. */
    public synchronized void said() {
        isSaid = true;
    }

    /** What it is has been told by another finding, which closes it. */
    public synchronized void explain() {
        isExplained = true;
    }

    public synchronized boolean isExplained() {
        return isExplained;
    }

    synchronized void open(String id) {
        incident = id;
    }

    /** What the thread did when the watchdog last took its stack. */
    public synchronized @Nullable Sample lastSample() {
        return looks.isEmpty() ? null : looks.get(looks.size() - 1).sample();
    }

    /** Every look at the thread's stack, the first ones only if there were many; the last one speaks for the time until then. */
    synchronized List<Look> looksUntil(long endNanos) {
        List<Look> copy = new ArrayList<>(looks);
        int last = copy.size() - 1;
        if (last >= 0) {
            copy.set(last, copy.get(last).longerBy(Math.max(0, endNanos - lastSampleNanos), cpuNanos - cpuAtSample));
        }
        return copy;
    }

    /** Who held the lock that it was last seen waiting for since then, as far as a look has told. */
    public synchronized @Nullable Blocker blockerSince(long nanos) {
        for (int i = looks.size() - 1; i >= 0 && looks.get(i).atNanos() - nanos >= 0; i--) {
            Blocker blocker = looks.get(i).sample().blocker();
            if (blocker != null) {
                return blocker;
            }
        }
        return null;
    }

    synchronized void sampled(Sample sample, long nowNanos) {
        long nanos = nowNanos - lastSampleNanos;
        long cpu = cpuNanos - cpuAtSample;
        lastSampleNanos = nowNanos;
        cpuAtSample = cpuNanos;
        if (looks.size() == LOOKS) {
            Look replaced = looks.remove(looks.size() - 1);
            nanos += replaced.nanos();
            cpu += replaced.cpuNanos();
        }
        looks.add(new Look(sample, nowNanos, nanos, cpu));
        explainIdle(sample);
        blockedIn(sample);
    }

    /** How long collections had stopped the process by now. Any thread; of two that come at once either may win. */
    public void collected(long nanosInAll) {
        gcNanos = Math.max(gcNanos, nanosInAll - gcAtStart);
    }

    /** How long collections stopped the process meanwhile. */
    long gcNanos() {
        return gcNanos;
    }

    /** A look that came just as the lock was freed knows nothing of it; an earlier one that did is worth more. */
    synchronized void blockedIn(Sample sample) {
        if (sample.state() == Thread.State.BLOCKED && (unseenSample == null || sample.blocker() != null)) {
            unseenSample = sample;
        }
    }

    /** A look that found it waiting in something that no probe has seen. */
    synchronized void waitingIn(Sample sample) {
        if (sample.isWaiting() && unseenSample == null) {
            unseenSample = sample;
        }
    }

    /** The look that found it waiting for a monitor, or in something else that no probe has seen, if one did. */
    public synchronized @Nullable Sample unseenSample() {
        return unseenSample;
    }

    synchronized void blockedFor(long nanos) {
        unseenNanos += nanos;
    }

    synchronized void looked(long nanos, boolean blocked) {
        lastLookNanos = nanos;
        wasBlocked = blocked;
    }

    /** Time spent waiting for what no probe has seen, had the segment ended then; between looks, a guess of half the distance. */
    synchronized long unseenNanosUntil(long endNanos) {
        return unseenNanos + (wasBlocked ? Math.max(0, endNanos - lastLookNanos) / 2 : 0);
    }

    /**
     * CPU time the loop's code has used since the segment began, as far as readings of the thread that ran it tell: what
     * was used between two readings of different threads is missing.
     */
    public synchronized long cpuNanos() {
        return cpuNanos;
    }

    synchronized void usedCpu(@Nullable CpuTime now) {
        cpuNanos += Math.max(0, CpuTime.between(cpuAtLook, now));
        if (now != null) {
            cpuAtLook = now;
        }
    }

    /** Time in which the thread was ready to run and was not let. */
    public synchronized long notScheduledNanos() {
        return notScheduledNanos;
    }

    /** Time in which the thread was runnable, in no operation, and used no processor: the next look tells why. */
    synchronized void idleFor(long nanos) {
        idleNanos += nanos;
    }

    synchronized long idleNanos() {
        return idleNanos;
    }

    private void explainIdle(Sample sample) {
        if (sample.wantsToRun()) {
            notScheduledNanos += idleNanos;
        } else if (sample.state() == Thread.State.BLOCKED) {
            // The JVM has called it runnable, so this is not told otherwise.
            unseenNanos += idleNanos;
        }
        idleNanos = 0;
    }

    /** @param nanos how long the container was throttled since it began */
    synchronized void throttledUntilNow(long nanos) {
        if (throttledBefore < 0) {
            throttledBefore = nanos;
        }
        throttledNanos = nanos - throttledBefore;
    }

    /** How long the container was kept from running since this was noticed; 0 also when nobody says. */
    public synchronized long throttledNanos() {
        return throttledNanos;
    }

    synchronized void notScheduledFor(long nanos) {
        notScheduledNanos += nanos;
    }

    /**
     * The segment has ended, or goes on in another thread: what happened since the last look goes where the last look
     * points.
     *
     * @param cpu of the thread that has run the loop's code until now, null when unknown
     */
    public synchronized void leftAt(long nanos, @Nullable CpuTime cpu) {
        long used = CpuTime.between(cpuAtLook, cpu);
        Sample last = lastSample();
        if (last != null) {
            explainIdle(last);
        }
        if (used >= 0 && last != null && last.wantsToRun()) {
            notScheduledNanos += Math.max(0, nanos - lastLookNanos - used);
        }
        usedCpu(cpu);
        unseenNanos = unseenNanosUntil(nanos);
        lastLookNanos = nanos;
        wasBlocked = false;
    }

    /** Adds an operation that was reported by itself and ended before the limit. */
    public synchronized void operation(OperationKind.Part part, long nanos) {
        operationNanos.put(part, operationNanos(part) + nanos);
    }

    public synchronized long operationNanos(OperationKind.Part part) {
        return operationNanos.getOrDefault(part, 0L);
    }

    /** Ends it, so that nothing is said about it as if it lasted; true the first time. */
    public synchronized boolean end() {
        boolean first = !isOver;
        isOver = true;
        return first;
    }

    public synchronized boolean isOver() {
        return isOver;
    }
}
