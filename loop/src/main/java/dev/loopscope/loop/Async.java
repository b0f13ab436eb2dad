// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What coroutines do: wait, start each other, wait for several at once. All of it in a task of a running loop, except
 * where said otherwise.
 *
 * <p>asyncio: the functions of the module itself.
 */
public final class Async {
    private Async() {}

    /**
     * Waits for a time without blocking the loop. Zero and negative durations let everything else that is ready run
     * once. May be made anywhere.
     */
    public static Coroutine<@Nullable Void> sleep(Duration duration) {
        long nanos = Time.nanos(duration);
        return Coroutine.ofVoid(() -> sleepNanos(nanos));
    }

    /** Starts a coroutine as a task of the running loop, as {@link EventLoop#createTask(Coroutine)}; in callbacks too. */
    public static <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        return EventLoop.current().createTask(coroutine);
    }

    /** Runs a blocking call in the default executor, as {@link EventLoop#runInExecutor(Callable)}, when awaited. */
    public static <T extends @Nullable Object> Coroutine<T> toThread(Callable<? extends T> work) {
        return Coroutine.of(() -> {
            LoopFuture<T> done = EventLoop.current().runInExecutor(work);
            return done.await();
        });
    }

    /**
     * All results, in the order of the arguments. Coroutines become tasks; what is given twice runs once. The first
     * exception is the returned future's, at once; the others go on, and their exceptions are not reported. Cancelling
     * the future cancels them all; as with any exception, it then fails with the first child that ends so. In callbacks, too.
     *
     * @throws IllegalStateException on a foreign thread; with coroutines alone, outside a loop
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <T extends @Nullable Object> LoopFuture<List<T>> gather(Awaitable<? extends T>... awaitables) {
        return gather(List.of(awaitables));
    }

    /** As {@link #gather(Awaitable[])}. */
    public static <T extends @Nullable Object> LoopFuture<List<T>> gather(
            Collection<? extends Awaitable<? extends T>> awaitables) {
        return Gathering.<T, T>of(awaitables, true, LoopFuture::result);
    }

    /**
     * As {@link #gather(Awaitable[])}, but waits for all of them whatever happens, and gives exceptions and cancellations
     * as values.
     *
     * <p>asyncio: {@code gather(..., return_exceptions=True)}.
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <T extends @Nullable Object> LoopFuture<List<Outcome<T>>> gatherSettled(
            Awaitable<? extends T>... awaitables) {
        return gatherSettled(List.of(awaitables));
    }

    /** As {@link #gatherSettled(Awaitable[])}. */
    public static <T extends @Nullable Object> LoopFuture<List<Outcome<T>>> gatherSettled(
            Collection<? extends Awaitable<? extends T>> awaitables) {
        return Gathering.<T, Outcome<T>>of(awaitables, false, Outcome::of);
    }

    /**
     * Waits until enough of some futures are done. Cancels none and throws none of their exceptions; being cancelled
     * itself leaves them running. Takes futures and tasks only: of a coroutine nobody could tell which task it became.
     *
     * <p>asyncio: {@code wait}.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static <F extends LoopFuture<?>> Coroutine<WaitResult<F>> waitUntil(
            ReturnWhen when, Collection<? extends F> futures) {
        return waitUntil(when, futures, -1);
    }

    /** As {@link #waitUntil(ReturnWhen, Collection)}, but for so long at most; what is not done then is pending. */
    public static <F extends LoopFuture<?>> Coroutine<WaitResult<F>> waitUntil(
            ReturnWhen when, Collection<? extends F> futures, Duration timeout) {
        return waitUntil(when, futures, Time.nanos(timeout));
    }

    private static <F extends LoopFuture<?>> Coroutine<WaitResult<F>> waitUntil(
            ReturnWhen when, Collection<? extends F> futures, long timeoutNanos) {
        if (futures.isEmpty()) {
            throw new IllegalArgumentException("Set of Tasks/Futures is empty: nothing to wait for");
        }
        List<F> copy = List.copyOf(futures);
        return Coroutine.of(() -> {
            EventLoop loop = Task.current().getLoop();
            copy.forEach(future -> future.refuseUnlessOf(loop));
            return new Waiting<F>(loop, copy, when, timeoutNanos).await();
        });
    }

    /**
     * Futures in the order of their completion, each as it is when it is done, for a loop that asks for its result. In a
     * task, whose {@code for} waits for the next one; one that is given twice comes once.
     *
     * <pre>{@code
     * for (Task<String> task : Async.asCompleted(tasks)) {
     *     print(task.result());
     * }
     * }</pre>
     */
    public static <F extends LoopFuture<?>> Iterable<F> asCompleted(Collection<? extends F> futures) {
        Iterator<F> completions = new Completions<>(Task.current().getLoop(), futures, -1);
        return () -> completions;
    }

    /**
     * As {@link #asCompleted(Collection)}, but after the timeout each future that is missing is an
     * {@link AwaitTimeoutException} of the iterator.
     */
    public static <F extends LoopFuture<?>> Iterable<F> asCompleted(Collection<? extends F> futures, Duration timeout) {
        Iterator<F> completions = new Completions<>(Task.current().getLoop(), futures, Time.nanos(timeout));
        return () -> completions;
    }

    /**
     * Waits for a result, but for so long at most: then what is awaited is cancelled, and once it has ended there is an
     * {@link AwaitTimeoutException}. If it refuses to be cancelled and returns, its result counts; if its cleanup fails,
     * that exception. A coroutine runs in the awaiting task; with a timeout of zero it never begins.
     */
    public static <T extends @Nullable Object> Coroutine<T> waitFor(Awaitable<T> awaitable, Duration timeout) {
        long nanos = Time.nanos(timeout);
        if (awaitable instanceof Coroutine<T> coroutine) {
            coroutine.unwatch(); // If nobody awaits this one, that is the one mistake.
        }
        return Coroutine.of(() -> {
            if (nanos == 0) {
                return atOnce(ensureFuture(Task.current().getLoop(), awaitable));
            }
            Timeout limit = Timeout.after(timeout);
            if (awaitable instanceof LoopFuture<T> future) {
                limit.unlessDone(future);
            }
            return limit.run(awaitable::await);
        });
    }

    private static <T extends @Nullable Object> T atOnce(LoopFuture<T> future) {
        if (future.isDone()) {
            return future.result();
        }
        LoopFuture<@Nullable Void> ended = future.getLoop().createFuture();
        Consumer<LoopFuture<T>> end = new Dependent<>(Task.current(), done -> {
            if (!ended.isDone()) {
                ended.succeed(null);
            }
        });
        future.addDoneCallback(end);
        try {
            future.cancel();
            ended.await();
        } finally {
            future.removeDoneCallback(end);
        }
        try {
            return future.result();
        } catch (CancelledError cancelled) {
            throw AwaitTimeoutException.after(0, cancelled);
        }
    }

    /**
     * The same result, but a cancellation of the returned future does not reach what is behind it, which goes on; if that
     * fails later, it is reported like any failure nobody asked for. What is done already is returned itself. Keep what
     * is shielded in a variable, to wait for it after all.
     */
    public static <T extends @Nullable Object> LoopFuture<T> shield(Awaitable<T> awaitable) {
        LoopFuture<T> inner =
                awaitable instanceof LoopFuture<T> future ? future : ensureFuture(EventLoop.current(), awaitable);
        if (inner.isDone()) {
            return inner;
        }
        LoopFuture<T> outer = new DerivedFuture<>(
                inner.getLoop(), new Needs("Async.shield", List.of(inner), ReturnWhen.ALL_COMPLETED));
        Consumer<LoopFuture<T>> pass = new Dependent<>(outer, done -> pass(done, outer));
        inner.addDoneCallback(pass);
        outer.note(done -> inner.removeDoneCallback(pass));
        return outer;
    }

    private static <T extends @Nullable Object> void pass(LoopFuture<T> inner, LoopFuture<T> outer) {
        if (outer.isDone()) {
            return;
        }
        if (inner.isCancelled()) {
            outer.cancel();
            return;
        }
        Throwable failure = inner.exception();
        if (failure == null) {
            outer.succeed(inner.result());
        } else {
            outer.fail(failure);
        }
    }

    /** A future as it is, a coroutine as a task. */
    static <T extends @Nullable Object> LoopFuture<T> ensureFuture(EventLoop loop, Awaitable<T> awaitable) {
        return awaitable instanceof Coroutine<T> coroutine ? loop.createTask(coroutine) : (LoopFuture<T>) awaitable;
    }

    private static void sleepNanos(long nanos) {
        Task<?> task = Task.current();
        EventLoop loop = task.getLoop();
        if (nanos == 0) {
            task.suspendForATick();
            return;
        }
        LoopFuture<@Nullable Void> over = loop.createFuture();
        TimerHandle timer = loop.callAt(loop.nanoTime() + nanos, () -> {
            if (!over.isDone()) {
                over.succeed(null);
            }
        });
        try {
            over.await();
        } finally {
            timer.cancel();
        }
    }
}
