// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection: reads when the selector says so, writes at once, and asks the selector only after a short write.
 */
final class SocketTransport implements Transport {
    /*
     *  OPEN --close(), end of input--> CLOSING --buffer sent--> LOST --next tick--> connectionLost, channel closed
     *    '------abort(), any failure------------------------------^
     */
    private enum State {
        OPEN,
        CLOSING,
        LOST
    }

    /** Writes to a lost connection that are dropped without a word; asyncio's LOG_THRESHOLD_FOR_CONNLOST_WRITES. */
    private static final int SILENT_LOST_WRITES = 5;

    private static final String KIND = "Transport";

    private final EventLoop loop;
    private final SocketChannel channel;
    private final Registration registration;
    private final @Nullable Server server;
    private final @Nullable Throwable origin;
    private final InetSocketAddress local;
    private final InetSocketAddress peer;
    private final Handle reader;
    private final Handle writer;
    private final OpenResources.@Nullable Resource resource;
    // loop thread only
    private final WriteBuffer out = new WriteBuffer();
    private Protocol protocol;
    private Cleaner.@Nullable Cleanable ownership;
    private State state = State.OPEN;
    private boolean inputEnded;
    private boolean outputEnded;
    private boolean readingPaused;
    private boolean writingPaused;
    private int lostWrites;

    private SocketTransport(
            EventLoop loop,
            SocketChannel channel,
            @Nullable Registration registration,
            Protocol protocol,
            @Nullable Server server,
            @Nullable Throwable origin)
            throws IOException {
        this.loop = loop;
        this.channel = channel;
        this.protocol = protocol;
        this.server = server;
        this.origin = origin;
        this.local = (InetSocketAddress) channel.getLocalAddress();
        this.peer = (InetSocketAddress) channel.getRemoteAddress();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.reader = new ChannelHandle(loop, this::readReady, () -> Describe.type(this.protocol) + ".dataReceived");
        this.writer = new ChannelHandle(loop, this::writeReady, () -> Describe.type(this.protocol) + " write");
        this.registration = registration == null ? loop.readiness.register(channel) : registration;
        this.registration.setOwner(this);
        this.resource = server == null ? loop.resources.opened(KIND, details(local, peer), origin) : null;
    }

    /** One that the application has asked for, and has to close. */
    static SocketTransport connected(
            EventLoop loop,
            SocketChannel channel,
            Registration registration,
            Protocol protocol,
            @Nullable Throwable origin)
            throws IOException {
        return new SocketTransport(loop, channel, registration, protocol, null, origin);
    }

    /** One that a server has accepted. */
    static SocketTransport accepted(Server server, SocketChannel channel, Protocol protocol) throws IOException {
        return new SocketTransport(server.loop(), channel, null, protocol, server, server.origin());
    }

    /** Schedules connectionMade, and after it reading and what else shall follow it. */
    void start(Runnable then) {
        loop.enqueue(new NamedHandle(loop, () -> protocol.connectionMade(this), protocol, ".connectionMade"));
        Runnable begin = () -> {
            if (isReading()) {
                registration.setReader(reader);
            }
            then.run();
        };
        loop.enqueue(new NamedHandle(loop, begin, protocol, " start"));
    }

    @Override
    public void write(ByteBuffer data) {
        check("write");
        if (outputEnded) {
            throw new IllegalStateException("Cannot call write() after writeEof(): " + this);
        }
        if (!data.hasRemaining()) {
            return;
        }
        if (state != State.OPEN) {
            drop(data);
            return;
        }
        if (out.isEmpty()) {
            try {
                WriteBuffer.write(channel, data);
            } catch (IOException | RuntimeException e) {
                fail(e, "Fatal write error on socket transport");
                return;
            }
            if (!data.hasRemaining()) {
                return;
            }
            registration.setWriter(writer);
        }
        out.append(data);
        pauseWritingIfFull();
    }

    @Override
    public void writeEof() {
        check("writeEof");
        if (outputEnded || state != State.OPEN) {
            return;
        }
        outputEnded = true;
        if (out.isEmpty()) {
            shutdownOutput();
        }
    }

