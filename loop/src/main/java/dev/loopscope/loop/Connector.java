// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Loop thread only. One connection attempt: every address of the host in turn, until one answers. */
final class Connector<P extends Protocol> {
    private final EventLoop loop;
    private final Supplier<? extends P> factory;
    private final LoopFuture<Connection<P>> future;
    /** Where the application asked for the connection. */
    private final @Nullable Throwable origin = Boundary.origin();

    private final List<IOException> failures = new ArrayList<>();
    private Iterator<InetSocketAddress> addresses = List.<InetSocketAddress>of().iterator();
    private @Nullable SocketChannel channel;

    private Connector(EventLoop loop, Supplier<? extends P> factory) {
        this.loop = loop;
        this.factory = factory;
        this.future = loop.createFuture();
    }

    static <P extends Protocol> LoopFuture<Connection<P>> connect(
            EventLoop loop, Supplier<? extends P> factory, String host, int port) {
        Connector<P> connector = new Connector<>(loop, factory);
        LoopFuture<List<InetSocketAddress>> lookUp = loop.resolve(host, port);
        lookUp.note(connector::resolved);
        connector.future.note(connector::settled);
        return connector.future;
    }

    private void resolved(LoopFuture<List<InetSocketAddress>> lookUp) {
        Throwable failure = lookUp.exception();
        if (future.isDone()) {
            return; // Cancelled meanwhile.
        }
        if (failure != null) {
            future.setException(failure);
            return;
        }
        addresses = lookUp.result().iterator();
        tryNext();
    }

    private void tryNext() {
        while (addresses.hasNext()) {
            if (attempt(addresses.next())) {
                return;
            }
        }
        future.setException(allFailed());
    }

    /** True if the rest happens later, or is done. */
    private boolean attempt(InetSocketAddress address) {
        SocketChannel attempted = null;
        try {
            attempted = SocketChannel.open();
            attempted.configureBlocking(false);
            channel = attempted;
            boolean connected = attempted.connect(address);
            Registration registration = loop.readiness.register(attempted);
            registration.setOwner(this);
            if (connected) {
                connected(attempted, registration);
            } else {
                SocketChannel pending = attempted;
                registration.setWriter(new ChannelHandle(
                        loop,
                        () -> connectReady(pending, registration, address),
                        () -> Describe.type(factory) + " connect"));
            }
            return true;
        } catch (IOException | RuntimeException e) {
            attemptFailed(attempted, address, e);
            return false;
        }
    }

    private void connectReady(SocketChannel pending, Registration registration, InetSocketAddress address) {
        if (future.isDone()) {
            return; // Cancelled, and the channel is closed.
        }
        try {
            if (!pending.finishConnect()) {
                return;
            }
        } catch (IOException | RuntimeException e) {
            attemptFailed(pending, address, e);
            tryNext();
            return;
        }
        registration.setWriter(null);
        connected(pending, registration);
    }

    private void connected(SocketChannel connected, Registration registration) {
        try {
            P protocol = factory.get();
            SocketTransport transport = SocketTransport.connected(loop, connected, registration, protocol, origin);
            channel = null; // The transport's from here on.
            transport.start(() -> handOver(transport, protocol));
        } catch (Throwable e) {
            Fatal.rethrow(e);
            loop.readiness.close(connected);
            future.setException(e);
        }
    }

    private void handOver(SocketTransport transport, P protocol) {
        if (future.isDone()) {
            transport.abort(); // Cancelled in the last moment.
        } else {
            future.setResult(new Connection<>(transport, protocol));
        }
    }

    private void attemptFailed(@Nullable SocketChannel failed, InetSocketAddress address, Exception cause) {
        IOException failure =
                new ConnectException("Connect call failed " + Describe.address(address) + ": " + cause.getMessage());
        failure.initCause(cause);
        failures.add(failure);
        if (failed != null) {
            loop.readiness.close(failed);
        }
    }

    private IOException allFailed() {
        if (failures.size() == 1) {
            return failures.get(0);
        }
        IOException all = new ConnectException("Multiple exceptions: "
                + failures.stream().map(Throwable::getMessage).collect(Collectors.joining(", ")));
        failures.forEach(all::addSuppressed);
        return all;
    }

    private void settled(LoopFuture<Connection<P>> done) {
        if (done.isCancelled() && channel != null) {
            loop.readiness.close(channel);
        }
    }
}
