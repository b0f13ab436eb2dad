// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A loop future's outcome for the rest of the JDK; a cancellation travels both ways. */
final class FutureBridge<T extends @Nullable Object> extends CompletableFuture<T> {
    private final LoopFuture<T> future;

    private FutureBridge(LoopFuture<T> future) {
        this.future = future;
    }

    static <T extends @Nullable Object> CompletableFuture<T> of(LoopFuture<T> future) {
        FutureBridge<T> bridge = new FutureBridge<>(future);
        future.addDoneCallback(bridge::complete);
        return bridge;
    }

    /** Any thread. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        EventLoop loop = future.getLoop();
        if (cancelled && loop.isCurrent()) {
            future.cancel();
        } else if (cancelled) {
            // Refused by a closed loop, whose futures are nobody's business any more.
            loop.postUnlessClosed(new NamedHandle(loop, future::cancel, future, " cancel"));
        }
        return cancelled;
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