    @Override
    public void close() {
        check("close");
        if (state != State.OPEN) {
            return;
        }
        state = State.CLOSING;
        nobodyHasToClose();
        registration.setReader(null);
        if (out.isEmpty()) {
            lose(null);
        }
    }

    @Override
    public void abort() {
        check("abort");
        lose(null);
    }

    @Override
    public boolean isClosing() {
        return state != State.OPEN;
    }

    @Override
    public void pauseReading() {
        check("pauseReading");
        if (isReading()) {
            readingPaused = true;
            registration.setReader(null);
        }
    }

    @Override
    public void resumeReading() {
        check("resumeReading");
        if (state == State.OPEN && readingPaused) {
            readingPaused = false;
            if (!inputEnded) {
                registration.setReader(reader);
            }
        }
    }

    @Override
    public boolean isReading() {
        return state == State.OPEN && !readingPaused && !inputEnded;
    }

    @Override
    public void setWriteBufferLimits(int high, int low) {
        check("setWriteBufferLimits");
        out.setLimits(high, low);
        pauseWritingIfFull();
    }

    @Override
    public long writeBufferSize() {
        return out.size();
    }

    @Override
    public Protocol protocol() {
        return protocol;
    }

    @Override
    public void setProtocol(Protocol protocol) {
        check("setProtocol");
        this.protocol = Objects.requireNonNull(protocol, "protocol");
    }

    @Override
    public void closeWhenCollected(Object owner) {
        check("closeWhenCollected");
        if (ownership != null) {
            throw new IllegalStateException("Has an owner already: " + this);
        }
        // What waits for the owner must keep neither the transport alive, nor by it the loop.
        WeakReference<SocketTransport> owned = new WeakReference<>(this);
        String kind = owner.getClass().getSimpleName();
        ownership = Collected.watch(owner, () -> {
            SocketTransport transport = owned.get();
            if (transport != null) {
                transport.ownerCollected(kind);
            }
        });
    }

    @Override
    public InetSocketAddress localAddress() {
        return local;
    }

    @Override
    public InetSocketAddress peerAddress() {
        return peer;
    }

    /**
     * For logs: addresses, state and buffer, {@code <Transport 127.0.0.1:80 -> 127.0.0.1:4711 open, 12 bytes to
     * write>}.
     */
    @Override
    public String toString() {
        String words = state == State.OPEN ? "open" : channel.isOpen() ? "closing" : "closed";
        String unsent = out.isEmpty() ? "" : ", " + out.size() + " bytes to write";
        return "<Transport " + Describe.address(local) + " -> " + Describe.address(peer) + " " + words + unsent
                + Origin.suffix(origin) + ">";
    }

    boolean isAccepted() {
        return server != null;
    }

    /** When the loop is closed under it; nobody is called back any more. */
    void abandon() {
        if (resource != null) {
            loop.resources.leftOpen(resource);
        } else if (state == State.OPEN && server != null && !server.wasLeftOpen() && !hasPeerGone()) {
            loop.resources.leftOpen(loop.resources.opened(KIND, details(local, peer), origin));
        }
        state = State.LOST;
        out.clear();
        loop.readiness.close(channel);
    }

    /** Whether there is an end of input that the loop did not come to: then it would have closed a moment later. */
    private boolean hasPeerGone() {
        try {
            int count;
            do {
                count = channel.read(loop.readiness.scratch());
            } while (count > 0);
            return count < 0;
        } catch (IOException | RuntimeException e) {
            return true;
        }
    }

    private static Supplier<String> details(InetSocketAddress local, InetSocketAddress peer) {
        return () -> Describe.address(local) + " -> " + Describe.address(peer);
    }

    private void nobodyHasToClose() {
        if (resource != null) {
            loop.resources.closed(resource);
        }
        if (ownership != null) {
            ownership.clean();
        }
    }

    /** The cleaner's thread, to which the state may be an earlier one; or, once there is no need, whoever closes this. */
    private void ownerCollected(String kind) {
        if (state == State.OPEN) {
            loop.postUnlessClosed(new NamedHandle(loop, () -> closeForgotten(kind), protocol, " close"));
        }
    }

