// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import org.jspecify.annotations.Nullable;

/** Completed by what has become of others, and by nobody else. */
final class DerivedFuture<T extends @Nullable Object> extends LoopFuture<T> {
    private final Needs needs;

    DerivedFuture(EventLoop loop, Needs needs) {
        super(loop);
        this.needs = needs;
    }

    @Override
    @Nullable
    Needs needs() {
        return isDone() ? null : needs;
    }

    /** What it is derived from is nobody's business but the loop's. */
    @Override
    String kind() {
        return LoopFuture.class.getSimpleName();
    }
}
