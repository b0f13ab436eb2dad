// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Loop thread only. Waits until enough of some futures are done, and leaves nothing behind on the others. */
final class Waiting<F extends LoopFuture<?>> {
    private final Set<F> futures;
    private final ReturnWhen when;
    private final long timeoutNanos;
    private final LoopFuture<@Nullable Void> enough;
    private int missing;

    /** @param timeoutNanos negative for none */
    Waiting(EventLoop loop, Collection<? extends F> futures, ReturnWhen when, long timeoutNanos) {
        this.futures = new LinkedHashSet<>(futures);
        this.when = when;
        this.timeoutNanos = timeoutNanos;
        this.enough = timeoutNanos < 0
                ? new DerivedFuture<>(loop, new Needs("Async.waitUntil", this.futures, when))
                : loop.createFuture();
        this.missing = this.futures.size();
    }

    /** In a task. */
    WaitResult<F> await() {
        EventLoop loop = enough.getLoop();
        Consumer<LoopFuture<?>> watch = new Dependent<>(Task.current(), this::oneDone);
        TimerHandle timeout = timeoutNanos < 0 ? null : loop.callAt(loop.nanoTime() + timeoutNanos, this::release);
        futures.forEach(future -> future.addDoneCallback(watch));
        try {
            enough.await();
        } finally {
            if (timeout != null) {
                timeout.cancel();
            }
            futures.forEach(future -> future.removeDoneCallback(watch));
        }
        return result();
    }

    private void oneDone(LoopFuture<?> future) {
        missing--;
        if (missing == 0
                || when == ReturnWhen.FIRST_COMPLETED
                || (when == ReturnWhen.FIRST_EXCEPTION && future.isFailed())) {
            release();
        }
    }

    private void release() {
        if (!enough.isDone()) {
            enough.succeed(null);
        }
    }

    private WaitResult<F> result() {
        Set<F> done = new LinkedHashSet<>();
        Set<F> pending = new LinkedHashSet<>();
        futures.forEach(future -> (future.isDone() ? done : pending).add(future));
        return new WaitResult<>(Collections.unmodifiableSet(done), Collections.unmodifiableSet(pending));
    }
}
