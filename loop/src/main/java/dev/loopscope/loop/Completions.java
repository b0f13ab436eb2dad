// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Loop thread only. Futures in the order of their completion; {@code next} awaits. */
final class Completions<F extends LoopFuture<?>> implements Iterator<F> {
    private final EventLoop loop;
    private final ArrayDeque<F> done = new ArrayDeque<>();
    private final @Nullable TimerHandle timeout;
    private int unseen;
    private int missing;
    private boolean timedOut;
    private @Nullable LoopFuture<@Nullable Void> news;

    Completions(EventLoop loop, Collection<? extends F> futures, long timeoutNanos) {
        this.loop = loop;
        Set<F> distinct = new LinkedHashSet<>(futures);
        distinct.forEach(future -> future.refuseUnlessOf(loop));
        unseen = distinct.size();
        missing = unseen;
        Task<?> waiter = Task.current();
        for (F future : distinct) {
            if (future.isDone()) {
                arrived(future);
            } else {
                future.addDoneCallback(new Dependent<>(waiter, completed -> arrived(future)));
            }
        }
        timeout = timeoutNanos < 0 || missing == 0 ? null : loop.callAt(loop.nanoTime() + timeoutNanos, this::timeOut);
    }

    @Override
    public boolean hasNext() {
        return unseen > 0;
    }

    @Override
    public F next() {
        if (unseen == 0) {
            throw new NoSuchElementException();
        }
        F next = done.poll();
        while (next == null) {
            if (timedOut) {
                unseen--;
                throw new AwaitTimeoutException("timed out with " + (unseen + 1) + " not done", null);
            }
            LoopFuture<@Nullable Void> wait = loop.createFuture();
            news = wait;
            wait.await();
            next = done.poll();
        }
        unseen--;
        return next;
    }

    private void arrived(F future) {
        if (timedOut) {
            return;
        }
        done.add(future);
        if (--missing == 0 && timeout != null) {
            timeout.cancel();
        }
        wake();
    }

    private void timeOut() {
        timedOut = true;
        wake();
    }

    private void wake() {
        if (news != null && !news.isDone()) {
            news.succeed(null);
        }
    }
}
