// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerTest {
    private final EventLoop loop = EventLoop.open("serving");
    private final List<Recorder> accepted = new ArrayList<>();

    @BeforeEach
    void forgetTheLog() {
        RecordedLog.clear();
    }

    @AfterEach
    void closeTheLoop() {
        loop.close();
    }

    private Recorder accept() {
        Recorder recorder = new Recorder(loop);
        accepted.add(recorder);
        return recorder;
    }

    private Server serve(int port) {
        return Loops.run(loop, loop.createServer(this::accept, "127.0.0.1", port));
    }

    private Recorder connect(Server server) {
        int port = server.addresses().get(0).getPort();
        return Loops.run(loop, loop.createConnection(() -> new Recorder(loop), "127.0.0.1", port))
                .protocol();
    }

    private static int port(Server server) {
        return server.addresses().get(0).getPort();
    }

    private void end(Server server) {
        server.close();
        server.abortClients();
        Loops.run(loop, server.closed());
    }

    @Test
    void aServerNamesItsAddressAndState() {
        Server server = serve(0);
        assertThat(server.isServing()).isTrue();
        assertThat(server.addresses())
                .singleElement()
                .satisfies(address -> assertThat(address.getPort()).isPositive());
        assertThat(CreationSites.removedFrom(server))
                .isEqualTo("<Server [127.0.0.1:" + port(server) + "] serving, 0 connections>");
        end(server);
        assertThat(server.isServing()).isFalse();
        assertThat(server.toString()).contains(" closed, ");
        assertThatThrownBy(server::startServing)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("server is closed: <Server");
    }

    @Test
    void bindingTwiceFailsAndNamesTheAddress() {
        Server server = serve(0);
        assertThatThrownBy(() -> serve(port(server)))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(BindException.class)
                .hasMessageStartingWith("error while attempting to bind on address 127.0.0.1:" + port(server) + ": ");
        end(server);
    }

    @Test
    void aClosedServersPortIsFreeAtOnce() {
        Server first = serve(0);
        int port = port(first);
        List<Server> second = new ArrayList<>();
        loop.callSoon(() -> {
            first.close();
            loop.createServer(this::accept, "127.0.0.1", port).addDoneCallback(done -> second.add(done.result()));
        });
        Loops.runUntil(loop, () -> !second.isEmpty());
        assertThat(port(second.get(0))).isEqualTo(port);
        end(second.get(0));
        Loops.run(loop, first.closed());
    }

    @Test
    void aServerThatDoesNotServeYetLetsConnectionsWait() throws IOException {
        Server server = Loops.run(loop, loop.createServer(this::accept, "127.0.0.1", 0, 5, false));
        assertThat(server.isServing()).isFalse();
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
            Loops.tick(loop, 5);
            assertThat(accepted).isEmpty();
            server.startServing();
            server.startServing();
            Loops.runUntil(loop, () -> accepted.size() == 1 && accepted.get(0).isConnected());
            assertThat(client.isConnected()).isTrue();
        }
        end(server);
    }

    @Test
    void closingAServerLeavesItsConnectionsAlone() {
        Server server = serve(0);
        Recorder client = connect(server);
        Loops.runUntil(loop, () -> server.connectionCount() == 1);
        LoopFuture<@Nullable Void> closed = server.closed();
        server.close();
        server.close();
        assertThatThrownBy(() -> connect(server)).hasCauseInstanceOf(ConnectException.class);
        assertThat(closed.isDone()).isFalse();
        client.transport().write(Recorder.bytes("still"));
        Loops.runUntil(loop, () -> accepted.get(0).text().equals("still"));
        server.closeClients();
        Loops.run(loop, closed);
        Loops.run(loop, client.lost);
        assertThat(server.connectionCount()).isZero();
        assertThat(Loops.run(loop, server.closed())).isNull();
    }

    @Test
    void manyConnectionsAreAcceptedAtOnce() {
        Server server = Loops.run(loop, loop.createServer(this::accept, "127.0.0.1", 0, 64, true));
        List<Recorder> clients = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Recorder client = new Recorder(loop);
            clients.add(client);
            loop.createConnection(() -> client, "127.0.0.1", port(server))
                    .addDoneCallback(done -> done.result().transport().write(Recorder.bytes("hi")));
        }
        Loops.runUntil(
                loop,
                () -> accepted.size() == 60
                        && accepted.stream().allMatch(peer -> peer.text().equals("hi")));
        assertThat(server.connectionCount()).isEqualTo(60);
        end(server);
        clients.forEach(client -> Loops.run(loop, client.lost));
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    @Test
    @DeliberateMistake("lets a callback throw")
    void aFactoryThatThrowsIsReportedAndCostsOnlyItsConnection() {
        List<String> made = new ArrayList<>();
        Server server = Loops.run(
                loop,
                loop.createServer(
                        () -> {
                            if (made.isEmpty()) {
                                made.add("failed");
                                throw new IllegalStateException("no protocol");
                            }
                            return accept();
                        },
                        "127.0.0.1",
                        0));
        Recorder rejected = connect(server);
        Loops.run(loop, rejected.lost);
        Recorder served = connect(server);
        served.transport().write(Recorder.bytes("hi"));
        Loops.runUntil(loop, () -> !accepted.isEmpty() && accepted.get(0).text().equals("hi"));
        assertThat(RecordedLog.complaints()).singleElement().satisfies(event -> {
            assertThat(event.message()).startsWith("Error on transport creation for incoming connection");
            assertThat(event.exception()).hasMessage("no protocol");
        });
        served.transport().abort();
        end(server);
    }

    @Test
    void connectingWhereNobodyListensFailsAndNamesTheAddress() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThatThrownBy(() -> Loops.run(loop, loop.createConnection(() -> new Recorder(loop), "127.0.0.1", port)))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(ConnectException.class)
                // Some releases of the JDK say more than that.
                .hasMessageStartingWith("Connect call failed 127.0.0.1:" + port + ": Connection refused");
    }

    @Test
    void everyAddressOfAHostIsTried() throws IOException {
        Server server = serve(0);
        List<InetSocketAddress> addresses = Loops.run(loop, loop.resolve("localhost", port(server)));
        assertThat(addresses).isNotEmpty();
        Recorder client = Loops.run(loop, loop.createConnection(() -> new Recorder(loop), "localhost", port(server)))
                .protocol();
        assertThat(client.isConnected()).isTrue();
        client.transport().close();
        end(server);
    }

    @Test
    void aCancelledConnectionAttemptIsClosed() {
        Server server = serve(0);
        List<String> made = new ArrayList<>();
        LoopFuture<Connection<Recorder>> attempt = loop.createConnection(
                () -> {
                    made.add("made");
                    return new Recorder(loop);
                },
                "127.0.0.1",
                port(server));
        attempt.cancel();
        Loops.tick(loop, 20);
        assertThat(attempt.isCancelled()).isTrue();
        assertThat(made).isEmpty();
        assertThat(loop.readiness.registrations()).hasSize(1);
        end(server);
    }

    @Test
    void aConnectionCancelledInTheLastMomentIsAborted() {
        Server server = serve(0);
        List<LoopFuture<Connection<Recorder>>> attempts = new ArrayList<>();
        Recorder late = new Recorder(loop);
        attempts.add(loop.createConnection(
                () -> {
                    attempts.get(0).cancel();
                    return late;
                },
                "127.0.0.1",
                port(server)));
        Loops.runUntil(loop, late.lost::isDone);
        assertThat(late.calls).containsExactly("connectionMade", "connectionLost");
        end(server);
    }

    @Test
    void aFactoryThatThrowsFailsTheConnection() {
        Server server = serve(0);
        IllegalStateException failure = new IllegalStateException("no protocol");
        assertThatThrownBy(() -> Loops.run(
                        loop,
                        loop.<Recorder>createConnection(
                                () -> {
                                    throw failure;
                                },
                                "127.0.0.1",
                                port(server))))
                .isSameAs(failure);
        Loops.runUntil(loop, () -> !accepted.isEmpty() && accepted.get(0).lost.isDone());
        end(server);
    }

    @Test
    void badPortsAndBacklogsAreRefusedAtOnce() {
        assertThatThrownBy(() -> loop.resolve("127.0.0.1", 65536)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> loop.createServer(this::accept, "127.0.0.1", -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> loop.createServer(this::accept, "127.0.0.1", 0, 0, true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numericHostsAreResolvedWithoutTheExecutor() {
        for (String host : List.of("127.0.0.1", "255.1.20.199", "::1", "fe80::1:2", "::ffff:127.0.0.1")) {
            LoopFuture<List<InetSocketAddress>> future = loop.resolve(host, 80);
            assertThat(future.isDone()).as(host).isTrue();
            assertThat(future.result()).hasSize(1);
        }
        LoopFuture<List<InetSocketAddress>> named = loop.resolve("localhost", 80);
        assertThat(named.isDone()).isFalse();
        assertThat(Loops.run(loop, named)).isNotEmpty();
    }

    @Test
    void anUnknownHostFails() {
        assertThatThrownBy(() -> Loops.run(loop, loop.resolve("no such host.invalid", 80)))
                .hasCauseInstanceOf(UnknownHostException.class);
    }

    @Test
    @DeliberateMistake("leaves a server and a connection open")
    void whatIsStillOpenWhenTheLoopClosesIsClosedAndNamed() {
        Server server = serve(0);
        Recorder client = connect(server);
        Loops.runUntil(loop, () -> server.connectionCount() == 1);
        loop.close();
        Transport transport = client.transport();
        String ends = Describe.address(transport.localAddress()) + " -> " + Describe.address(transport.peerAddress());
        // What the server has accepted is open only because it is.
        assertThat(RecordedLog.complaints())
                .extracting(event -> CreationSites.removedFrom(event.message()))
                .containsExactlyInAnyOrder(
                        "unclosed server <Server 127.0.0.1:" + port(server)
                                + "> when serving was closed; call close() on it before",
                        "unclosed transport <Transport " + ends
                                + "> when serving was closed; call close() on it before");
        assertThat(transport.isClosing()).isTrue();
        transport.close();
        server.close();
        assertThat(client.calls).doesNotContain("connectionLost");
        assertThat(transport.toString()).contains(" closed");
    }

    @Test
    @DeliberateMistake("leaves a connection open")
    void aConnectionOfAClosedServerIsNamedUnlessItsPeerHasGone() throws IOException {
        Server server = serve(0);
        try (Socket stays = new Socket(InetAddress.getLoopbackAddress(), port(server));
                Socket goes = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
            Loops.runUntil(loop, () -> server.connectionCount() == 2);
            goes.getOutputStream().write(new byte[100_000]);
            goes.shutdownOutput();
            server.close();
            loop.close();
            assertThat(RecordedLog.complaints())
                    .extracting(RecordedLog.Event::message)
                    .singleElement()
                    .asString()
                    .contains(" -> 127.0.0.1:" + stays.getLocalPort());
        }
    }

    @Test
    void nothingIsSaidWhenAllWasClosedInTime() {
        Server server = serve(0);
        Recorder client = connect(server);
        client.transport().close();
        Loops.run(loop, client.lost);
        Loops.runUntil(loop, () -> accepted.size() == 1 && accepted.get(0).lost.isDone());
        end(server);
        loop.close();
        assertThat(RecordedLog.complaints()).isEmpty();
    }
}
