// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.function.Consumer;

/** Tells one done callback that its future is done. */
final class FutureHandle<T> extends Handle {
    private final LoopFuture<T> future;
    private final Consumer<? super LoopFuture<T>> callback;

    FutureHandle(LoopFuture<T> future, Consumer<? super LoopFuture<T>> callback) {
        super(future.getLoop(), null);
        this.future = future;
        this.callback = callback;
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
