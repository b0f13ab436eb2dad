// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop.stream;

import static dev.loopscope.loop.stream.SocketPeer.bytes;
import static dev.loopscope.loop.stream.SocketPeer.text;
import static dev.loopscope.loop.stream.SocketPeer.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopscope.loop.Async;
import dev.loopscope.loop.CancelledError;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.DeliberateMistake;
import dev.loopscope.loop.Engines;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.ExceptionContext;
import dev.loopscope.loop.LoopFuture;
import dev.loopscope.loop.Loops;
import dev.loopscope.loop.RecordedLog;
import dev.loopscope.loop.Runner;
import dev.loopscope.loop.Server;
import dev.loopscope.loop.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.loopscope.loop.Engines#opened")
class StreamServerTest {
    private final EventLoop loop;
    private final List<String> trail = new ArrayList<>();

    StreamServerTest(Supplier<EventLoop> engine) {
        loop = engine.get();
    }

    @BeforeEach
    void forgetTheLog() {
        RecordedLog.clear();
    }

    @AfterEach
    void closeTheLoop() {
        loop.close();
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    private interface Body {
        void run(Server server) throws Exception;
    }

    /** Runs a body beside a server, and waits until the server and its last connection are gone. */
    private void with(StreamHandler handler, Body body) {
        Engines.run(loop, () -> {
            Server server = Streams.startServer(handler, "127.0.0.1", 0).await();
            body.run(server);
            server.close();
            return server.closed().await();
        });
    }

    private static int port(Server server) {
        return server.addresses().get(0).getPort();
    }

    private static StreamConnection connect(Server server) {
        return Streams.openConnection("127.0.0.1", port(server)).await();
    }

    private static StreamHandler echo(String prefix) {
        return (reader, writer) -> {
            for (byte[] line = reader.readLine().await();
                    line.length > 0;
                    line = reader.readLine().await()) {
                writer.write(prefix, UTF_8);
                writer.write(line);
                writer.drain().await();
            }
        };
    }

    private static String ask(StreamConnection connection, String question) {
        connection.writer().write(question + "\n", UTF_8);
        connection.writer().drain().await();
        return String.valueOf(connection.reader().readTextLine(UTF_8).await());
    }

    @Test
    void twoServersAndTheirClientsLiveSideBySide() {
        with(echo("1:"), first -> with2(first, echo("2:")));
        assertThat(trail).hasSize(40).contains("1:a0", "2:a0", "1:j1", "2:j1");
    }

    private void with2(Server first, StreamHandler other) {
        Server second = Streams.startServer(other, "127.0.0.1", 0).await();
        List<Task<?>> clients = new ArrayList<>();
        for (char name = 'a'; name <= 'j'; name++) {
            for (Server server : List.of(first, second)) {
                String question = String.valueOf(name);
                clients.add(loop.createTask(Coroutine.ofVoid(() -> {
                    try (StreamConnection connection = connect(server)) {
                        for (int i = 0; i < 2; i++) {
                            trail.add(ask(connection, question + i));
                        }
                    }
                })));
            }
        }
        Async.gather(clients).await();
        second.close();
        second.closed().await();
    }

    @Test
    void aHandlerIsATaskOfItsOwnAndItsConnectionEndsWithIt() {
        List<Task<?>> handlers = new ArrayList<>();
        with(
                (reader, writer) -> {
                    handlers.add(Task.current());
                    writer.write(bytes("x".repeat(1 << 20)));
                    writer.write(reader.readLine().await());
                },
                server -> {
                    try (StreamConnection one = connect(server);
                            StreamConnection two = connect(server)) {
                        until(() -> handlers.size() == 2);
                        assertThat(handlers.get(0)).isNotSameAs(handlers.get(1));
                        assertThat(handlers.get(0).toString())
                                .contains("coro=<" + StreamServerTest.class.getName() + " lambda");
                        for (StreamConnection connection : List.of(one, two)) {
                            connection.writer().write("end\n", UTF_8);
                            byte[] all = connection.reader().readAll().await();
                            assertThat(text(all)).isEqualTo("x".repeat(1 << 20) + "end\n");
                        }
                        until(() -> server.connectionCount() == 0);
                    }
                });
    }

    @Test
    void aHandlerThatThrowsIsReportedAndItsConnectionClosed() {
        List<ExceptionContext> reports = new ArrayList<>();
        loop.setExceptionHandler((reporting, context) -> reports.add(context));
        IOException failure = new IOException("disk");
        with(
                (reader, writer) -> {
                    writer.write(bytes("before"));
                    throw failure;
                },
                server -> {
                    try (StreamConnection client = connect(server)) {
                        assertThat(text(client.reader().readAll().await())).isEqualTo("before");
                    }
                    ExceptionContext report = reports.get(0);
                    assertThat(report.message()).isEqualTo("Unhandled exception in client_connected_cb");
                    assertThat(report.exception()).isSameAs(failure);
                    assertThat(report.values())
                            .containsOnlyKeys(
                                    ExceptionContext.EXCEPTION, ExceptionContext.TRANSPORT, ExceptionContext.TASK);
                    assertThat(report.toString()).contains("transport: <Transport 127.0.0.1:" + port(server));
                });
        assertThat(reports).hasSize(1);
    }

    @Test
    @DeliberateMistake("lets a connection's handler throw")
    void withoutAnExceptionHandlerTheLogIsTold() {
        with((reader, writer) -> reader.readExactly(10).await(), server -> {
            try (StreamConnection client = connect(server)) {
                client.writer().write("short", UTF_8);
                client.writer().writeEof();
                assertThat(client.reader().readAll().await()).isEmpty();
            }
        });
        assertThat(RecordedLog.complaints()).singleElement().satisfies(event -> {
            assertThat(event.message()).startsWith("Unhandled exception in client_connected_cb\ntask: <Task finished");
            assertThat(event.exception()).isInstanceOf(IncompleteReadException.class);
        });
        RecordedLog.clear();
    }

    @Test
    void aHandlerThatIsCancelledClosesItsConnectionWithoutAWord() {
        List<Task<?>> handlers = new ArrayList<>();
        with(
                (reader, writer) -> {
                    handlers.add(Task.current());
                    reader.readLine().await();
                },
                server -> {
                    try (StreamConnection client = connect(server)) {
                        until(() -> !handlers.isEmpty());
                        handlers.get(0).cancel();
                        assertThat(client.reader().readAll().await()).isEmpty();
                    }
                });
        assertThat(handlers.get(0).isCancelled()).isTrue();
    }

    @Test
    void aPeerThatVanishesIsNoMistakeOfTheHandler() {
        with(
                (reader, writer) -> {
                    try {
                        reader.readLine().await();
                    } finally {
                        trail.add("cleanup");
                    }
                },
                server -> {
                    StreamConnection client = connect(server);
                    until(() -> server.connectionCount() == 1);
                    client.writer().transport().abort();
                    until(() -> server.connectionCount() == 0);
                });
        assertThat(trail).containsExactly("cleanup");
    }

    @Test
    void aPeerThatResetsIsNoMistakeOfTheHandlerButAnotherLostConnectionIs() {
        List<ExceptionContext> reports = new ArrayList<>();
        loop.setExceptionHandler((reporting, context) -> reports.add(context));
        Engines.run(loop, () -> {
            try (ServerSocketChannel upstream = SocketPeer.listen()) {
                List<StreamConnection> proxied = new ArrayList<>();
                Server server = Streams.startServer(
                                (reader, writer) -> {
                                    if (reader.readLine().await()[0] == 'p') {
                                        try (StreamConnection up = Streams.openConnection(
                                                        "127.0.0.1",
                                                        upstream.socket().getLocalPort())
                                                .await()) {
                                            proxied.add(up);
                                            writer.write(up.reader().readLine().await());
                                        }
                                    } else {
                                        reader.readLine().await();
                                    }
                                },
                                "127.0.0.1",
                                0)
                        .await();
                reset(server, "own\n");
                assertThat(reports).isEmpty();
                try (StreamConnection client = connect(server)) {
                    client.writer().write("proxy\n", UTF_8);
                    until(() -> !proxied.isEmpty());
                    try (SocketChannel accepted = SocketPeer.accept(upstream)) {
                        accepted.setOption(StandardSocketOptions.SO_LINGER, 0);
                    }
                    assertThat(client.reader().readAll().await()).isEmpty();
                }
                server.close();
                return server.closed().await();
            }
        });
        assertThat(reports)
                .singleElement()
                .satisfies(report -> assertThat(report.exception()).isInstanceOf(ConnectionLostException.class));
    }

    private static void reset(Server server, String question) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port(server));
        Coroutine<SocketChannel> connect = Async.toThread(() -> SocketChannel.open(address));
        try (SocketChannel client = connect.await()) {
            client.configureBlocking(false);
            until(() -> server.connectionCount() == 1);
            client.write(ByteBuffer.wrap(bytes(question)));
            client.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        until(() -> server.connectionCount() == 0);
    }

