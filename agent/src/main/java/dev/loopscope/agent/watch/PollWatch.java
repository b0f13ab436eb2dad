// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import dev.loopscope.agent.fact.SlowPoll;
import dev.loopscope.agent.report.Blocker;
import org.jspecify.annotations.Nullable;

/**
 * The watchdog's look at one loop's selector: whether it returns nothing over and over, and whether the loop goes on once it
 * has returned. Watchdog's thread only.
 *
 * <p>A wait of a millisecond is the shortest a selector can be asked for. So nobody who only waits for short is told ten times
 * a millisecond that nothing has come; and who is woken as often as that is woken by somebody.
 */
final class PollWatch {
    private static final long EMPTY_PER_MILLISECOND = 10;
    /** Wake-ups are counted for all selectors together, and not exactly. */
    private static final long EMPTY_PER_WAKE_UP = 10;

    private static final long MILLISECOND = 1_000_000;

    private final LoopscopeThread thread;
    private final long limitNanos;
    private final Pauses pauses;

    private long emptyPolls;
    private long wakeUps;
    private long lookNanos;
    private long spinningSince;
    private long spins;
    private boolean isSpinSaid;

    private long returnedPoll;
    private long lateNanos;
    private @Nullable CpuTime cpu;
    private boolean isLateSaid;

    PollWatch(LoopscopeThread thread, long limitNanos, Pauses pauses) {
        this.thread = thread;
        this.limitNanos = limitNanos;
        this.pauses = pauses;
    }

    /** What is to be told now, or null. */
    @Nullable
    SlowPoll look(ThreadInspector inspector, @Nullable Thread runner, long now, @Nullable CpuTime reading) {
        long passed = now - lookNanos - pauses.within(lookNanos, now);
        SlowPoll found = spinning(inspector, runner, now, passed);
        SlowPoll late = late(inspector, runner, passed, reading);
        lookNanos = now;
        return found == null ? late : found;
    }

    private @Nullable SlowPoll spinning(ThreadInspector inspector, @Nullable Thread runner, long now, long passed) {
        long emptyBefore = emptyPolls;
        long wokenBefore = wakeUps;
        emptyPolls = thread.emptyPollsRacy();
        wakeUps = LoopscopeProbes.wakeUps();
        long empty = emptyPolls - emptyBefore;
        boolean isSpinning = empty > EMPTY_PER_MILLISECOND * Math.max(1, passed / MILLISECOND)
                && empty > EMPTY_PER_WAKE_UP * (wakeUps - wokenBefore);
        if (!isSpinning) {
            spinningSince = 0;
            isSpinSaid = false;
            return null;
        }
        if (spinningSince == 0) {
            spinningSince = lookNanos;
            spins = 0;
        }
        spins += empty;
        long spun = now - spinningSince;
        if (isSpinSaid || runner == null || spun - pauses.within(spinningSince, now) < limitNanos) {
            return null;
        }
        isSpinSaid = true;
        return new SlowPoll(thread, true, spins, spun, LoopscopeThread.isInterrupted(runner), inspector.sample(runner));
    }

    /**
     * What lies between a poll's return and the first callback is the selector's own, or the loop's, and over at once. Time
     * counts in which the thread waited there or used the processor; in which it, or who wakes it, was only not let run does
     * not.
     */
    private @Nullable SlowPoll late(
            ThreadInspector inspector, @Nullable Thread runner, long passed, @Nullable CpuTime reading) {
        long before = returnedPoll;
        CpuTime cpuBefore = cpu;
        returnedPoll = thread.returnedPollRacy();
        cpu = reading;
        if (returnedPoll == 0 || returnedPoll != before || runner == null) {
            lateNanos = 0;
            isLateSaid = false;
            return null;
        }
        boolean waits = runner.getState() != Thread.State.RUNNABLE;
        if (waits && isHeldUpByWaker(inspector.sample(runner))) {
            return null;
        }
        lateNanos += waits ? passed : Math.min(passed, Math.max(0, CpuTime.between(cpuBefore, reading)));
        if (isLateSaid || lateNanos < limitNanos) {
            return null;
        }
        Sample sample = inspector.sample(runner);
        if (thread.returnedPollRacy() != returnedPoll) {
            return null;
        }
        isLateSaid = true;
        return new SlowPoll(thread, false, 0, lateNanos, false, sample);
    }

    /** Whoever wakes a selector has one of its locks while it does, for longer only if it is not let run meanwhile. */
    private static boolean isHeldUpByWaker(Sample sample) {
        if (sample.state() != Thread.State.BLOCKED) {
            return false;
        }
        Blocker blocker = sample.blocker();
        if (blocker == null) {
            return sample.isLockGone();
        }
        for (String frame : blocker.stack()) {
            if (!frame.startsWith("java.")) {
                return frame.startsWith("sun.nio.ch.");
            }
        }
        return false;
    }
}
