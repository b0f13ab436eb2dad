// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * One connection, as its {@link Protocol} sees it. Loop thread only, except where a method says otherwise: on a foreign
 * thread while the loop runs, a method throws IllegalStateException.
 *
 * <p>asyncio: {@code transports.Transport}; each method follows the one of the same name there. An interface so that a
 * protocol can be tested without a socket.
 */
public interface Transport {
    /**
     * Sends bytes: at once what the operating system takes, the rest as it can, in order. All remaining bytes are
     * consumed or copied; the caller may use the buffer again. Dropped, with a line in the log from the sixth time,
     * when the transport is closing or the connection is lost.
     *
     * @throws IllegalStateException after {@link #writeEof()}
     */
    void write(ByteBuffer data);

    /** {@link #write(ByteBuffer)} of all bytes of an array. */
    default void write(byte[] data) {
        write(ByteBuffer.wrap(data));
    }

    /** Ends this side once all is sent; the peer may still send. Calling again, or while closing, does nothing. */
    void writeEof();

    /** Whether {@link #writeEof()} can be told from {@link #close()} by the peer. Any thread. */
    default boolean canWriteEof() {
        return true;
    }

    /** Sends what is buffered, then closes; nothing is received any more. Calling again does nothing. */
    void close();

    /** Closes at once and drops what is buffered. Calling again does nothing. */
    void abort();

    /** Whether it was closed, aborted or lost. Any thread; exact on the loop thread. */
    boolean isClosing();

    /** Stops {@link Protocol#dataReceived}; the peer will have to wait. Does nothing if paused or closing. */
    void pauseReading();

    /** Takes {@link #pauseReading()} back. Does nothing if not paused, or closing. */
    void resumeReading();

    /**
     * Whether data may arrive: neither paused nor closing, and the peer has not ended its side. Any thread; exact on
     * the loop thread.
     */
    boolean isReading();

    /**
     * When to call {@link Protocol#pauseWriting()} and {@link Protocol#resumeWriting()}: above high, and down to low
     * again. Bytes; 65536 and 16384 at first. A high of 0 means: on any byte that could not be sent at once.
     *
     * @throws IllegalArgumentException unless high &gt;= low &gt;= 0
     */
    void setWriteBufferLimits(int high, int low);

    /** Bytes written that the operating system has not taken yet. Any thread; exact on the loop thread. */
    long writeBufferSize();

    /** The protocol that is called back. Any thread; exact on the loop thread. */
    Protocol protocol();

    /** Lets another protocol be called back from now on, without connectionMade. */
    void setProtocol(Protocol protocol);

    /**
     * Says that only who has this object will ever close the transport: should it be collected before, the transport is
     * reported as unclosed, by the object's class, and closed. The protocol must not refer to it, or it never is.
     *
     * <p>asyncio: {@code StreamWriter.__del__}.
     *
     * @throws IllegalStateException if that was said before
     */
    void closeWhenCollected(Object owner);

    /** This end, also after the connection is gone. Any thread. */
    InetSocketAddress localAddress();

    /** The other end, also after the connection is gone. Any thread. */
    InetSocketAddress peerAddress();
}
