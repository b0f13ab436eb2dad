// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Mutual exclusion among the tasks of one loop, over their awaits: who waits for it suspends and does not block the loop.
 * First come, first served. Not reentrant, owned by nobody in particular, and no protection against other threads. Loop
 * thread only.
 *
 * <pre>{@code
 * lock.runVoid(() -> save(load().await() + 1).await());
 * }</pre>
 *
 * <p>asyncio: {@code Lock}.
 */
public final class AsyncLock {
    private final LoopBinding binding = new LoopBinding("AsyncLock");
    private final Set<LoopFuture<@Nullable Void>> line = LoopBinding.line();
    private boolean locked;

    /** A lock nobody has. May be made anywhere; belongs to the loop whose tasks first wait for it. */
    public AsyncLock() {}

    /** Waits until the lock is free and takes it; {@link #release} must follow. */
    public Coroutine<@Nullable Void> acquire() {
        return Coroutine.ofVoid(this::take);
    }

    /**
     * Frees the lock and wakes who waits longest. May be called by any task, and in callbacks.
     *
     * @throws IllegalStateException if it is not taken; on a foreign thread
     */
    public void release() {
        binding.check("release");
        if (!locked) {
            throw new IllegalStateException("Lock is not acquired.");
        }
        locked = false;
        wakeFirst();
    }

    /** Runs code while the lock is taken, and frees it however that ends. In a task. */
    public <T extends @Nullable Object> T run(Callable<? extends T> code) {
        take();
        try {
            return Coroutine.<T>of(code).await();
        } finally {
            release();
        }
    }

    /** {@link #run} for code without a result. */
    public void runVoid(Coroutine.Action code) {
        take();
        try {
            Coroutine.ofVoid(code).await();
        } finally {
            release();
        }
    }

    /** Whether somebody has it. */
    public boolean isLocked() {
        return locked;
    }

    /** For logs, {@code <AsyncLock locked waiters=2>}. */
    @Override
    public String toString() {
        return "<AsyncLock " + (locked ? "locked" : "unlocked") + (line.isEmpty() ? "" : " waiters=" + line.size())
                + ">";
    }

    void take() {
        Task.requireCurrent("AsyncLock.acquire");
        if (!locked && !LoopBinding.isWaitedIn(line)) {
            binding.refuseOtherLoop();
            locked = true;
            return;
        }
        LoopFuture<@Nullable Void> place = binding.joinLine(line);
        try {
            place.await();
        } catch (Throwable thrown) {
            line.remove(place);
            if (!locked) {
                wakeFirst(); // The wake-up this one was given, and does not use.
            }
            throw thrown;
        }
        line.remove(place);
        locked = true;
    }

    /** The first in line, not the next: nobody else's turn comes before it has gone on. */
    private void wakeFirst() {
        for (LoopFuture<@Nullable Void> place : line) {
            if (!place.isCancelled()) {
                if (!place.isDone()) {
                    place.succeed(null);
                }
                return;
            }
        }
    }
}
