// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Loop thread only. What the selector shall report of one channel, and to which handles. */
final class Registration {
    private static final int IN = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
    private static final int OUT = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;

    final SelectableChannel channel;

    private @Nullable Object owner;
    private SelectionKey key;
    private @Nullable Handle reader;
    private @Nullable Handle writer;

    Registration(SelectableChannel channel, SelectionKey key) {
        this.channel = channel;
        this.key = key;
    }

    /**
     * The transport, server or connection attempt that alone may use the channel; null for channels the user watches.
     */
    @Nullable
    Object owner() {
        return owner;
    }

    void setOwner(Object owner) {
        this.owner = owner;
    }

    @Nullable
    Handle reader() {
        return reader;
    }

    @Nullable
    Handle writer() {
        return writer;
    }

    void setReader(@Nullable Handle handle) {
        reader = handle;
        update();
    }

    void setWriter(@Nullable Handle handle) {
        writer = handle;
        update();
    }

    boolean isIdle() {
        return reader == null && writer == null;
    }

    SelectionKey key() {
        return key;
    }

    /** After the selector was replaced. */
    void setKey(SelectionKey key) {
        this.key = key;
    }

    /** Level-triggered: a handle is queued once per poll for as long as its channel is ready. */
    void queueReady(ReadyQueue ready) {
        if (!key.isValid()) {
            return;
        }
        int ops = key.readyOps();
        Handle in = reader;
        if (in != null && (ops & IN) != 0) {
            ready.add(in);
        }
        Handle out = writer;
        if (out != null && (ops & OUT) != 0) {
            ready.add(out);
        }
    }

    private void update() {
        if (!key.isValid()) {
            return; // The channel was closed: there is nothing left to report.
        }
        int ops = reader == null ? 0 : channel.validOps() & IN;
        if (writer != null) {
            boolean connecting = channel instanceof SocketChannel socket && socket.isConnectionPending();
            ops |= connecting ? SelectionKey.OP_CONNECT : SelectionKey.OP_WRITE;
        }
        if (ops != key.interestOps()) {
            key.interestOps(ops);
        }
    }
}
