// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Listens, and gives each connection a protocol of its own. Made by {@link EventLoop#createServer}. Loop thread only,
 * except where a method says otherwise: on a foreign thread while the loop runs, a method throws IllegalStateException.
 *
 * <p>asyncio: {@code base_events.Server}; {@link #closed()} is its {@code wait_closed()}.
 */
public final class Server implements AutoCloseable {
    private final EventLoop loop;
    private final Supplier<? extends Protocol> factory;
    private final int backlog;
    private final @Nullable Throwable origin = Boundary.origin();
    private final List<Listener> listeners = new ArrayList<>();
    private final Set<SocketTransport> clients = new LinkedHashSet<>();
    private final LoopFuture<@Nullable Void> ended;
    private OpenResources.@Nullable Resource resource;
    private boolean serving;
    private boolean closed;
    private boolean leftOpen;

    Server(EventLoop loop, Supplier<? extends Protocol> factory, int backlog) {
        this.loop = loop;
        this.factory = factory;
        this.backlog = backlog;
        this.ended = loop.createFuture();
    }

    /**
     * Begins to accept connections. Does nothing if it does already.
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public void startServing() {
        loop.check("Server.startServing", "EventLoop.callSoonThreadSafe(server::startServing)");
        if (closed) {
            throw new IllegalStateException("server is closed: " + this);
        }
        if (!serving) {
            serving = true;
            listeners.forEach(Listener::resume);
        }
    }

    /** Whether connections are accepted. Any thread; exact on the loop thread. */
    public boolean isServing() {
        return serving;
    }

    /** Where it listens, with the real ports; also after close. Any thread. */
    public List<InetSocketAddress> addresses() {
        return listeners.stream().map(Listener::address).toList();
    }

    /** How many of its connections are open. Any thread; exact on the loop thread. */
    public int connectionCount() {
        return clients.size();
    }

    /** Stops listening; the ports are free at once. Connections that are open go on. Calling again does nothing. */
    @Override
    public void close() {
        loop.check("Server.close", "EventLoop.callSoonThreadSafe(server::close)");
        if (closed) {
            return;
        }
        closeListeners();
        if (!loop.isClosed()) {
            loop.readiness.forgetCancelled();
            endIfIdle();
        }
    }

    /** Calls {@link Transport#close()} on every open connection. */
    public void closeClients() {
        loop.check("Server.closeClients", "EventLoop.callSoonThreadSafe(server::closeClients)");
        List.copyOf(clients).forEach(SocketTransport::close);
    }

    /** Calls {@link Transport#abort()} on every open connection. */
    public void abortClients() {
        loop.check("Server.abortClients", "EventLoop.callSoonThreadSafe(server::abortClients)");
        List.copyOf(clients).forEach(SocketTransport::abort);
    }

    /**
     * A future that is done when the server is closed and its last connection is gone; a new one at each call, so that
     * cancelling one is nobody else's loss.
     */
    public LoopFuture<@Nullable Void> closed() {
        loop.check("Server.closed", "EventLoop.callSoonThreadSafe(() -> server.closed()...)");
        LoopFuture<@Nullable Void> copy = loop.createFuture();
        if (ended.isDone()) {
            copy.setResult(null);
            return copy;
        }
        Consumer<LoopFuture<@Nullable Void>> settle = done -> {
            if (!copy.isDone()) {
                copy.setResult(null);
            }
        };
        ended.note(settle);
        return copy;
    }

    /** For logs, {@code <Server [127.0.0.1:8080] serving, 3 connections>}. Any thread. */
    @Override
    public String toString() {
        String state = closed ? "closed" : serving ? "serving" : "idle";
        List<String> where = addresses().stream().map(Describe::address).toList();
        return "<Server " + where + " " + state + ", " + clients.size() + " connections" + Origin.suffix(origin) + ">";
    }

    EventLoop loop() {
        return loop;
    }

    @Nullable
    Throwable origin() {
        return origin;
    }

    void listen(InetSocketAddress address) throws IOException {
        Listener listener = new Listener(loop, this, address, backlog);
        listeners.add(listener);
        if (resource == null) {
            String where = Describe.address(listener.address());
            resource = loop.resources.opened("Server", () -> where, origin);
        }
    }

    /** Undoes a half-made server, or ends one whose loop is closed under it. */
    void closeListeners() {
        closed = true;
        serving = false;
        listeners.forEach(Listener::close);
        if (resource != null) {
            loop.resources.closed(resource);
        }
    }

    void abandon() {
        if (resource != null) {
            loop.resources.leftOpen(resource);
        }
        leftOpen |= !closed;
        closeListeners();
    }

    /** When its loop was closed: then what it has accepted need not be told as well. */
    boolean wasLeftOpen() {
        return leftOpen;
    }

    /** A new connection; it is closed if no protocol can be made for it. */
    void accepted(SocketChannel channel) {
        Protocol protocol = null;
        try {
            channel.configureBlocking(false);
            protocol = factory.get();
            SocketTransport transport = SocketTransport.accepted(this, channel, protocol);
            clients.add(transport);
            transport.start(() -> {});
            if (Log.isDebug()) {
                Log.debug(this + " got a new connection: " + transport, null);
            }
        } catch (Throwable failure) {
            Fatal.rethrow(failure);
            loop.readiness.close(channel);
            ExceptionContext context = ExceptionContext.of(
                            "Error on transport creation for incoming connection", failure)
                    .with(ExceptionContext.PROTOCOL, protocol)
                    .with(ExceptionContext.SOURCE_TRACEBACK, origin);
            loop.reports.protocolFailed(context, failure, factory, origin);
        }
    }

    void detach(SocketTransport transport) {
        clients.remove(transport);
        endIfIdle();
    }

    Supplier<? extends Protocol> factory() {
        return factory;
    }

    private void endIfIdle() {
        if (closed && clients.isEmpty() && !ended.isDone()) {
            ended.setResult(null);
        }
    }
}
