// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop.stream;

import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.LoopFuture;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Loop thread only. Tasks that wait for the same thing, each by a future of its own: cancelling one is nobody else's loss. */
final class Waiters {
    private final EventLoop loop;
    private @Nullable Set<LoopFuture<@Nullable Void>> futures; // most connections never need one

    Waiters(EventLoop loop) {
        this.loop = loop;
    }

    /** Suspends the running task until the next {@link #wakeAll()}. */
    void await() {
        if (futures == null) {
            futures = new LinkedHashSet<>();
        }
        LoopFuture<@Nullable Void> place = loop.createFuture();
        futures.add(place);
        try {
            place.await();
        } finally {
            futures.remove(place);
        }
    }

    void wakeAll() {
        if (futures == null) {
            return;
        }
        for (LoopFuture<@Nullable Void> place : futures) {
            if (!place.isDone()) {
                place.setResult(null);
            }
        }
    }

    int count() {
        return futures == null ? 0 : futures.size();
    }
}
