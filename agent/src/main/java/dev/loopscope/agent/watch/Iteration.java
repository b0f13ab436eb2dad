// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import dev.loopscope.agent.fact.IterationHeld;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One long iteration of a loop: what it ran between two polls, from the moment the watchdog noticed it. The watchdog adds what
 * it sees from outside, the thread that runs the loop which callbacks end; how long it has been held counts from its start.
 */
public final class Iteration {
    /** With a look each tick, stacks of the first third of a second: enough to tell where most of the time goes. */
    private static final int STACKS = 16;
    /** Where the processor's time cannot be told, as much again may have been somebody else's. */
    private static final int DOUBT = 2;

    private final LoopscopeThread thread;
    private final long number;
    private final long startNanos;
    private final long startSequence;

    // the thread that runs the loop
    private final Tally tally = new Tally();
    private boolean isSaid;
    private long judgedNanos;

    // guarded by this
    private long countedUntil;
    private @Nullable CpuTime cpu;
    private long countedNanos;
    private long toldOperationNanos;
    private long otherOperationNanos;
    private long longestNanos;
    private boolean isOneSlow;
    private final List<Glimpse> glimpses = new ArrayList<>(STACKS);

    /** @param cpu read before it began, or soon after; null when it cannot be told */
    Iteration(LoopscopeThread thread, long number, long startNanos, long startSequence, @Nullable CpuTime cpu) {
        this.thread = thread;
        this.number = number;
        this.startNanos = startNanos;
        this.startSequence = startSequence;
        this.countedUntil = startNanos;
        this.judgedNanos = startNanos;
        this.cpu = cpu;
    }

    public LoopscopeThread thread() {
        return thread;
    }

    long number() {
        return number;
    }

    /** Whether the ends of its callbacks are being told; watchdog's thread, so it may be late to know. */
    boolean isTallied() {
        return tally.hasBegun();
    }

    /**
     * The runner: a callback that was marked has ended.
     *
     * @param hold what the watchdog knows of the callback by itself, if it noticed it
     * @return the sequence of the one to mark next
     */
    public long callbackEnded(long sequence, @Nullable Object callback, @Nullable Hold hold, long now) {
        long stood = hold == null ? 0 : hold.notScheduledNanos();
        if (hold != null) {
            tookAtMost(now - hold.startNanos() - stood, hold.incident() != null);
        }
        return tally.ended(sequence, callback, now, stood);
    }

    private synchronized void tookAtMost(long nanos, boolean isSlow) {
        longestNanos = Math.max(longestNanos, nanos);
        isOneSlow |= isSlow;
    }

    /**
     * The runner: an operation has ended.
     *
     * @param isTold whether it is reported by itself: then its time is not told a second time here
     * @param isLong whether it alone passed the limit
     */
    public synchronized void operation(long nanos, boolean isTold, boolean isLong) {
        if (isTold) {
            toldOperationNanos += nanos;
        } else {
            otherOperationNanos += nanos;
        }
        isOneSlow |= isLong;
    }

    /**
     * Counts the time since the last look: as far as the processor worked for the loop, or the loop waited for a monitor or
     * in an operation that nobody tells. What the process stood still and what the thread was not let run is left out.
     */
    synchronized void counted(long now, @Nullable CpuTime reading, boolean isBlocked, Pauses pauses) {
        long wall = Math.max(0, now - countedUntil);
        long used = CpuTime.between(cpu, reading);
        long left = Math.max(0, wall - pauses.within(countedUntil, now) - toldOperationNanos);
        if (isBlocked) {
            countedNanos += left;
        } else if (used < 0) {
            countedNanos += left / DOUBT;
        } else {
            countedNanos += Math.min(wall, used + otherOperationNanos);
        }
        toldOperationNanos = 0;
        otherOperationNanos = 0;
        countedUntil = now;
        cpu = reading;
    }

    synchronized void seen(Glimpse glimpse) {
        if (glimpses.size() < STACKS) {
            glimpses.add(glimpse);
        }
    }

    synchronized boolean wantsGlimpse() {
        return glimpses.size() < STACKS;
    }

    /** The runner: whether it is worth asking {@link #at}, again after another while as long. */
    public boolean isOverdue(long now, long nanos) {
        return !isSaid && now - judgedNanos >= nanos;
    }

    /** The runner, at its end: how long it took. */
    public boolean hasTaken(long now, long nanos) {
        return !isSaid && now - startNanos >= nanos;
    }

    /**
     * The runner: what is known of it now; null when that is not worth a word. A second time nothing is.
     *
     * @param isOver whether it has ended
     */
    public synchronized @Nullable IterationHeld at(
            long now, @Nullable CpuTime reading, Pauses pauses, long limitNanos, boolean isOver) {
        judgedNanos = now;
        counted(now, reading, false, pauses);
        // On a crowded machine a short callback may take long, and is not slow for that; the others have to be, without
        // it.
        long longest = Math.max(longestNanos, tally.longest());
        long others = longest < limitNanos ? countedNanos : countedNanos - longest;
        if (isSaid || isOneSlow || others < limitNanos) {
            return null;
        }
        isSaid = true;
        long callbacks = (thread.sequenceOpaque() - startSequence + 1) / 2;
        return new IterationHeld(
                thread,
                startNanos,
                now - startNanos,
                countedNanos,
                callbacks,
                tally.copy(),
                List.copyOf(glimpses),
                isOver);
    }
}
