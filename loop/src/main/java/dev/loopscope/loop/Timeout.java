// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A limit on the time a piece of a task's code may take. When it is over, the task is cancelled at the line where it
 * awaits, and the {@link CancelledError} that leaves the piece becomes an {@link AwaitTimeoutException}; any other
 * cancellation, and any other exception, passes unchanged. Timeouts nest. Used once. Loop thread only.
 *
 * <pre>{@code
 * String answer = Timeout.after(Duration.ofSeconds(2)).run(() -> fetch(url).await());
 * }</pre>
 *
 * <p>asyncio: {@code timeout} and {@code timeout_at}, which are context managers; the piece is a lambda here, since
 * try-with-resources has no way to exchange the exception that leaves it.
 */
public final class Timeout {
    /*
     *  CREATED -- run --> ACTIVE -- the piece ends ------------------> EXITED
     *                        '-- time is over --> EXPIRING -- it ends --> EXPIRED
     */
    private enum State {
        CREATED,
        ACTIVE,
        EXPIRING,
        EXPIRED,
        EXITED
    }

    private State state = State.CREATED;
    private boolean limited;
    private long when;
    /** Nanoseconds, as they were asked for: what a message says. */
    private long allowed;

    private long begun;
    private @Nullable Handle timer;
    private @Nullable Task<?> task;
    private @Nullable LoopFuture<?> goal;

    private Timeout(boolean limited, long when, long allowed) {
        this.limited = limited;
        this.when = when;
        this.allowed = allowed;
    }

    /** A limit that long from now. Zero and negative durations are over at the first await that has to wait. */
    public static Timeout after(Duration duration) {
        long nanos = Time.nanos(duration);
        return new Timeout(true, System.nanoTime() + nanos, nanos);
    }

    /** A limit at a time of {@link EventLoop#nanoTime()}. */
    public static Timeout at(long nanoTime) {
        return new Timeout(true, nanoTime, nanoTime - System.nanoTime());
    }

    /** No limit, until {@link #reschedule} sets one. */
    public static Timeout never() {
        return new Timeout(false, 0, 0);
    }

    /**
     * Runs the piece. In a task.
     *
     * @throws AwaitTimeoutException if the time was over before the piece was
     * @throws IllegalStateException outside a task; if it was run before
     */
    public <T extends @Nullable Object> T run(Callable<? extends T> piece) {
        Task<?> mine = Task.requireCurrent("Timeout.run");
        if (state != State.CREATED) {
            throw new IllegalStateException("Timeout has already been entered: make a new one for each use");
        }
        task = mine;
        state = State.ACTIVE;
        int requestsBefore = mine.cancelling();
        begun = mine.getLoop().nanoTime();
        mine.limitBegun();
        schedule(mine.getLoop());
        T result;
        try {
            result = piece.call();
        } catch (Throwable thrown) {
            throw exit(mine, requestsBefore, thrown);
        }
        exit(mine, requestsBefore, null);
        return result;
    }

    /** {@link #run} for a piece without a result. */
    public void runVoid(Coroutine.Action piece) {
        run(() -> {
            piece.run();
            return null;
        });
    }

    /**
     * Moves the limit to that long from now.
     *
     * @throws IllegalStateException before and after {@link #run}, and when the time was over
     */
    public void reschedule(Duration duration) {
        rescheduleAt(System.nanoTime() + Time.nanos(duration));
    }

    /** {@link #reschedule} to a time of {@link EventLoop#nanoTime()}. */
    public void rescheduleAt(long nanoTime) {
        EventLoop loop = refuseUnlessActive();
        limited = true;
        when = nanoTime;
        allowed = nanoTime - begun;
        schedule(loop);
    }

    /** Takes the limit away. Refused as {@link #reschedule} is. */
    public void disable() {
        EventLoop loop = refuseUnlessActive();
        limited = false;
        schedule(loop);
    }

    /** The limit on the clock of {@link EventLoop#nanoTime()}, nothing if there is none. */
    public OptionalLong when() {
        return limited ? OptionalLong.of(when) : OptionalLong.empty();
    }

    /** Whether the time was over before the piece was. */
    public boolean isExpired() {
        return state == State.EXPIRING || state == State.EXPIRED;
    }

    /** For logs, {@code <Timeout active>}. */
    @Override
    public String toString() {
        return "<Timeout " + state.name().toLowerCase(Locale.ROOT) + ">";
    }

    /** What is done when the time is over was in time, although the task has not seen it yet. */
    Timeout unlessDone(LoopFuture<?> goal) {
        this.goal = goal;
        return this;
    }

    private EventLoop refuseUnlessActive() {
        Task<?> task = this.task;
        if (task == null) {
            throw new IllegalStateException("Timeout has not been entered");
        }
        task.getLoop().check("Timeout.reschedule", "EventLoop.callSoonThreadSafe(() -> timeout.reschedule(...))");
        if (state != State.ACTIVE) {
            throw new IllegalStateException("Cannot change state of " + this);
        }
        return task.getLoop();
    }

    private void schedule(EventLoop loop) {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (limited) {
            boolean over = when - loop.nanoTime() <= 0;
            timer = over ? loop.callSoon(this::expire) : loop.callAt(when, this::expire);
        }
    }

    private void expire() {
        timer = null;
        if (task == null || (goal != null && goal.isDone())) {
            return;
        }
        state = State.EXPIRING;
        task.cancel();
    }

    /** What to throw instead of what was thrown. */
    private RuntimeException exit(Task<?> task, int requestsBefore, @Nullable Throwable thrown) {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        task.limitEnded();
        boolean expired = state == State.EXPIRING;
        state = expired ? State.EXPIRED : State.EXITED;
        if (expired && task.takeBack() <= requestsBefore && thrown instanceof CancelledError) {
            return AwaitTimeoutException.after(Math.max(0, allowed), thrown);
        }
        return LoopFuture.unchecked(thrown == null ? new IllegalStateException() : thrown);
    }
}
