// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop.stream;

/**
 * More bytes than the reader's limit without the separator, or before it.
 *
 * <p>asyncio: {@code LimitOverrunError}.
 */
public final class LimitOverrunException extends RuntimeException {
    private final int consumed;

    LimitOverrunException(String message, int consumed) {
        super(message);
        this.consumed = consumed;
    }

    /**
     * How many bytes can be done away with: those before the separator, or those that cannot be a part of it. After
     * {@link StreamReader#readUntil} they are still in the stream, {@code readExactly(consumed())} gives them;
     * {@link StreamReader#readLine} has dropped them.
     */
    public int consumed() {
        return consumed;
    }
}