    @Test
    void aClosedServersConnectionsGoOnAndClosedWaitsForThem() {
        Engines.run(loop, () -> {
            Server server = Streams.startServer(echo(""), "127.0.0.1", 0).await();
            StreamConnection client = connect(server);
            assertThat(ask(client, "before")).isEqualTo("before");
            server.close();
            assertThatThrownBy(() -> connect(server))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(ConnectException.class);
            LoopFuture<?> closed = server.closed();
            assertThat(ask(client, "after")).isEqualTo("after");
            assertThat(closed.isDone()).isFalse();
            client.close();
            return closed.await();
        });
    }

    @Test
    void closingOrAbortingTheClientsEndsTheHandlers() {
        for (boolean abort : new boolean[] {false, true}) {
            with(
                    (reader, writer) -> {
                        writer.write(bytes("hello\n"));
                        trail.add(reader.readLine().await().length + " bytes at the end");
                    },
                    server -> {
                        try (StreamConnection client = connect(server)) {
                            assertThat(client.reader().readTextLine(UTF_8).await())
                                    .isEqualTo("hello");
                            if (abort) {
                                server.abortClients();
                            } else {
                                server.closeClients();
                            }
                            assertThat(client.reader().readAll().await()).isEmpty();
                        }
                    });
        }
        assertThat(trail).containsExactly("0 bytes at the end", "0 bytes at the end");
    }

