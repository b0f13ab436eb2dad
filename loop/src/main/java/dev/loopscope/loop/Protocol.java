// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What an application does with one connection. All methods are called on the loop thread, in this order:
 * connectionMade once, dataReceived any number of times, eofReceived at most once, connectionLost once; pauseWriting
 * and resumeWriting alternate in between.
 *
 * <p>An exception from dataReceived or eofReceived goes to the exception handler and closes the connection; from the
 * others it only goes to the exception handler.
 *
 * <p>asyncio: {@code protocols.Protocol}.
 */
public interface Protocol {
    /** The connection is there. Keep the transport: it is what to write to. */
    default void connectionMade(Transport transport) {}

    /**
     * Bytes have arrived, at least one; how they are cut into calls means nothing.
     *
     * @param data the loop's own buffer, valid only during this call: copy what shall stay. May be given to
     *     {@link Transport#write(ByteBuffer)} as it is
     */
    void dataReceived(ByteBuffer data);

    /**
     * The peer has ended its side and sends no more.
     *
     * @return true to go on writing, and close later; false has the transport flush and close now
     */
    default boolean eofReceived() {
        return false;
    }

    /**
     * The connection is gone; no method is called after this one.
     *
     * @param cause null if it was closed or aborted by this side, or ended by the peer in the regular way
     */
    default void connectionLost(@Nullable Throwable cause) {}

    /** The transport's buffer has grown above its high mark: stop writing. */
    default void pauseWriting() {}

    /** The transport's buffer has fallen to its low mark: go on writing. */
    default void resumeWriting() {}
}
