// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop.stream;

import dev.loopscope.loop.Protocol;
import dev.loopscope.loop.Transport;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Counts in how many pieces data arrives at a stream, and passes them on. */
final class ChunkCount implements Protocol {
    int chunks;
    private final Protocol stream;

    ChunkCount(Transport transport) {
        stream = transport.protocol();
        transport.setProtocol(this);
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        chunks++;
        stream.dataReceived(data);
    }

    @Override
    public boolean eofReceived() {
        return stream.eofReceived();
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        stream.connectionLost(cause);
    }

    @Override
    public void pauseWriting() {
        stream.pauseWriting();
    }

    @Override
    public void resumeWriting() {
        stream.resumeWriting();
    }
}