    private void closeForgotten(String kind) {
        if (state == State.OPEN) {
            loop.resources.forgotten(kind, details(local, peer).get(), origin);
            close();
        }
    }

    private void readReady() {
        if (!isReading()) {
            return;
        }
        ByteBuffer buffer = loop.readiness.scratch();
        int count;
        try {
            count = channel.read(buffer);
        } catch (IOException | RuntimeException e) {
            fail(e, "Fatal read error on socket transport");
            return;
        }
        if (count < 0) {
            inputEnded();
        } else if (count > 0) {
            received(buffer.flip());
        }
    }

    private void received(ByteBuffer data) {
        try {
            protocol.dataReceived(data);
        } catch (Throwable failure) {
            Fatal.rethrow(failure);
            report(failure, "Fatal error: protocol.dataReceived() call failed.");
            lose(failure);
        }
    }

    private void inputEnded() {
        debug("received EOF", null);
        inputEnded = true;
        registration.setReader(null);
        boolean stayOpen;
        try {
            stayOpen = protocol.eofReceived();
        } catch (Throwable failure) {
            Fatal.rethrow(failure);
            report(failure, "Fatal error: protocol.eofReceived() call failed.");
            lose(failure);
            return;
        }
        if (!stayOpen) {
            close();
        }
    }

    private void writeReady() {
        if (state == State.LOST) {
            return;
        }
        try {
            out.writeTo(channel);
        } catch (IOException | RuntimeException e) {
            fail(e, "Fatal write error on socket transport");
            return;
        }
        if (writingPaused && out.isDownToLow()) {
            writingPaused = false;
            tellProtocol("resumeWriting", () -> protocol.resumeWriting());
        }
        if (!out.isEmpty()) {
            return;
        }
        registration.setWriter(null);
        if (state == State.CLOSING) {
            lose(null);
        } else if (outputEnded && state == State.OPEN) {
            shutdownOutput();
        }
    }

    private void pauseWritingIfFull() {
        if (!writingPaused && out.isAboveHigh()) {
            writingPaused = true;
            tellProtocol("pauseWriting", () -> protocol.pauseWriting());
        }
    }

    private void shutdownOutput() {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            fail(e, "Fatal write error on socket transport");
        }
    }

    private void drop(ByteBuffer data) {
        data.position(data.limit());
        if (++lostWrites == SILENT_LOST_WRITES + 1) {
            Log.warn("writes to a closed connection are dropped: " + this);
        }
    }

    /** The protocol's failure is only its own. */
    private void tellProtocol(String method, Runnable call) {
        try {
            call.run();
        } catch (Throwable failure) {
            Fatal.rethrow(failure);
            report(failure, "protocol." + method + "() failed");
        }
    }

    /**
     * Peers that vanish are everyday life and go to the debug log; everything else is reported. Ends the connection.
     */
    private void fail(Throwable failure, String message) {
        if (failure instanceof IOException) {
            debug(message, failure);
        } else {
            report(failure, message);
        }
        lose(failure);
    }

    private void report(Throwable failure, String message) {
        ExceptionContext context = ExceptionContext.of(message, failure)
                .with(ExceptionContext.TRANSPORT, this)
                .with(ExceptionContext.PROTOCOL, protocol)
                .with(ExceptionContext.SOURCE_TRACEBACK, origin);
        loop.reports.protocolFailed(context, failure, this, origin);
    }

    private void lose(@Nullable Throwable cause) {
        if (state == State.LOST) {
            return;
        }
        state = State.LOST;
        nobodyHasToClose();
        out.clear();
        registration.setReader(null);
        registration.setWriter(null);
        loop.enqueue(new NamedHandle(loop, () -> lost(cause), protocol, ".connectionLost"));
    }

    private void lost(@Nullable Throwable cause) {
        try {
            protocol.connectionLost(cause);
        } finally {
            loop.readiness.close(channel);
            if (server != null) {
                server.detach(this);
            }
        }
    }

    private void debug(String message, @Nullable Throwable failure) {
        if (Log.isDebug()) {
            Log.debug(this + ": " + message, failure);
        }
    }

    private void check(String method) {
        loop.check("Transport." + method, "EventLoop.callSoonThreadSafe(() -> transport." + method + "(...))");
    }
}
