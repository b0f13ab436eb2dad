// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import org.jspecify.annotations.Nullable;

/**
 * What a task can wait for: a {@link LoopFuture}, a {@link Task} among them, or a {@link Coroutine}.
 *
 * @param <T> what comes of it
 */
public sealed interface Awaitable<T extends @Nullable Object> permits Coroutine, LoopFuture {
    /**
     * Waits for the result without blocking the loop, and gives it or throws what went wrong: an unchecked exception as
     * it is, a checked one as the cause of a {@link java.util.concurrent.CompletionException}. In a task only. The loop
     * runs other callbacks and tasks meanwhile; this is the one place where a task gives the loop back.
     *
     * @throws CancelledError if the running task was cancelled, or what it waits for was
     * @throws IllegalStateException where this cannot be awaited, saying what to do instead
     */
    T await();
}
