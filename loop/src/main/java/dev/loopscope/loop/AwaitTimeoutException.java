// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import org.jspecify.annotations.Nullable;

/**
 * What was awaited took longer than it was given, and was cancelled for it.
 *
 * <p>asyncio: {@code TimeoutError}. Unchecked, unlike {@link java.util.concurrent.TimeoutException}, since it can come
 * out of any await.
 */
public final class AwaitTimeoutException extends RuntimeException {
    /** Made by the loop, with the cancellation it stands for as the cause. Any thread. */
    public AwaitTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static AwaitTimeoutException after(long nanos, Throwable cancelled) {
        return new AwaitTimeoutException("timed out after " + Time.text(nanos), cancelled);
    }
}
