// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that hold a lock and wait for word from each other. Loop thread only.
 *
 * <p>asyncio: {@code Condition}.
 */
public final class AsyncCondition {
    private final LoopBinding binding = new LoopBinding("AsyncCondition");
    private final Set<LoopFuture<@Nullable Void>> line = LoopBinding.line();
    private final AsyncLock lock;

    /** A condition with a lock of its own. */
    public AsyncCondition() {
        this(new AsyncLock());
    }

    /** A condition of a lock that others may share. */
    public AsyncCondition(AsyncLock lock) {
        this.lock = lock;
    }

    /** The lock to hold around all use of this. */
    public AsyncLock lock() {
        return lock;
    }

    /**
     * Frees the lock, waits to be notified, and takes the lock again, also when it is cancelled. The coroutine fails with
     * {@link IllegalStateException} if the lock is not taken.
     */
    public Coroutine<@Nullable Void> waitForNotification() {
        return Coroutine.ofVoid(this::awaitNotification);
    }

    /** Waits as often as it takes until the predicate, evaluated under the lock, holds. */
    public Coroutine<@Nullable Void> waitUntil(BooleanSupplier predicate) {
        return Coroutine.ofVoid(() -> {
            while (!predicate.getAsBoolean()) {
                awaitNotification();
            }
        });
    }

    /**
     * Wakes so many of those who wait longest; each goes on once it has the lock.
     *
     * @throws IllegalStateException if the lock is not taken; on a foreign thread
     */
    public void notifyWaiters(int count) {
        binding.check("notifyWaiters");
        if (!lock.isLocked()) {
            throw new IllegalStateException("cannot notify on un-acquired lock");
        }
        wake(count);
    }

    /** {@link #notifyWaiters} for all who wait. */
    public void notifyAllWaiters() {
        notifyWaiters(line.size());
    }

    /** For logs, {@code <AsyncCondition locked waiters=2>}. */
    @Override
    public String toString() {
        return "<AsyncCondition " + (lock.isLocked() ? "locked" : "unlocked")
                + (line.isEmpty() ? "" : " waiters=" + line.size()) + ">";
    }

    private void awaitNotification() {
        Task.requireCurrent("AsyncCondition.waitForNotification");
        if (!lock.isLocked()) {
            throw new IllegalStateException("cannot wait on un-acquired lock");
        }
        LoopFuture<@Nullable Void> place = binding.joinLine(line);
        lock.release();
        CancelledError cancelled = null;
        try {
            place.await();
        } catch (CancelledError error) {
            cancelled = error;
        } finally {
            line.remove(place);
        }
        while (true) {
            try {
                lock.take();
                break;
            } catch (CancelledError error) {
                cancelled = error; // Not before the lock is taken again: the caller will release it.
            }
        }
        if (cancelled != null) {
            if (place.isDone() && !place.isCancelled()) {
                wake(1); // The notification this one was given, and does not use.
            }
            throw cancelled;
        }
    }

    private void wake(int count) {
        for (int i = 0; i < count && LoopBinding.wakeNext(line); i++) {
            // Each call wakes one.
        }
    }
}
