// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import dev.loopscope.agent.fact.FactQueue;
import dev.loopscope.agent.fact.SlowPoll;
import dev.loopscope.agent.fact.Stuck;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every loop each tick and says, while it lasts, that one is stuck. A daemon thread of its own; it sleeps for good
 * while there is no loop.
 *
 * <p>It never believes a single look: a stack counts only when the loop was in the same callback before and after it was
 * taken. A start it cannot know exactly is kept as an interval, and a limit counts from the interval's late end.
 */
public final class Watchdog implements Runnable {
    static final long TICK = 20_000_000L;

    private static final long MILLISECOND = 1_000_000L;

    /** Who uses less of the processor between two looks has not moved: being looked at takes some. Nanoseconds; a guess. */
    private static final long STILL = TICK / 20;

    /** Of more loops it is not known how long they are kept waiting: a file would have to be read for each at each tick. */
    private static final int MOST_DELAYS = 32;

    private static final long SECOND = 1_000_000_000L;
    /** When a stuck loop is reported again, counted from its start; then every minute. */
    private static final long[] REMINDERS = {SECOND, 10 * SECOND, 60 * SECOND};

    private final long limitNanos;
    private final Pauses pauses = new Pauses();
    private final Throttling throttling = new Throttling();
    private final IterationLook iterations;
    private final FactQueue facts;
    private final AtomicLong errors = new AtomicLong();
    private final Thread thread;
    private volatile @Nullable ThreadInspector inspector;
    private int incidents;
    private long previousTick;
    private long nextDelay = TICK;
    private long gcNanos;
    private volatile boolean isOff;
    private volatile @Nullable Throwable lastError;

