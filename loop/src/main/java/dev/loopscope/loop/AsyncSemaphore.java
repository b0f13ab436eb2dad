// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Permits for the tasks of one loop: who finds none suspends and does not block the loop. First come, first served. Loop
 * thread only.
 *
 * <p>asyncio: {@code Semaphore} and {@code BoundedSemaphore}.
 */
public final class AsyncSemaphore {
    private final LoopBinding binding;
    private final Set<LoopFuture<@Nullable Void>> line = LoopBinding.line();
    private final int bound;
    /** Not counting the permits of those who were woken and have not gone on yet. */
    private int permits;

    private AsyncSemaphore(String name, int permits, int bound) {
        if (permits < 0) {
            throw new IllegalArgumentException("Semaphore initial value must be >= 0: " + permits);
        }
        this.binding = new LoopBinding(name);
        this.permits = permits;
        this.bound = bound;
    }

    /** So many permits, and more by {@link #release}. May be made anywhere; belongs to the loop that first waits. */
    public static AsyncSemaphore of(int permits) {
        return new AsyncSemaphore("AsyncSemaphore", permits, Integer.MAX_VALUE);
    }

    /** So many permits, and never more. */
    public static AsyncSemaphore bounded(int permits) {
        return new AsyncSemaphore("AsyncSemaphore", permits, permits);
    }

    /** For a queue, whose messages name it. */
    static AsyncSemaphore of(String name, int permits) {
        return new AsyncSemaphore(name, permits, Integer.MAX_VALUE);
    }

    /** Waits until there is a permit and takes it; {@link #release} must follow. */
    public Coroutine<@Nullable Void> acquire() {
        return Coroutine.ofVoid(this::take);
    }

    /**
     * Gives a permit back, to who waits longest if somebody does. May be called by any task, and in callbacks.
     *
     * @throws IllegalStateException if a bounded semaphore has all its permits; on a foreign thread
     */
    public void release() {
        binding.check("release");
        if (permits >= bound) {
            throw new IllegalStateException("BoundedSemaphore released too many times");
        }
        permits++;
        handOut();
    }

    /** Runs code with a permit, and gives it back however that ends. In a task. */
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

    /** Whether {@link #acquire} would have to wait: also when a permit is there, but others wait for it. */
    public boolean isLocked() {
        return permits == 0 || LoopBinding.isWaitedIn(line);
    }

    /** For logs, {@code <AsyncSemaphore permits=0 waiters=2>}. */
    @Override
    public String toString() {
        return "<AsyncSemaphore permits=" + permits + (line.isEmpty() ? "" : " waiters=" + line.size()) + ">";
    }

    void take() {
        Task.requireCurrent("acquire");
        binding.refuseOtherLoop();
        if (tryTake()) {
            return;
        }
        LoopFuture<@Nullable Void> place = binding.joinLine(line);
        try {
            place.await();
        } catch (Throwable thrown) {
            line.remove(place);
            if (place.isDone() && !place.isCancelled() && !place.isFailed()) {
                permits++; // Handed to this one, who does not use it.
            }
            handOut();
            throw thrown;
        }
        line.remove(place);
        handOut();
    }

    boolean tryTake() {
        if (isLocked()) {
            return false;
        }
        permits--;
        return true;
    }

    int waiting() {
        return line.size();
    }

    /** Everybody who waits gets an exception instead. */
    void refuseWaiters(Supplier<? extends Throwable> reason) {
        for (LoopFuture<@Nullable Void> place : line) {
            if (!place.isDone()) {
                place.fail(reason.get());
                place.markRetrieved();
            }
        }
    }

    void check(String method) {
        binding.check(method);
    }

    private void handOut() {
        while (permits > 0 && LoopBinding.wakeNext(line)) {
            permits--;
        }
    }
}
