// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

/**
 * Thrown by {@link AsyncBarrier#waitForAll} when the barrier was aborted, or was reset while the task waited.
 *
 * <p>asyncio: {@code BrokenBarrierError}. Unchecked, unlike {@link java.util.concurrent.BrokenBarrierException}, since it
 * comes out of an await.
 */
public final class BarrierBrokenException extends RuntimeException {
    BarrierBrokenException(String message) {
        super(message);
    }
}
