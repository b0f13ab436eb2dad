// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.concurrent.CompletableFuture;
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
        if (!loop.postUnlessClosed(new NamedHandle(loop, () -> bridge.start(coroutine), coroutine, " start"))) {
            loop.refuseIfClosed();
        }
        return bridge;
    }

    static <T extends @Nullable Object> CompletableFuture<T> of(LoopFuture<T> future) {
        FutureBridge<T> bridge = new FutureBridge<>(future.getLoop());
        bridge.future = future;
        future.addDoneCallback(bridge::complete);
        return bridge;
    }

    /** Any thread. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
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
            coroutine.close();
            return;
        }
        try {
            Task<T> task = loop.createTask(coroutine);
            future = task;
            task.addDoneCallback(this::complete);
        } catch (IllegalStateException alreadyStarted) {
            completeExceptionally(alreadyStarted);
        }
    }

    private void cancelFuture() {
        if (future != null) {
            future.cancel();
        }
    }

    private void complete(LoopFuture<T> done) {
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
