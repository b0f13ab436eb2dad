// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Loop thread only. One listening socket of a server. */
final class Listener {
    /** asyncio's ACCEPT_RETRY_DELAY. */
    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final Server server;
    private final int backlog;
    private final ServerSocketChannel channel;
    private final Registration registration;
    private final InetSocketAddress address;
    private final Handle acceptor;
    private @Nullable TimerHandle retry;

    Listener(EventLoop loop, Server server, InetSocketAddress wanted, int backlog) throws IOException {
        this.loop = loop;
        this.server = server;
        this.backlog = backlog;
        this.channel = ServerSocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(wanted, backlog);
            this.address = (InetSocketAddress) channel.getLocalAddress();
            this.registration = loop.readiness.register(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        registration.setOwner(server);
        this.acceptor = new ChannelHandle(loop, this::acceptReady, () -> Describe.type(server.factory()) + " accept");
    }

    InetSocketAddress address() {
        return address;
    }

    void resume() {
        registration.setReader(acceptor);
    }

    void close() {
        if (retry != null && !loop.isClosed()) {
            retry.cancel();
        }
        loop.readiness.close(channel);
    }

    /** Takes what has queued up, but no more than the backlog: the connections that are open want their turn. */
    private void acceptReady() {
        for (int i = 0; i < backlog && server.isServing(); i++) {
            SocketChannel accepted;
            try {
                accepted = channel.accept();
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                rest(e);
                return;
            }
            if (accepted == null) {
                return;
            }
            // What a protocol factory sets is its connection's, and not the next one's.
            Context.current().runVoid(() -> server.accepted(accepted));
        }
    }

    /** Out of file descriptors, most likely. The socket stays readable, so it must rest, or the loop would spin. */
    private void rest(IOException failure) {
        registration.setReader(null);
        retry = loop.callLater(RETRY_DELAY, () -> {
            if (server.isServing()) {
                resume();
            }
        });
        loop.reports.call(ExceptionContext.of("socket.accept() out of system resource", failure)
                .with(ExceptionContext.SOCKET, address));
    }
}
