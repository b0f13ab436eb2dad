// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A loop future's outcome for the rest of the JDK; a cancellation travels both ways. */
final class FutureBridge<T extends @Nullable Object> extends CompletableFuture<T> {
    private final EventLoop loop;
    /** Loop thread only. Null until the task is made. */
    private @Nullable LoopFuture<T> future;

    private FutureBridge(EventLoop loop) {
        this.loop = loop;
    }

    /** Any thread: a task that is yet to be made. */
    static <T extends @Nullable Object> CompletableFuture<T> ofTask(EventLoop loop, Coroutine<T> coroutine) {
        FutureBridge<T> bridge = new FutureBridge<>(loop);
        loop.tasks.promised(bridge);
        if (!loop.postUnlessClosed(new NamedHandle(loop, () -> bridge.start(coroutine), coroutine, " start"))) {
            loop.tasks.kept(bridge);
            loop.refuseIfClosed();
        }
        return bridge;
    }

    static <T extends @Nullable Object> CompletableFuture<T> of(LoopFuture<T> future) {
        FutureBridge<T> bridge = new FutureBridge<>(future.getLoop());
        bridge.future = future;
        future.note(bridge::complete);
        return bridge;
    }

    /** Loop thread: the other way round, a future of the loop for what completes in any thread. */
    static <T extends @Nullable Object> LoopFuture<T> wrap(EventLoop loop, CompletionStage<? extends T> stage) {
        LoopFuture<T> future = loop.createFuture();
        future.expectElsewhere();
        // Both before anything can come back: what is complete already calls at once.
        future.note(done -> {
            if (done.isCancelled()) {
                stage.toCompletableFuture().cancel(true);
            }
        });
        stage.whenComplete((result, failure) -> loop.postUnlessClosed(
                new NamedHandle(loop, () -> settle(future, result, failure), stage, " completion")));
        return future;
    }

    private static <T extends @Nullable Object> void settle(
            LoopFuture<T> future, @Nullable T result, @Nullable Throwable failure) {
        if (future.isDone()) {
            return;
        }
        // A dependent stage wraps what it passes on.
        Throwable exception =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (exception instanceof CancellationException) {
            future.cancel(exception.getMessage());
        } else if (exception != null) {
            future.fail(exception);
        } else {
            future.succeed(result);
        }
    }

    EventLoop loop() {
        return loop;
    }

    /** Any thread; refused in the thread of its own loop, and of one that this loop's thread waits for. */
    @Override
    public T get() throws InterruptedException, ExecutionException {
        EventLoop waiting = LoopWait.begun(this);
        try {
            return super.get();
        } finally {
            LoopWait.ended(waiting);
        }
    }

    /** As {@link #get()}. */
    @Override
    public T join() {
        EventLoop waiting = LoopWait.begun(this);
        try {
            return super.join();
        } finally {
            LoopWait.ended(waiting);
        }
    }

    /** Any thread; refused in the thread of its own loop. */
    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        LoopWait.refuseOwn(this);
        return super.get(timeout, unit);
    }

    /** Any thread. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        loop.tasks.kept(this);
        if (cancelled && loop.isCurrent()) {
            cancelFuture();
        } else if (cancelled) {
            // Refused by a closed loop, whose futures are nobody's business any more.
            loop.postUnlessClosed(new NamedHandle(loop, this::cancelFuture, this, " cancel"));
        }
        return cancelled;
    }

    private void start(Coroutine<T> coroutine) {
        if (isDone()) {
            loop.tasks.kept(this);
            coroutine.close();
            return;
        }
        try {
            Task<T> task = loop.createTask(coroutine);
            future = task;
            task.addDoneCallback(this::complete);
        } catch (RuntimeException notStarted) {
            loop.tasks.kept(this);
            completeExceptionally(notStarted);
        }
    }

    /** The loop is closed: its task will never tell. */
    void abandon() {
        super.cancel(false);
    }

    private void cancelFuture() {
        if (future != null) {
            future.cancel();
        }
    }

    private void complete(LoopFuture<T> done) {
        loop.tasks.kept(this);
        if (done.isCancelled()) {
            super.cancel(false);
            return;
        }
        Throwable exception = done.exception();
        if (exception != null) {
            completeExceptionally(exception);
        } else {
            complete(done.result());
        }
    }
}
