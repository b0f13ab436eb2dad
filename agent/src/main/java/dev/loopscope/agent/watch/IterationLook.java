// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import org.jspecify.annotations.Nullable;

/**
 * The watchdog's look at what a loop runs between two polls. Short iterations cost a loop nothing: only one that has gone on
 * for a good part of the limit is marked, and from then on has the ends of its callbacks told. Watchdog's thread only.
 */
final class IterationLook {
    /** Such a part of the limit; then most of a slow one is still to come. */
    private static final int NOTICED = 4;

    private final long limitNanos;
    private final Pauses pauses;

    IterationLook(long limitNanos, Pauses pauses) {
        this.limitNanos = limitNanos;
        this.pauses = pauses;
    }

    /**
     * @param before the CPU time at the look before
     * @param cpu the CPU time now
     */
    void look(
            LoopWatch watch,
            ThreadInspector inspector,
            @Nullable Thread runner,
            long now,
            @Nullable CpuTime before,
            @Nullable CpuTime cpu) {
        LoopscopeThread thread = watch.thread;
        long number = thread.iterationOpaque();
        Iteration known = watch.iterationOf(number);
        if ((number & 1) == 0) {
            watch.iteration = null;
            return;
        }
        if (known == null) {
            known = notice(thread, number, now, before);
            watch.iteration = known;
            if (known == null) {
                return;
            }
            // After it is there: the loop reads it when it finds the mark.
            thread.markIteration(number);
        }
        known.counted(now, cpu, runner != null && runner.getState() == Thread.State.BLOCKED, pauses);
        if (!known.isTallied()) {
            thread.mark(thread.sequenceOpaque() | 1);
        }
        if (runner != null && known.wantsGlimpse()) {
            sample(known, inspector, runner);
        }
    }

    private @Nullable Iteration notice(LoopscopeThread thread, long number, long now, @Nullable CpuTime before) {
        long start = thread.iterationStartRacy();
        long sequence = thread.iterationSequenceRacy();
        boolean isLong = now - start >= limitNanos / NOTICED;
        return isLong && thread.iterationOpaque() == number
                ? new Iteration(thread, number, start, sequence, before)
                : null;
    }

    private static void sample(Iteration iteration, ThreadInspector inspector, Thread runner) {
        LoopscopeThread thread = iteration.thread();
        long sequence = thread.sequenceOpaque();
        Sample sample = inspector.sample(runner);
        Object callback = thread.callbackRacy();
        boolean isInCallback = (sequence & 1) != 0
                && thread.sequenceOpaque() == sequence
                && thread.iterationOpaque() == iteration.number()
                && thread.runnerOpaque() == runner;
        if (isInCallback && sample.stack().length > 0) {
            iteration.seen(new Glimpse(sample, callback));
        }
    }
}
