// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import org.jspecify.annotations.Nullable;

/**
 * How something ended, as a value: a result, or an exception, which is a {@link CancelledError} for what was cancelled.
 * Any thread.
 *
 * @param result null also when there is an exception
 * @param exception null when there is a result
 */
public record Outcome<T extends @Nullable Object>(
        @Nullable T result, @Nullable Throwable exception) {
    /** Whether there is a result. */
    public boolean isSuccess() {
        return exception == null;
    }

    /** Whether it was cancelled. */
    public boolean isCancelled() {
        return exception instanceof CancelledError;
    }

    static <T extends @Nullable Object> Outcome<T> of(LoopFuture<? extends T> done) {
        Throwable failure = failureOf(done);
        return new Outcome<>(failure == null ? done.result() : null, failure);
    }

    /** Retrieves the exception of a future that is done, a cancellation included; null if it has a result. */
    static @Nullable Throwable failureOf(LoopFuture<?> done) {
        try {
            return done.exception();
        } catch (CancelledError cancelled) {
            return cancelled;
        }
    }
}
