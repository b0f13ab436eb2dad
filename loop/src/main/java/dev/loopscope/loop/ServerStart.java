// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Loop thread only. From a host name to a server that listens on all its addresses, or on none. */
final class ServerStart {
    private final EventLoop loop;
    private final Server server;
    private final boolean serve;
    private final LoopFuture<Server> future;

    private ServerStart(EventLoop loop, Server server, boolean serve) {
        this.loop = loop;
        this.server = server;
        this.serve = serve;
        this.future = loop.createFuture();
    }

    static LoopFuture<Server> start(
            EventLoop loop, Supplier<? extends Protocol> factory, String host, int port, int backlog, boolean serve) {
        ServerStart start = new ServerStart(loop, new Server(loop, factory, backlog), serve);
        loop.resolve(host, port).note(start::resolved);
        return start.future;
    }

    private void resolved(LoopFuture<List<InetSocketAddress>> addresses) {
        Throwable failure = addresses.exception();
        if (future.isDone()) {
            return; // Cancelled meanwhile.
        }
        if (failure == null) {
            failure = listen(addresses.result());
        }
        if (failure != null) {
            server.closeListeners();
            loop.readiness.forgetCancelled();
            future.setException(failure);
            return;
        }
        if (serve) {
            server.startServing();
        }
        future.setResult(server);
    }

    /** An address this machine does not have is skipped if another one works; a port in use never is. */
    private @Nullable IOException listen(List<InetSocketAddress> addresses) {
        IOException skipped = null;
        for (InetSocketAddress address : addresses) {
            try {
                server.listen(address);
            } catch (IOException | RuntimeException e) {
                IOException failure = new BindException("error while attempting to bind on address "
                        + Describe.address(address) + ": " + e.getMessage());
                failure.initCause(e);
                if (String.valueOf(e.getMessage()).contains("in use")) {
                    return failure;
                }
                if (skipped != null) {
                    failure.addSuppressed(skipped);
                }
                skipped = failure;
            }
        }
        if (skipped == null || server.addresses().isEmpty()) {
            return skipped;
        }
        Log.warn(String.valueOf(skipped.getMessage()));
        return null;
    }
}
