// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop.stream;

import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.Transport;
import java.lang.ref.Reference;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Bytes for a peer. What is written is sent at once, as far as the operating system takes it, and the rest is buffered
 * without limit: whoever writes much awaits {@link #drain()} in between. Any number of tasks may write. Loop thread only.
 *
 * <p>One that nobody has any more, nor its reader, is closed, and the log says so.
 *
 * <p>asyncio: {@code StreamWriter}; each method follows the one of the same name there.
 */
public final class StreamWriter implements AutoCloseable {
    /** Up to here a copy costs less than the packet of its own that each piece would become. Bytes; a guess. */
    private static final int MAX_JOINED = 1 << 14;

    private final StreamProtocol protocol;
    private final Transport transport;
    /** As long as one of them is in use, the other may be. */
    @SuppressWarnings("unused")
    private final StreamReader reader;

    StreamWriter(StreamProtocol protocol, Transport transport, StreamReader reader) {
        this.protocol = protocol;
        this.transport = transport;
        this.reader = reader;
    }

    /**
     * Sends all bytes of an array. It is not kept: the caller may use it again. Dropped, with a line in the log from the
     * sixth time, when the connection is closed or lost; {@link #drain()} tells.
     *
     * @throws IllegalStateException after {@link #writeEof()}
     */
    public void write(byte[] data) {
        transport.write(data);
    }

    /** {@link #write(byte[])} of the remaining bytes of a buffer, which are consumed. */
    public void write(ByteBuffer data) {
        transport.write(data);
    }

    /** {@link #write(byte[])} of a text. */
    public void write(String text, Charset charset) {
        transport.write(text.getBytes(charset));
    }

    /**
     * {@link #write(ByteBuffer)} of several buffers in their order; small ones leave together.
     *
     * <p>asyncio: {@code writelines}.
     */
    public void writeAll(Collection<ByteBuffer> buffers) {
        long total = 0;
        for (ByteBuffer buffer : buffers) {
            total += buffer.remaining();
        }
        if (total > MAX_JOINED || buffers.size() == 1) {
            buffers.forEach(transport::write);
            return;
        }
        ByteBuffer joined = ByteBuffer.allocate((int) total);
        buffers.forEach(joined::put);
        transport.write(joined.flip());
    }

    /**
     * Waits until the transport's buffer has room: at once unless it is above its high mark, else until it has fallen to
     * its low one, see {@link Transport#setWriteBufferLimits}. Any number of tasks may wait.
     *
     * <p>Fails with {@link ConnectionLostException} when the connection is gone, so a loop of writes and drains ends.
     */
    public Coroutine<@Nullable Void> drain() {
        return Coroutine.ofVoid(() -> {
            try {
                protocol.drain(transport);
            } finally {
                Reference.reachabilityFence(this); // Who waits for it has not forgotten it.
            }
        });
    }

    /** Ends this side once everything is sent; the peer may still send. Calling again does nothing. */
    public void writeEof() {
        transport.writeEof();
    }

    /** Whether {@link #writeEof()} means anything to this kind of transport; for TCP it does. */
    public boolean canWriteEof() {
        return transport.canWriteEof();
    }

    /**
     * Closes both directions once everything is sent. Does not wait for that, see {@link #waitClosed()}. Calling again does
     * nothing.
     */
    @Override
    public void close() {
        transport.close();
    }

    /**
     * Waits until the connection is gone. Fails with {@link ConnectionLostException} if it broke, in which case what was
     * written last may not have been sent. Any number of tasks may wait, also after it is gone.
     */
    public Coroutine<@Nullable Void> waitClosed() {
        return Coroutine.ofVoid(() -> {
            try {
                protocol.awaitLoss();
            } finally {
                Reference.reachabilityFence(this);
            }
        });
    }

    /** Whether it was closed, aborted or lost. Any thread; exact on the loop thread. */
    public boolean isClosing() {
        return transport.isClosing();
    }

    /**
     * What it writes to, for the rest of what can be done with that: abort, limits, the size of its buffer. From then on it is
     * left to the caller to close it: it can, also without the writer.
     */
    public Transport transport() {
        protocol.keep(this);
        return transport;
    }

    /** This end, also after the connection is gone. Any thread. */
    public InetSocketAddress localAddress() {
        return transport.localAddress();
    }

    /** The other end, also after the connection is gone. Any thread. */
    public InetSocketAddress peerAddress() {
        return transport.peerAddress();
    }

    /** For logs, {@code <StreamWriter <Transport ...>>}. */
    @Override
    public String toString() {
        return "<StreamWriter " + transport + ">";
    }
}
