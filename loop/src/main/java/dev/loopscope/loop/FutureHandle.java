// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells one done callback that its future is done; made when the callback is added, in whose context it runs. */
final class FutureHandle<T> extends Handle {
    private final LoopFuture<T> future;
    private final Consumer<? super LoopFuture<T>> callback;

    FutureHandle(LoopFuture<T> future, Consumer<? super LoopFuture<T>> callback, Context context) {
        super(future.getLoop(), null, context);
        this.future = future;
        this.callback = callback;
    }

    @SuppressWarnings("ReferenceEquality") // a user's equals() is not ours to call
    boolean isFor(Consumer<?> callback) {
        return this.callback == callback;
    }

    /** Who waits for the future through this callback; null for a callback that is just that. */
    @Nullable
    LoopFuture<?> waiter() {
        return callback instanceof Dependent<?> dependent ? dependent.waiter() : null;
    }

    @Override
    void run() {
        callback.accept(future);
    }

    @Override
    String target() {
        return Describe.type(callback);
    }
}