    @Test
    void handlersThatAreLeftAreCancelledWithTheirLoop() {
        try (Runner runner = Runner.open(loop)) {
            runner.run(Coroutine.ofVoid(() -> {
                Server server = Streams.startServer(
                                (reader, writer) -> {
                                    try {
                                        writer.write(bytes("hello\n"));
                                        reader.readLine().await();
                                    } catch (CancelledError e) {
                                        trail.add("cancelled");
                                        throw e;
                                    }
                                },
                                "127.0.0.1",
                                0)
                        .await();
                try (StreamConnection client = connect(server)) {
                    client.reader().readLine().await();
                    server.close();
                    client.writer().transport().pauseReading();
                }
            }));
        }
        assertThat(trail).containsExactly("cancelled");
    }

    @Test
    void aServerMayBeginLaterAndWithItsOwnLimit() {
        Engines.run(loop, () -> {
            Server server = Streams.startServer(
                            (reader, writer) -> assertThatThrownBy(
                                            () -> reader.readLine().await())
                                    .isInstanceOf(LimitOverrunException.class),
                            "127.0.0.1",
                            0,
                            8,
                            5,
                            false)
                    .await();
            assertThat(server.isServing()).isFalse();
            StreamConnection client = connect(server);
            client.writer().write("123456789\n", UTF_8);
            server.startServing();
            client.reader().readAll().await();
            client.close();
            server.close();
            return server.closed().await();
        });
    }

    @Test
    void aFailedConnectionSaysWhere() {
        with((reader, writer) -> {}, server -> {
            int port = port(server);
            server.close();
            assertThatThrownBy(() -> connect(server))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("127.0.0.1:" + port);
        });
    }

    @Test
    void aCancelledConnectLeavesNoConnectionWhereverItWas() {
        int[] cancelled = {0};
        with(echo(""), server -> {
            for (int ticks = 0; ticks < 30; ticks++) {
                Task<StreamConnection> connect = loop.createTask(Streams.openConnection("127.0.0.1", port(server)));
                for (int i = 0; i < ticks && !connect.isDone(); i++) {
                    Async.sleep(Duration.ZERO).await();
                }
                connect.cancel();
                Async.gatherSettled(List.of(connect)).await();
                if (connect.isCancelled()) {
                    cancelled[0]++;
                } else {
                    connect.result().close();
                }
            }
            try (StreamConnection last = connect(server)) { // Behind all others in the line.
                assertThat(ask(last, "last")).isEqualTo("last");
            }
            until(() -> server.connectionCount() == 0);
        });
        assertThat(cancelled[0]).isGreaterThan(3);
    }

    @Test
    void aConnectionThatIsThereWhenItsTaskIsCancelledIsAborted() {
        with(echo(""), server -> {
            Task<StreamConnection> connect = loop.createTask(Streams.openConnection("127.0.0.1", port(server)));
            // The tick between the future's result and the task's next step: this task sees it, or it would never come.
            while (!connect.toString().contains("wait_for=<LoopFuture finished")) {
                assertThat(connect.isDone()).isFalse();
                Async.sleep(Duration.ZERO).await();
            }
            connect.cancel();
            Async.gatherSettled(List.of(connect)).await();
            assertThat(connect.isCancelled()).isTrue();
            try (StreamConnection last = connect(server)) {
                assertThat(ask(last, "last")).isEqualTo("last");
            }
            until(() -> server.connectionCount() == 0);
        });
    }

    @Test
    void aCancelledStartLeavesNoServer() {
        Engines.run(loop, () -> {
            for (int ticks = 0; ticks < 10; ticks++) {
                Task<Server> start = loop.createTask(Streams.startServer(echo(""), "127.0.0.1", 0));
                for (int i = 0; i < ticks && !start.isDone(); i++) {
                    Async.sleep(Duration.ZERO).await();
                }
                start.cancel();
                Async.gatherSettled(List.of(start)).await();
                if (!start.isCancelled()) {
                    start.result().close();
                }
            }
            return "done"; // A server that is left would be named in the log when the loop is closed.
        });
        Loops.tick(loop, 1);
    }
}
