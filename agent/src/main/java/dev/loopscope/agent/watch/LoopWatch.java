// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import org.jspecify.annotations.Nullable;

/** What the watchdog remembers of one loop from tick to tick. Watchdog's thread, but for what says so. */
final class LoopWatch {
    final LoopscopeThread thread;
    final LoopLoad load = new LoopLoad();
    final PollWatch poll;
    final RunDelay runDelay;
    long sequence;
    /** At the last look, whether that was believed or not. */
    long lastSequence;

    long startNanos;
    long latestStartNanos;
    long lastLookNanos;

    @Nullable
    CpuTime cpuAtLook;

    @Nullable
    CpuTime cpuAtStart;

    long gcAtLook;
    long gcAtStart;
    /** As {@link Hold#idleFor}, before there was a hold. */
    long idleAtFirst;

    boolean wasBlocked;
    /** How long it had been so when it was first seen. */
    long blockedAtFirst;

    /** It stood in Java code, asleep, while another thread initialised a class, and has not moved since. */
    boolean isInitializing;

    long nextLookNanos;
    long nextReportNanos;
    StackTraceElement @Nullable [] reportedStack;
    volatile @Nullable Hold hold;
    /** Null while there is no long one. */
    volatile @Nullable Iteration iteration;

    LoopWatch(LoopscopeThread thread, PollWatch poll, RunDelay runDelay) {
        this.thread = thread;
        this.poll = poll;
        this.runDelay = runDelay;
    }

    /** Lets go of the application's callback once its hold has been told. */
    void forget() {
        Hold last = hold;
        if (last != null && last.isOver()) {
            hold = null;
        }
    }

    /** Any thread: the iteration of that number, or null when it was never noticed. */
    @Nullable
    Iteration iterationOf(long number) {
        Iteration current = iteration;
        return current != null && current.number() == number ? current : null;
    }

    /** Any thread: the hold of that segment, or null when it was never noticed. */
    @Nullable
    Hold holdOf(long segment) {
        Hold current = hold;
        return current != null && current.sequence() == segment ? current : null;
    }
}
