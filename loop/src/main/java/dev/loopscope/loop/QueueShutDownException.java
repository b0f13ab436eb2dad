// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

/**
 * The queue takes nothing more, or has nothing more to give, since it was shut down.
 *
 * <p>asyncio: {@code QueueShutDown}.
 */
public final class QueueShutDownException extends RuntimeException {
    QueueShutDownException(String message) {
        super(message);
    }
}
