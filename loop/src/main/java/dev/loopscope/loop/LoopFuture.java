// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A result that arrives later, confined to its loop's thread. Made by {@link EventLoop#createFuture()}.
 *
 * <p>A future that failed and is collected before anybody asked for its exception is reported: its loop's exception
 * handler is told that the exception was never retrieved. Asking means {@link #result()}, {@link #exception()} or
 * {@link EventLoop#runUntilComplete}; having a done callback does not.
 *
 * <p>asyncio: {@code futures.Future}; each method follows the one of the same name there. Where Python raises
 * InvalidStateError, this throws IllegalStateException.
 *
 * @param <T> the result
 */
public non-sealed class LoopFuture<T extends @Nullable Object> implements Awaitable<T> {
    /*
     *             setResult        --> any value, null included
     *  PENDING -- setException     --> Failure (which knows whether it was retrieved)
     *             cancel           --> Cancelled
     *  Loop thread only; every state but PENDING is final.
     */
    private static final Object PENDING = new Object();

    /** Its failure is the cause: what a checked exception becomes when it is thrown at code that only awaits. */
    static final class CheckedFailure extends CompletionException {
        CheckedFailure(Throwable exception) {
            super(exception);
        }
    }

    private record Cancelled(@Nullable String message) {}

    private static final class Handles extends ArrayList<Handle> {}

    private final EventLoop loop;
    private final @Nullable Throwable origin;
    private @Nullable Object outcome = PENDING;
    /** Nothing, one Handle, or from the second on Handles: most futures have one callback. */
    private @Nullable Object callbacks;
    /** While it is pending and somebody's callback waits, where anybody wants to know. */
    private @Nullable Expected expected;

    LoopFuture(EventLoop loop) {
        this.loop = loop;
        this.origin = Boundary.origin();
    }

    /** The loop this future belongs to. Any thread. */
    public final EventLoop getLoop() {
        return loop;
    }

    /** Whether it has a result or an exception, or was cancelled. Any thread; exact on the loop thread. */
    public final boolean isDone() {
        return outcome != PENDING;
    }

    /** Whether {@link #cancel} has succeeded. Any thread; exact on the loop thread. */
    public final boolean isCancelled() {
        return outcome instanceof Cancelled;
    }

    /**
     * The result, or the failure thrown: an unchecked exception as it is, a checked one as the cause of a
     * {@link CompletionException}. Retrieves the exception. May be called any number of times; on the loop thread, and
     * by who has been told that it is done, for what is done stays so: once a run has returned, or after a latch. Asking
     * on a foreign thread whether it is, is a race that the loop may win a moment later, and so is refused.
     *
     * @throws IllegalStateException while pending, on a foreign thread as any call that is for the loop's
     * @throws CancelledError if cancelled
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // setResult stored a T
    public final T result() {
        if (outcome instanceof Failure failure) {
            failure.markRetrieved();
            throw unchecked(failure.exception);
        }
        refuseUnlessSettled("LoopFuture.result", "Result is not set");
        return (T) outcome;
    }

    /**
     * The exception it failed with, null if it has a result. Retrieves the exception. Any number of times, on the threads
     * that {@link #result()} is for.
     *
     * @throws IllegalStateException while pending, on a foreign thread as any call that is for the loop's
     * @throws CancelledError if cancelled
     */
    public final @Nullable Throwable exception() {
        if (outcome instanceof Failure failure) {
            failure.markRetrieved();
            return failure.exception;
        }
        refuseUnlessSettled("LoopFuture.exception", "Exception is not set");
        return null;
    }

    /**
     * Gives the result, null being one like any other, and schedules the done callbacks. Loop thread only.
     *
     * @throws IllegalStateException if already done, or on a foreign thread while the loop runs
     */
    public void setResult(@Nullable T result) {
        loop.check("LoopFuture.setResult", "EventLoop.callSoonThreadSafe(() -> future.setResult(...))");
        refuseIfDone();
        settle(result);
    }

    /**
     * Makes it fail and schedules the done callbacks. Loop thread only.
     *
     * @throws IllegalArgumentException for a {@link CancelledError}: that is what {@link #cancel} is for
     * @throws IllegalStateException if already done, or on a foreign thread while the loop runs
     */
    public void setException(Throwable exception) {
        loop.check("LoopFuture.setException", "EventLoop.callSoonThreadSafe(() -> future.setException(...))");
        refuseIfDone();
        Objects.requireNonNull(exception, "exception");
        if (exception instanceof CancelledError) {
            throw new IllegalArgumentException("A CancelledError cannot be a future's exception; use cancel()");
        }
        settle(Failure.of(this, exception, origin));
    }

    /** {@link #cancel(String)} without a message. */
    public final boolean cancel() {
        return cancel(null);
    }

    /**
     * Cancels it and schedules the done callbacks. Loop thread only.
     *
     * @param message travels into the {@link CancelledError}
     * @return false if it was done before; calling again is harmless
     * @throws IllegalStateException on a foreign thread while the loop runs
     */
    public boolean cancel(@Nullable String message) {
        loop.check("LoopFuture.cancel", "EventLoop.callSoonThreadSafe(future::cancel)");
        if (isDone()) {
            return false;
        }
        settleCancelled(message);
        return true;
    }

    /**
     * Suspends the running task until the future is done, and gives its result or throws its failure as
     * {@link #result()} does. One that is done gives it at once, without a switch. In a task of this future's loop only.
     *
     * <p>Cancelling the task while it waits here cancels the future, too; {@link Async#shield} keeps that off it.
     *
     * @throws CancelledError if the future was cancelled, or the task was
     * @throws IllegalStateException outside a task; in a task of another loop; if the future is the task itself, or waits
     *     for it, without a time limit and so that nobody else could end it; inside a synchronized block on a JDK that cannot leave one; when
     *     the task was suspended with a lock in hand which the loop waited for
     */
    @Override
    public final T await() {
        Task<?> task = Task.awaiting(this);
        if (!isDone()) {
            task.suspendUntil(this);
        }
        return result();
    }

    /**
     * Has the callback called on the loop thread when the future is done, in the order of adding; never from within
     * this call, also when it is done already, and in a copy of the context in which it was added. Loop thread only.
     * Adding twice calls twice.
     *
     * @throws IllegalStateException on a foreign thread while the loop runs; if done and the loop is closed
     */
    public final void addDoneCallback(Consumer<? super LoopFuture<T>> callback) {
        addDoneCallback(callback, Context.current());
    }

    /** As {@link #addDoneCallback(Consumer)}, but in the given context. */
    public final void addDoneCallback(Consumer<? super LoopFuture<T>> callback, Context context) {
        checkAdding();
        Handle handle = new FutureHandle<>(this, Objects.requireNonNull(callback, "callback"), context);
        if (expected == null && !isDone() && !(callback instanceof Dependent)) {
            expected = Expected.by(this, handle.origin());
        }
        add(handle);
    }

    /** As {@link #addDoneCallback(Consumer)}, for the loop's own book-keeping, which misses nothing if it is never told. */
    final void note(Consumer<? super LoopFuture<T>> callback) {
        checkAdding();
        add(new FutureHandle<>(this, callback, Context.current()));
    }

    private void checkAdding() {
        loop.check("LoopFuture.addDoneCallback", "EventLoop.callSoonThreadSafe(() -> future.addDoneCallback(...))");
    }

    /** It will be done by something that is followed by itself. */
    final void expectElsewhere() {
        expected = Expected.ELSEWHERE;
    }

    private void expectNoMore() {
        Expected before = expected;
        if (before != null) {
            expected = null;
            before.settled();
        }
    }

    /** What it waits for; null if it is done, or others than futures of the loop's may complete it. */
    @Nullable
    Needs needs() {
        return null;
    }

    /** What it is called in reports. */
    String kind() {
        return getClass().getSimpleName();
    }

    /** Whether anybody waits for it, or will be told. */
    final boolean hasCallbacks() {
        return callbacks != null;
    }

    /** A done callback, or the step of a task that awaits this. */
    final void add(Handle handle) {
        if (isDone()) {
            loop.enqueue(handle);
        } else if (callbacks == null) {
            callbacks = handle;
        } else if (callbacks instanceof Handles all) {
            all.add(handle);
        } else {
            Handles all = new Handles();
            all.add((Handle) callbacks);
            all.add(handle);
            VarHandle.releaseFence(); // For awaitedBy in other threads.
            callbacks = all;
        }
    }

    /**
     * Takes a callback back, however often it was added; compared by identity. Loop thread only. What is already
     * scheduled still runs.
     *
     * @return how many were removed
     * @throws IllegalStateException on a foreign thread while the loop runs
     */
    public final int removeDoneCallback(Consumer<? super LoopFuture<T>> callback) {
        loop.check(
                "LoopFuture.removeDoneCallback", "EventLoop.callSoonThreadSafe(() -> future.removeDoneCallback(...))");
        return remove(handle -> handle instanceof FutureHandle<?> added && added.isFor(callback));
    }

    /** The step of a task that awaits this no more; false if it is on its way already. */
    @SuppressWarnings("ReferenceEquality") // a task has one
    final boolean remove(TaskHandle step) {
        return remove(handle -> handle == step) > 0;
    }

    private int remove(Predicate<Handle> unwanted) {
        if (callbacks instanceof Handles all) {
            int before = all.size();
            all.removeIf(unwanted);
            if (all.isEmpty()) {
                expectNoMore();
            }
            return before - all.size();
        }
        if (callbacks == null || !unwanted.test((Handle) callbacks)) {
            return 0;
        }
        callbacks = null;
        expectNoMore();
        return 1;
    }

    /**
     * The same outcome for code outside the loop. Loop thread only; the returned future may go anywhere. It completes
     * on the loop thread. Cancelling either cancels the other. Retrieves the exception: from here on it is the returned
     * future's.
     *
     * @throws IllegalStateException on a foreign thread while the loop runs
     */
    public final CompletableFuture<T> toCompletableFuture() {
        return FutureBridge.of(this);
    }

    /**
     * Who waits for this: the tasks that await it, the parent of its task group, and what combines it with others, as
     * {@link Async#gather} and {@link Async#shield} do. Empty once it is done. Exact on the loop thread; any other thread
     * sees a recent state, which may miss who has just come and name who has just gone.
     *
     * <p>asyncio: the {@code awaited_by} of the call graph.
     */
    public final List<LoopFuture<?>> awaitedBy() {
        Set<LoopFuture<?>> waiters = new LinkedHashSet<>();
        Object waiting = callbacks;
        // Benign race: toArray copies whatever is there, also while the loop's thread adds and removes.
        Object[] handles = waiting instanceof Handles all ? all.toArray() : new Object[] {waiting};
        for (Object handle : handles) {
            LoopFuture<?> waiter = handle instanceof TaskHandle step
                    ? step.task()
                    : handle instanceof FutureHandle<?> told ? told.waiter() : null;
            if (waiter != null && !waiter.isDone()) {
                waiters.add(waiter);
            }
        }
        return List.copyOf(waiters);
    }

    /** State, kind of outcome and creation site; results and exceptions by class only. Any thread. */
    @Override
    public String toString() {
        return "<" + kind() + " " + state() + Origin.suffix(origin) + ">";
    }

    final String state() {
        Object outcome = this.outcome;
        if (outcome == PENDING) {
            return "pending";
        }
        if (outcome instanceof Cancelled) {
            return "cancelled";
        }
        if (outcome instanceof Failure failure) {
            return "finished exception=" + Describe.type(failure.exception);
        }
        return "finished result=" + (outcome == null ? "null" : Describe.type(outcome));
    }

    final @Nullable Throwable origin() {
        return origin;
    }

    /** {@link #setResult} for the future's own maker. */
    final void succeed(@Nullable T result) {
        settle(result);
    }

    /** {@link #setException} for the future's own maker, who may also pass a {@link CancelledError} on. */
    final void fail(Throwable exception) {
        settle(Failure.of(this, exception, origin));
    }

    final void settleCancelled(@Nullable String message) {
        settle(new Cancelled(message));
    }

    /** Asked for, so that nobody complains. */
    final void markRetrieved() {
        if (outcome instanceof Failure failure) {
            failure.markRetrieved();
        }
    }

    /** When its loop is closed: nobody is told any more. */
    final void forgetCallbacks() {
        callbacks = null;
        expectNoMore();
    }

    /** Whether it is done, and neither failed nor was cancelled. */
    final boolean hasResult() {
        return isDone() && !isFailed() && !isCancelled();
    }

    /** Whether it failed, without retrieving the exception. */
    final boolean isFailed() {
        return outcome instanceof Failure;
    }

    /** Whether to ask for its result throws a {@link CancelledError}, which may be passed on from another one. */
    final boolean endsInCancellation() {
        return outcome instanceof Cancelled
                || (outcome instanceof Failure failure && failure.exception instanceof CancelledError);
    }

    /** What it failed with, for people to look at, without retrieving it. */
    final @Nullable Throwable failure() {
        return outcome instanceof Failure failure ? failure.exception : null;
    }

    static RuntimeException unchecked(Throwable exception) {
        if (exception instanceof Error error) {
            throw error;
        }
        return exception instanceof RuntimeException runtime ? runtime : new CheckedFailure(exception);
    }

    /** For who waits for several: what another loop's future does would never reach him. */
    final void refuseUnlessOf(EventLoop mine) {
        if (loop.thread != mine.thread) {
            throw new IllegalArgumentException(
                    "The future belongs to a different loop: " + this + " to " + loop.name() + ", not to " + mine.name()
                            + "; have it awaited there, wrapFuture(otherLoop.runCoroutineThreadSafe(coroutine))");
        }
    }

    private void refuseUnlessSettled(String operation, String problem) {
        if (outcome == PENDING) {
            loop.check(operation, "EventLoop.runCoroutineThreadSafe(Coroutine.of(future::await)).join()");
            throw new IllegalStateException(
                    problem + ": " + this + " is pending; await it, or add a done callback and ask there");
        }
        if (outcome instanceof Cancelled cancelled) {
            throw new CancelledError(cancelled.message);
        }
    }

    private void refuseIfDone() {
        if (isDone()) {
            throw new IllegalStateException("invalid state: " + this + " has its outcome already; ask isDone() first");
        }
    }

    private void settle(@Nullable Object outcome) {
        this.outcome = outcome;
        Object waiting = callbacks;
        callbacks = null;
        expectNoMore();
        if (waiting instanceof Handles all) {
            all.forEach(loop::enqueue);
        } else if (waiting != null) {
            loop.enqueue((Handle) waiting);
        }
    }
}
