// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import org.jspecify.annotations.Nullable;

/**
 * What a cancelled future throws at the code that asks for its result. An Error, so that {@code catch (Exception e)} in
 * between does not swallow a cancellation; never a sign of a broken JVM. At blocking boundaries outside the loop it
 * becomes a {@link java.util.concurrent.CancellationException}.
 *
 * <p>asyncio: {@code CancelledError}, a {@code BaseException} for the same reason.
 */
public final class CancelledError extends Error {
    /** Made by the loop, with the message given to {@link LoopFuture#cancel(String)}. Any thread. */
    public CancelledError(@Nullable String message) {
        super(message);
    }
}
