// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop.stream;

import dev.loopscope.loop.Connection;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.LoopFuture;
import dev.loopscope.loop.Server;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where streams come from. What is returned may be made anywhere and belongs to the loop whose task awaits it.
 *
 * <p>asyncio: {@code open_connection} and {@code start_server}.
 */
public final class Streams {
    /** How many bytes a reader keeps at least before its peer has to wait, and how long a line may be; asyncio's. */
    public static final int DEFAULT_LIMIT = 1 << 16;

    private static final int DEFAULT_BACKLOG = 100; // asyncio's

    private Streams() {}

    /**
     * Connects to a host, as {@link EventLoop#createConnection} does and with its failures. The caller closes the
     * connection. Cancelled or failed, it leaves none behind.
     */
    public static Coroutine<StreamConnection> openConnection(String host, int port) {
        return openConnection(host, port, DEFAULT_LIMIT);
    }

    /**
     * {@link #openConnection(String, int)} with a limit for its reader.
     *
     * @param limit bytes, positive, see {@link StreamReader}
     */
    public static Coroutine<StreamConnection> openConnection(String host, int port, int limit) {
        Objects.requireNonNull(host, "host");
        checkLimit(limit);
        return Coroutine.of(() -> {
            EventLoop loop = EventLoop.current();
            LoopFuture<Connection<StreamProtocol>> connected =
                    loop.createConnection(() -> new StreamProtocol(loop, limit, null), host, port);
            try {
                return connected.await().protocol().takeConnection();
            } catch (Throwable thrown) {
                Connection<StreamProtocol> unwanted = unwanted(connected);
                if (unwanted != null) {
                    unwanted.transport().abort();
                }
                throw thrown;
            }
        });
    }

    /**
     * Listens on all addresses of a host, as {@link EventLoop#createServer} does and with its failures, and runs the
     * handler for each connection as a task of its own. The caller closes the server; the connections it has go on then,
     * and {@link Server#closed()} waits for them.
     */
    public static Coroutine<Server> startServer(StreamHandler handler, String host, int port) {
        return startServer(handler, host, port, DEFAULT_LIMIT);
    }

    /**
     * {@link #startServer(StreamHandler, String, int)} with a limit for the connections' readers.
     *
     * @param limit bytes, positive, see {@link StreamReader}
     */
    public static Coroutine<Server> startServer(StreamHandler handler, String host, int port, int limit) {
        return startServer(handler, host, port, limit, DEFAULT_BACKLOG, true);
    }

    /**
     * {@link #startServer(StreamHandler, String, int, int)} with all that
     * {@link EventLoop#createServer(java.util.function.Supplier, String, int, int, boolean)} lets one choose.
     */
    public static Coroutine<Server> startServer(
            StreamHandler handler, String host, int port, int limit, int backlog, boolean startServing) {
        Objects.requireNonNull(handler, "handler");
        Objects.requireNonNull(host, "host");
        checkLimit(limit);
        return Coroutine.of(() -> {
            EventLoop loop = EventLoop.current();
            LoopFuture<Server> started = loop.createServer(
                    () -> new StreamProtocol(loop, limit, handler), host, port, backlog, startServing);
            try {
                return started.await();
            } catch (Throwable thrown) {
                Server unwanted = unwanted(started);
                if (unwanted != null) {
                    unwanted.close();
                    unwanted.abortClients();
                }
                throw thrown;
            }
        });
    }

    /** What was there already when the task was cancelled, before it could take it. A closed loop takes care itself. */
    private static <T> @Nullable T unwanted(LoopFuture<T> future) {
        boolean isThere = future.isDone() && !future.isCancelled() && future.exception() == null;
        return isThere && !future.getLoop().isClosed() ? future.result() : null;
    }

    private static void checkLimit(int limit) {
        if (limit <= 0) {
            throw new IllegalArgumentException("limit must be positive: " + limit);
        }
    }
}
