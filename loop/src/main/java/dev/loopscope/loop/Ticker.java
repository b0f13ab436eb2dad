// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Loop thread only. One tick after the other: select, entries from other threads, timers, then what is ready now. */
final class Ticker {
    /**
     * How long I/O may wait while callbacks keep coming: a poll costs 0.2 us, a callback's dispatch a twentieth of
     * that.
     */
    private static final int MAX_TICKS_BETWEEN_POLLS = 64;

    private static final long MAX_NANOS_BETWEEN_POLLS = 50_000;
    /**
     * Ticks on one reading of the clock, while ticks are short and no timer waits: a reading costs twice a callback's
     * dispatch. Eight make it cheap enough not to be seen.
     */
    private static final int MAX_TICKS_ON_ONE_READING = 8;
    /** What a short tick takes. Nanoseconds; a guess, far below what the clock is read for. */
    private static final long SHORT_TICK_NANOS = 1_000;
    /** Milliseconds; asyncio's MAXIMUM_SELECT_TIMEOUT. */
    private static final long MAX_SLEEP = TimeUnit.HOURS.toMillis(24);

    private final EventLoop loop;
    private final ReadyQueue ready;
    private final EntryQueue entries;
    private final TimerQueue timers;
    private final Waker waker;
    private final Readiness readiness;
    private boolean stopping;
    private boolean interrupted;
    private int ticksSincePoll;
    private long pollNanos;
    private long now;
    private int ticksOnReading;
    private boolean ticksAreShort;
    /** Callbacks of this tick that have not ended. */
    private int left;
    /** Whether the first of them runs. */
    private boolean isFirstRunning;
    /** What went wrong in a task's thread and is the loop's own business. */
    private @Nullable Throwable failure;

    Ticker(EventLoop loop) {
        this.loop = loop;
        this.ready = loop.ready;
        this.entries = loop.entries;
        this.timers = loop.timers;
        this.waker = loop.waker;
        this.readiness = loop.readiness;
    }

    void stop() {
        stopping = true;
    }

    void run() {
        interrupted = false;
        ticksSincePoll = MAX_TICKS_BETWEEN_POLLS;
        ticksAreShort = false;
        left = 0;
        try {
            do {
                tick();
            } while (!stopping);
        } finally {
            stopping = false;
            if (readiness.hasClosedChannels()) {
                readiness.forgetCancelled();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void tick() {
        begin();
        while (left > 0) {
            Handle handle = ready.peek();
            isFirstRunning = true;
            try {
                if (handle != null) {
                    handle.invoke();
                }
            } finally {
                if (isFirstRunning) {
                    ended();
                }
            }
            if (failure != null) {
                rethrowFailure();
            }
        }
    }

    private void begin() {
        boolean isRead = awaitWork();
        entries.moveToReady();
        if (isRead) {
            for (TimerHandle due = timers.pollDue(now); due != null; due = timers.pollDue(now)) {
                ready.add(due);
            }
        }
        // Fixed here: what these callbacks add runs in the next tick, so that nobody starves timers and I/O.
        left = ready.size();
        loop.vitals.tickStarted(left, timers.size());
        if (isRead) {
            Boundary.tickStarted(loop, now);
        }
    }

    private void ended() {
        isFirstRunning = false;
        left--;
        ready.remove();
    }

    /** Whether this is the callback that the tick runs now, not one within it. */
    boolean isRunning(Handle handle) {
        return isFirstRunning && ready.peek() == handle;
    }

    /**
     * A task's thread, in place of the loop's: the callback that ran has ended; gives the one to run next if there is one
     * without sleeping. It has not begun.
     */
    @Nullable
    Handle nextWithoutSleep() {
        ended();
        if (left == 0 && !stopping && !(ready.isEmpty() && entries.isEmpty())) {
            try {
                begin();
            } catch (Throwable thrown) {
                failure = thrown;
            }
        }
        return left == 0 || failure != null ? null : ready.peek();
    }

    /** What {@link #nextWithoutSleep} gave runs now. */
    void begun() {
        isFirstRunning = true;
    }

    private void rethrowFailure() {
        Throwable thrown = failure;
        failure = null;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** Sleeps if there is nothing to do, else polls when that is due; tells whether it has read the clock. */
    private boolean awaitWork() {
        if (ready.isEmpty() && entries.isEmpty() && !stopping) {
            sleep();
            polled();
            return true;
        }
        ticksSincePoll++;
        ticksOnReading++;
        if (ticksAreShort
                && ticksOnReading < MAX_TICKS_ON_ONE_READING
                && ticksSincePoll < MAX_TICKS_BETWEEN_POLLS
                && timers.size() == 0
                && !stopping) {
            return false;
        }
        long before = now;
        now = System.nanoTime();
        ticksAreShort = now - before < ticksOnReading * SHORT_TICK_NANOS;
        ticksOnReading = 0;
        boolean isDue =
                ticksSincePoll >= MAX_TICKS_BETWEEN_POLLS || now - pollNanos >= MAX_NANOS_BETWEEN_POLLS || stopping;
        if (isDue && readiness.isIdle()) {
            ticksSincePoll = 0;
            pollNanos = now;
        } else if (isDue) {
            readiness.poll();
            polled();
        }
        return true;
    }

    private void polled() {
        ticksSincePoll = 0;
        ticksOnReading = 0;
        pollNanos = System.nanoTime();
        now = pollNanos;
    }

    private void sleep() {
        long nanos = timers.size() == 0 ? Long.MAX_VALUE : timers.nanosToNext(System.nanoTime());
        if (nanos <= 0) {
            readiness.poll();
            return;
        }
        // Rounded up: a timer is never early.
        long millis = nanos == Long.MAX_VALUE ? 0 : Math.min(MAX_SLEEP, (nanos + 999_999) / 1_000_000);
        waker.fallAsleep();
        // Pairs with Waker.wake: the flag first, the queue after it.
        if (entries.isEmpty()) {
            boolean wasInterrupted = readiness.sleep(millis);
            waker.awake();
            if (wasInterrupted && !interrupted) {
                interrupted = true;
                Log.warn("the thread of " + loop.name() + " was interrupted, which does not stop a loop; use"
                        + " loop.callSoonThreadSafe(loop::stop). The interrupt is handed on when the loop's run ends");
            }
        } else {
            waker.awake();
            readiness.poll();
        }
    }
}