    public Watchdog(long limitNanos, FactQueue facts) {
        this.limitNanos = limitNanos;
        this.facts = facts;
        this.iterations = new IterationLook(limitNanos, pauses);
        this.thread = new Thread(null, this, "loopscope-watchdog", 0, false);
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Any thread: a loop has appeared. */
    public void wake() {
        LockSupport.unpark(thread);
    }

    /** Any thread: nothing is looked at any more. */
    public void stop() {
        isOff = true;
        wake();
    }

    public Pauses pauses() {
        return pauses;
    }

    public long errors() {
        return errors.get();
    }

    public @Nullable Throwable lastError() {
        return lastError;
    }

    /** Any thread: what is known of a segment of a loop's time, or null when it was too short to be noticed. */
    public static @Nullable Hold holdOf(LoopscopeThread thread, long segment) {
        return thread.watched instanceof LoopWatch watch ? watch.holdOf(segment) : null;
    }

    /** Any thread: how busy a loop is, or null when it has not been looked at yet. */
    public static @Nullable LoopLoad loadOf(LoopscopeThread thread) {
        return thread.watched instanceof LoopWatch watch ? watch.load : null;
    }

    /** The thread that runs the loop: what is known of the iteration it is in, or null when that was never long. */
    public static @Nullable Iteration iterationOf(LoopscopeThread thread, long number) {
        return thread.watched instanceof LoopWatch watch ? watch.iterationOf(number) : null;
    }

    @Override
    public void run() {
        previousTick = System.nanoTime();
        while (!isOff) {
            try {
                if (tick()) {
                    LockSupport.parkNanos(this, nextDelay);
                } else {
                    pauses.notLooking();
                    LockSupport.park(this);
                    previousTick = System.nanoTime();
                }
            } catch (Throwable t) {
                lastError = t;
                errors.incrementAndGet();
            }
        }
    }

    private boolean tick() {
        long now = System.nanoTime();
        pauses.looked(now);
        boolean any = false;
        nextDelay = TICK;
        gcNanos = gcNanos();
        for (LoopscopeThread watched : LoopscopeProbes.watched()) {
            any = true;
            look(watched, now);
        }
        previousTick = now;
        if (any && inspector == null) {
            pauses.notLooking();
            openInspector();
        }
        return any;
    }

    private void openInspector() {
        long before = System.nanoTime();
        ThreadInspector opened = ThreadInspector.open();
        inspector = opened;
        previousTick = System.nanoTime();
        CpuTime cpu = opened.cpu(thread);
        if (cpu != null) {
            // Loading classes takes a processor's time; the rest of the time it had none.
            pauses.stoodStill(previousTick - before - cpu.nanos(), previousTick);
        }
        // From here on it is due again, and the very next tick may be a late one.
        pauses.looked(previousTick);
    }

    private void look(LoopscopeThread watched, long now) {
        LoopWatch watch;
        if (watched.watched instanceof LoopWatch known) {
            watch = known;
        } else {
            watch = new LoopWatch(watched, new PollWatch(watched, limitNanos, pauses), new RunDelay(this));
            watched.watched = watch;
        }
        ThreadInspector look = inspector;
        long sequence = watched.sequenceOpaque();
        // Read in idle ticks as well: a callback's share counts from the last reading before it began.
        Thread runner = watched.runnerOpaque();
        CpuTime cpu = look == null || runner == null ? null : look.cpu(runner);
        if (LoopscopeProbes.watched().length <= MOST_DELAYS) {
            watch.runDelay.looked(cpu, sequence != watch.lastSequence || (sequence & 1) != 0, now);
        }
        watch.lastSequence = sequence;
        if ((sequence & 1) == 0) {
            watch.sequence = sequence;
            watch.forget();
        } else if (sequence != watch.sequence) {
            firstSight(watch, runner, sequence, now, cpu);
        } else if (look != null) {
            secondSight(watch, look, runner, now, cpu);
        }
        if (look != null) {
            iterations.look(watch, look, runner, now, watch.cpuAtLook, cpu);
            SlowPoll poll = watch.poll.look(look, runner, now, cpu);
            if (poll != null) {
                facts.offer(poll);
            }
        }
        watch.lastLookNanos = now;
        watch.cpuAtLook = cpu;
        watch.gcAtLook = gcNanos;
        boolean isBusy = (sequence & 1) != 0;
        // Of a callback that was over before the look was, only that the loop was busy is known.
        watch.load.looked(now, isBusy, isBusy && watch.sequence == sequence ? now - watch.startNanos : 0);
    }

    private void firstSight(LoopWatch watch, @Nullable Thread runner, long sequence, long now, @Nullable CpuTime cpu) {
        long clock = watch.thread.clockRacy();
        boolean isExact = watch.thread.isClockExact();
        watch.sequence = 0;
        if (watch.thread.sequenceOpaque() != sequence) {
            return;
        }
        watch.sequence = sequence;
        watch.startNanos = isExact || clock - previousTick > 0 ? clock : previousTick;
        watch.latestStartNanos = isExact ? clock : now;
        watch.hold = null;
        watch.wasBlocked = isUnseen(watch, runner);
        long used = Math.max(0, CpuTime.between(watch.cpuAtLook, cpu));
        watch.blockedAtFirst = watch.wasBlocked ? Math.max(0, now - watch.latestStartNanos - used) : 0;
        watch.isInitializing = false;
        watch.nextLookNanos = 0;
        // Of another thread, the last reading would say nothing.
        watch.cpuAtStart = CpuTime.between(watch.cpuAtLook, cpu) < 0 ? cpu : watch.cpuAtLook;
        // What was collected since the last look may have been over before this began, but not more than there was
        // time.
        long collected = watch.gcAtLook == 0 ? 0 : gcNanos - watch.gcAtLook;
        watch.gcAtStart = gcNanos - Math.min(collected, now - watch.startNanos);
        watch.idleAtFirst = idleRunnable(watch, runner, watch.latestStartNanos, now, used);
        watch.reportedStack = null;
        watch.nextReportNanos = limitNanos;
    }

    /** The same callback as a tick ago: it is long enough to be worth a few microseconds. */
    private void secondSight(
            LoopWatch watch, ThreadInspector look, @Nullable Thread runner, long now, @Nullable CpuTime cpu) {
        Hold hold = watch.hold;
        if (hold == null) {
            Object callback = watch.thread.callbackRacy();
            if (!stillIn(watch)) {
                return;
            }
            hold = new Hold(
                    watch.thread,
                    watch.sequence,
                    watch.startNanos,
                    watch.latestStartNanos,
                    callback,
                    watch.cpuAtStart,
                    watch.gcAtStart);
            hold.blockedFor(watch.blockedAtFirst);
            hold.idleFor(watch.idleAtFirst);
            watch.hold = hold;
            // After the hold is there: the loop reads it when it finds the mark.
            watch.thread.mark(watch.sequence);
        }
        hold.throttledUntilNow(throttling.nanos());
        if (runner == null) {
            // Between two threads: the one that was given control has not been let run.
            hold.notScheduledFor(now - Math.max(watch.lastLookNanos, watch.startNanos));
            return;
        }
        watch.isInitializing &= CpuTime.between(watch.cpuAtLook, cpu) < STILL;
        if (!watch.isInitializing) {
            long since = Math.max(watch.lastLookNanos, watch.startNanos);
            hold.idleFor(idleRunnable(watch, runner, since, now, CpuTime.between(watch.cpuAtLook, cpu)));
        }
        noticeUnseen(watch, hold, look, runner, now);
        hold.usedCpu(cpu);
        hold.collected(gcNanos);
        long elapsed = now - watch.latestStartNanos;
        boolean isOver = isOver(watch, hold, now);
        if (elapsed < limitNanos) {
            // Not a tick later than the limit.
            nextDelay = Math.min(nextDelay, limitNanos - elapsed + MILLISECOND);
        }
        boolean isDue = isOver && now - watch.startNanos >= watch.nextReportNanos;
        if (isDue || now - watch.startNanos >= watch.nextLookNanos) {
            Sample sample = sample(watch, look, runner);
            if (sample.state() == Thread.State.RUNNABLE && (watch.isInitializing || hold.idleNanos() > TICK / 2)) {
                sample = look.standingStill(runner, sample);
                watch.isInitializing = sample.state() == Thread.State.BLOCKED;
            }
            if (sample.stack().length > 0 && stillIn(watch, runner)) {
                looked(watch, hold, sample, now);
                // The look may have shown that the thread was ready to run, and not let.
                if (isOver(watch, hold, now)) {
                    report(watch, hold, sample, now, isDue);
                }
            }
        }
    }

    private static Sample sample(LoopWatch watch, ThreadInspector look, Thread runner) {
        int operation = watch.thread.operationRacy();
        long operations = watch.thread.operationsRacy();
        Sample sample = look.sample(runner);
        boolean isSame = operation >= 0
                && watch.thread.operationRacy() == operation
                && watch.thread.operationsRacy() == operations;
        return isSame ? sample.inOperation() : sample;
    }

    /**
     * Looks are taken at 1, 3, 5 ... ticks, then each an eighth later than the one before, and when a line is due: each stops
     * the thread for a moment, and speaks for the time since the last. So one that meets a rare moment is an eighth wrong at
     * most.
     */
    private static void looked(LoopWatch watch, Hold hold, Sample sample, long now) {
        hold.sampled(sample, now);
        long elapsed = now - watch.startNanos;
        watch.nextLookNanos = elapsed + Math.max(2 * TICK, elapsed / 8);
    }

    private boolean isOver(LoopWatch watch, Hold hold, long now) {
        long elapsed = now - watch.latestStartNanos;
        long counted = elapsed - pauses.within(watch.latestStartNanos, now) - hold.notScheduledNanos();
        // Whatever stood still, the processor's time was the callback's.
        return elapsed >= limitNanos && Math.max(counted, hold.cpuNanos()) >= limitNanos;
    }

    /**
     * Time in which the thread was runnable, in no operation, and used no CPU: in native code, or ready and not let. The next
     * look at its stack tells which.
     */
    private long idleRunnable(LoopWatch watch, @Nullable Thread runner, long since, long now, long used) {
        if (runner == null
                || used < 0
                || watch.thread.operationRacy() >= 0
                || runner.getState() != Thread.State.RUNNABLE) {
            return 0;
        }
        return Math.max(0, now - since - pauses.within(since, now) - used);
    }

    /** CPU time of the calling thread, null when it cannot be told. Any thread. */
    public @Nullable CpuTime cpuOfCurrent() {
        ThreadInspector look = inspector;
        return look == null ? null : look.cpu(Thread.currentThread());
    }

    /** How long collections have stopped the process since it started, 0 when that cannot be told. Any thread. */
    public long gcNanos() {
        ThreadInspector look = inspector;
        return look == null ? 0 : look.gcNanos();
    }

    private static void noticeUnseen(LoopWatch watch, Hold hold, ThreadInspector look, Thread runner, long now) {
        boolean isUnseen = watch.isInitializing || isUnseen(watch, runner);
        if (isUnseen && hold.unseenSample() == null) {
            long operations = watch.thread.operationsRacy();
            Sample sample = look.sample(runner);
            // An operation that began or ended meanwhile may be what the sample shows.
            boolean isCertain = watch.thread.operationRacy() < 0 && watch.thread.operationsRacy() == operations;
            if (isCertain && stillIn(watch, runner)) {
                hold.blockedIn(sample);
                hold.waitingIn(sample);
            }
        }
        // Between two looks that differ it changed somewhere; the half way is the best guess.
        long since = now - Math.max(watch.lastLookNanos, watch.startNanos);
        if (isUnseen || watch.wasBlocked) {
            hold.blockedFor(isUnseen == watch.wasBlocked ? since : since / 2);
        }
        watch.wasBlocked = isUnseen;
        hold.looked(now, isUnseen);
    }

    private void report(LoopWatch watch, Hold hold, Sample sample, long now, boolean isDue) {
        long elapsed = now - watch.startNanos;
        if (isDue) {
            watch.nextReportNanos = nextReport(elapsed);
        } else if (Arrays.equals(watch.reportedStack, sample.stack())) {
            return;
        }
        watch.reportedStack = sample.stack();
        if (hold.incident() == null) {
            hold.open("s" + ++incidents);
        }
        facts.offer(new Stuck(hold, sample, elapsed, isDue));
    }

    /**
     * Waiting in something that no probe has seen: for a monitor, or in a native method that was called in a way that is not
     * woven. A monitor that is taken back after a wait belongs to that wait, which is told by itself.
     */
    private static boolean isUnseen(LoopWatch watch, @Nullable Thread runner) {
        if (runner == null) {
            return false;
        }
        long operations = watch.thread.operationsRacy();
        boolean isWaiting = switch (runner.getState()) {
            case BLOCKED, WAITING, TIMED_WAITING -> true;
            default -> false;
        };
        return isWaiting && watch.thread.operationRacy() < 0 && watch.thread.operationsRacy() == operations;
    }

    private static boolean stillIn(LoopWatch watch) {
        return watch.thread.sequenceOpaque() == watch.sequence;
    }

    private static boolean stillIn(LoopWatch watch, Thread runner) {
        return watch.thread.runnerOpaque() == runner && stillIn(watch);
    }

    private static long nextReport(long elapsed) {
        for (long reminder : REMINDERS) {
            if (elapsed < reminder) {
                return reminder;
            }
        }
        long minute = 60 * SECOND;
        return (elapsed / minute + 1) * minute;
    }
}
