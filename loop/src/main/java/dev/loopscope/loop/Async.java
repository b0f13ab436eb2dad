// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What coroutines do: wait, start each other, wait for several at once. All of it in a task of a running loop, except
 * where said otherwise.
 *
 * <p>asyncio: the functions of the module itself.
 */
public final class Async {
    private Async() {}

    /**
     * Waits for a time without blocking the loop. Zero and negative durations let everything else that is ready run
     * once. May be made anywhere.
     */
    public static Coroutine<@Nullable Void> sleep(Duration duration) {
        long nanos = Time.nanos(duration);
        return Coroutine.ofVoid(() -> sleepNanos(nanos));
    }

    /** Starts a coroutine as a task of the running loop, as {@link EventLoop#createTask(Coroutine)}; in callbacks too. */
    public static <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        return EventLoop.current().createTask(coroutine);
    }

    /** Runs a blocking call in the default executor, as {@link EventLoop#runInExecutor(Callable)}, when awaited. */
    public static <T extends @Nullable Object> Coroutine<T> toThread(Callable<? extends T> work) {
        return Coroutine.of(() -> {
            LoopFuture<T> done = EventLoop.current().runInExecutor(work);
            return done.await();
        });
    }

    private static void sleepNanos(long nanos) {
        Task<?> task = Task.current();
        EventLoop loop = task.getLoop();
        if (nanos == 0) {
            task.suspendForATick();
            return;
        }
        LoopFuture<@Nullable Void> over = loop.createFuture();
        TimerHandle timer = loop.callAt(loop.nanoTime() + nanos, () -> {
            if (!over.isDone()) {
                over.succeed(null);
            }
        });
        try {
            over.await();
        } finally {
            timer.cancel();
        }
    }
}
