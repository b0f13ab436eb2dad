// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransportTest {
    private final EventLoop loop = EventLoop.open();
    private final List<Recorder> accepted = new ArrayList<>();
    private @Nullable Server server;

    @BeforeEach
    void forgetTheLog() {
        RecordedLog.clear();
    }

    @AfterEach
    void closeEverything() {
        if (server != null) {
            server.abortClients();
            server.close();
            Loops.tick(loop, 3);
        }
        loop.close();
    }

    private Recorder accept() {
        Recorder recorder = new Recorder(loop);
        accepted.add(recorder);
        return recorder;
    }

    private InetSocketAddress serve(Supplier<? extends Protocol> factory) {
        server = Loops.run(loop, loop.createServer(factory, "127.0.0.1", 0));
        return server.addresses().get(0);
    }

    private Recorder connect(InetSocketAddress address) {
        Recorder client = Loops.run(
                        loop, loop.createConnection(() -> new Recorder(loop), "127.0.0.1", address.getPort()))
                .protocol();
        assertThat(client.calls).containsExactly("connectionMade");
        return client;
    }

    private Recorder peer() {
        Loops.runUntil(loop, () -> !accepted.isEmpty() && accepted.get(0).isConnected());
        return accepted.get(0);
    }

    @Test
    void whatIsWrittenArrivesAndComesBack() {
        class Echo extends Recorder {
            Echo() {
                super(loop);
            }

            @Override
            public void dataReceived(ByteBuffer data) {
                transport().write(data);
            }
        }
        Recorder client = connect(serve(Echo::new));
        client.transport().write(Recorder.bytes("hello, "));
        client.transport().write(Recorder.bytes("loop"));
        Loops.runUntil(loop, () -> client.text().equals("hello, loop"));
        client.transport().close();
        assertThat(Loops.run(loop, client.lost)).isNull();
        assertThat(client.calls).containsExactly("connectionMade", "dataReceived", "connectionLost");
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    @Test
    void bigTransferWithASlowReaderArrivesInOrderAndPausesTheWriter() {
        byte[] sent = new byte[16 << 20];
        new Random(7).nextBytes(sent);
        Recorder client = connect(serve(this::accept));
        Recorder reader = peer();
        reader.transport().pauseReading();
        for (int at = 0; at < sent.length; ) {
            int length = Math.min(1 + at % 100_000, sent.length - at);
            client.transport().write(ByteBuffer.wrap(sent, at, length));
            at += length;
        }
        assertThat(client.transport().writeBufferSize()).isPositive();
        assertThat(client.calls).containsExactly("connectionMade", "pauseWriting");
        reader.transport().resumeReading();
        Loops.runUntil(
                loop,
                () -> reader.received.size() == sent.length
                        && client.transport().writeBufferSize() == 0);
        assertThat(Arrays.equals(reader.received.toByteArray(), sent)).isTrue();
        assertThat(client.calls).containsExactly("connectionMade", "pauseWriting", "resumeWriting");
        assertThat(client.transport().writeBufferSize()).isZero();
    }

    @Test
    void tenThousandSmallWritesKeepTheirOrder() {
        Recorder client = connect(serve(this::accept));
        Recorder reader = peer();
        reader.transport().pauseReading();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            String line = i + " " + "x".repeat(i % 500) + "\n";
            expected.append(line);
            client.transport().write(Recorder.bytes(line));
        }
        reader.transport().resumeReading();
        Loops.runUntil(loop, () -> reader.received.size() == expected.length());
        assertThat(reader.text()).isEqualTo(expected.toString());
    }

    @Test
    void aPausedTransportReceivesNothingUntilResumed() {
        Recorder client = connect(serve(this::accept));
        Recorder reader = peer();
        reader.transport().pauseReading();
        reader.transport().pauseReading();
        assertThat(reader.transport().isReading()).isFalse();
        client.transport().write(Recorder.bytes("later"));
        Loops.tick(loop, 20);
        assertThat(reader.received.size()).isZero();
        reader.transport().resumeReading();
        Loops.runUntil(loop, () -> reader.text().equals("later"));
    }

    @Test
    void readingPausedInConnectionMadeStaysPaused() {
        class Shy extends Recorder {
            Shy() {
                super(loop);
            }

            @Override
            public void connectionMade(Transport transport) {
                super.connectionMade(transport);
                transport.pauseReading();
            }
        }
        Recorder client = connect(serve(() -> {
            Recorder shy = new Shy();
            accepted.add(shy);
            return shy;
        }));
        client.transport().write(Recorder.bytes("hi"));
        Recorder shy = peer();
        Loops.tick(loop, 20);
        assertThat(shy.received.size()).isZero();
        shy.transport().resumeReading();
        Loops.runUntil(loop, () -> shy.text().equals("hi"));
    }

    @Test
    void afterEofTheOtherDirectionStaysOpenIfTheProtocolWantsIt() {
        Recorder client = connect(serve(this::accept));
        Recorder server = peer();
        server.keepOpenAfterEof = true;
        client.transport().write(Recorder.bytes("question"));
        client.transport().writeEof();
        client.transport().writeEof();
        assertThatThrownBy(() -> client.transport().write(Recorder.bytes("more")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("after writeEof()");
        Loops.runUntil(loop, () -> server.calls.contains("eofReceived"));
        assertThat(server.transport().isClosing()).isFalse();
        server.transport().write(Recorder.bytes("answer"));
        server.transport().close();
        assertThat(Loops.run(loop, client.lost)).isNull();
        assertThat(server.text()).isEqualTo("question");
        assertThat(client.text()).isEqualTo("answer");
    }

    @Test
    void eofIsSentOnlyAfterTheBufferedBytes() {
        byte[] much = new byte[8 << 20];
        Recorder client = connect(serve(this::accept));
        Recorder server = peer();
        server.transport().pauseReading();
        client.transport().write(much);
        client.transport().writeEof();
        assertThat(client.transport().writeBufferSize()).isPositive();
        server.transport().resumeReading();
        Loops.runUntil(loop, () -> server.calls.contains("eofReceived"));
        assertThat(server.received.size()).isEqualTo(much.length);
    }

    @Test
    void closeWhileWritingSendsEverythingFirst() {
        byte[] much = new byte[8 << 20];
        Recorder client = connect(serve(this::accept));
        Recorder server = peer();
        client.transport().write(much);
        client.transport().close();
        client.transport().close();
        assertThat(client.transport().isClosing()).isTrue();
        assertThat(client.transport().writeBufferSize()).isPositive();
        assertThat(Loops.run(loop, client.lost)).isNull();
        assertThat(Loops.run(loop, server.lost)).isNull();
        assertThat(server.received.size()).isEqualTo(much.length);
        assertThat(client.calls).filteredOn("connectionLost"::equals).hasSize(1);
    }

    @Test
    void abortDropsTheBufferAndIsLostOnce() {
        Recorder client = connect(serve(this::accept));
        peer().transport().pauseReading();
        client.transport().write(new byte[16 << 20]);
        client.transport().abort();
        client.transport().abort();
        client.transport().close();
        assertThat(client.transport().writeBufferSize()).isZero();
        assertThat(Loops.run(loop, client.lost)).isNull();
        Loops.tick(loop, 5);
        assertThat(client.calls).filteredOn("connectionLost"::equals).hasSize(1);
    }

    @Test
    void writesToALostConnectionAreDroppedAndTheSixthIsLogged() {
        Recorder client = connect(serve(this::accept));
        client.transport().abort();
        for (int i = 0; i < 5; i++) {
            client.transport().write(Recorder.bytes("x"));
        }
        assertThat(RecordedLog.complaints()).isEmpty();
        client.transport().write(Recorder.bytes("x"));
        client.transport().write(Recorder.bytes("x"));
        assertThat(RecordedLog.complaints())
                .singleElement()
                .satisfies(event -> assertThat(event.message())
                        .startsWith("writes to a closed connection are dropped: <Transport 127.0.0.1:"));
    }

    @Test
    void resetByPeerIsLostWithItsCauseAndLoggedAtDebugOnly() throws IOException {
        InetSocketAddress address = serve(this::accept);
        Recorder server;
        try (Socket client = new Socket(address.getAddress(), address.getPort())) {
            client.getOutputStream().write(1);
            server = peer();
            Loops.runUntil(loop, () -> server.received.size() == 1);
            client.setSoLinger(true, 0);
        }
        assertThat(Loops.run(loop, server.lost)).isInstanceOf(IOException.class);
        assertThat(server.calls).containsExactly("connectionMade", "dataReceived", "connectionLost");
        assertThat(RecordedLog.complaints()).isEmpty();
        assertThat(RecordedLog.all())
                .anySatisfy(event -> assertThat(event.message()).contains("Fatal read error on socket transport"));
    }

    @Test
    @DeliberateMistake("lets a callback throw")
    void aProtocolThatThrowsOnDataIsReportedAndClosed() {
        class Broken extends Recorder {
            Broken() {
                super(loop);
            }

            @Override
            public void dataReceived(ByteBuffer data) {
                throw new IllegalArgumentException("cannot parse");
            }
        }
        List<ExceptionContext> reports = new ArrayList<>();
        loop.setExceptionHandler((on, context) -> reports.add(context));
        Recorder broken = new Broken();
        Recorder client = connect(serve(() -> broken));
        client.transport().write(Recorder.bytes("?"));
        assertThat(Loops.run(loop, broken.lost)).hasMessage("cannot parse");
        assertThat(reports).singleElement().satisfies(context -> {
            assertThat(context.message()).isEqualTo("Fatal error: protocol.dataReceived() call failed.");
            assertThat(context.values().keySet()).containsExactly("exception", "protocol", "transport");
        });
    }

    @Test
    @DeliberateMistake("lets a callback throw")
    void aProtocolThatThrowsOnEofIsReportedAndClosed() {
        class Broken extends Recorder {
            Broken() {
                super(loop);
            }

            @Override
            public boolean eofReceived() {
                throw new IllegalArgumentException("unexpected end");
            }
        }
        Recorder broken = new Broken();
        Recorder client = connect(serve(() -> broken));
        client.transport().writeEof();
        assertThat(Loops.run(loop, broken.lost)).hasMessage("unexpected end");
        assertThat(RecordedLog.complaints())
                .singleElement()
                .satisfies(event ->
                        assertThat(event.message()).startsWith("Fatal error: protocol.eofReceived() call failed.\n"));
    }

    @Test
    @DeliberateMistake("lets a callback throw")
    void aProtocolThatThrowsInConnectionMadeKeepsItsConnection() {
        class Broken extends Recorder {
            Broken() {
                super(loop);
            }

            @Override
            public void connectionMade(Transport transport) {
                super.connectionMade(transport);
                throw new IllegalStateException("not ready");
            }
        }
        Recorder broken = new Broken();
        Recorder client = connect(serve(() -> broken));
        client.transport().write(Recorder.bytes("still there?"));
        Loops.runUntil(loop, () -> broken.text().equals("still there?"));
        assertThat(RecordedLog.complaints())
                .singleElement()
                .satisfies(event -> assertThat(event.message())
                        .startsWith("Exception in callback " + Broken.class.getName() + ".connectionMade"));
    }

    @Test
    @DeliberateMistake("lets a callback throw")
    void aProtocolThatThrowsInConnectionLostStillHasItsSocketClosed() {
        class Broken extends Recorder {
            Broken() {
                super(loop);
            }

            @Override
            public void connectionLost(@Nullable Throwable cause) {
                throw new IllegalStateException("bad loser");
            }
        }
        Recorder broken = new Broken();
        Recorder client = connect(serve(() -> broken));
        Loops.runUntil(loop, broken::isConnected);
        broken.transport().close();
        assertThat(Loops.run(loop, client.lost)).isNull();
        assertThat(broken.transport().toString()).contains(" closed");
        assertThat(RecordedLog.complaints())
                .singleElement()
                .satisfies(event -> assertThat(event.message())
                        .startsWith("Exception in callback " + Broken.class.getName() + ".connectionLost"));
    }

    @Test
    @DeliberateMistake("lets a callback throw")
    void aProtocolThatThrowsWhenPausedKeepsItsConnection() {
        class Broken extends Recorder {
            Broken() {
                super(loop);
            }

            @Override
            public void pauseWriting() {
                throw new IllegalStateException("never pause me");
            }
        }
        InetSocketAddress address = serve(this::accept);
        Recorder broken = Loops.run(loop, loop.createConnection(Broken::new, "127.0.0.1", address.getPort()))
                .protocol();
        peer().transport().pauseReading();
        broken.transport().write(new byte[16 << 20]);
        peer().transport().resumeReading();
        Loops.runUntil(loop, () -> broken.calls.contains("resumeWriting"));
        assertThat(broken.calls).containsExactly("connectionMade", "resumeWriting");
        assertThat(RecordedLog.complaints())
                .singleElement()
                .satisfies(event -> assertThat(event.message()).startsWith("protocol.pauseWriting() failed\n"));
    }

    @Test
    void writeBufferLimitsDecideWhenToPause() {
        Recorder client = connect(serve(this::accept));
        Recorder server = peer();
        server.transport().pauseReading();
        assertThatThrownBy(() -> client.transport().setWriteBufferLimits(1, 2))
                .isInstanceOf(IllegalArgumentException.class);
        client.transport().setWriteBufferLimits(0, 0);
        while (client.transport().writeBufferSize() == 0) {
            client.transport().write(new byte[1 << 16]);
        }
        assertThat(client.calls).endsWith("pauseWriting");
        server.transport().resumeReading();
        Loops.runUntil(loop, () -> client.calls.contains("resumeWriting"));
        assertThat(client.transport().writeBufferSize()).isZero();
    }

    @Test
    void anotherProtocolCanTakeOver() {
        Recorder client = connect(serve(this::accept));
        Recorder first = peer();
        Recorder second = new Recorder(loop);
        second.calls.add("switched");
        first.transport().setProtocol(second);
        assertThat(first.transport().protocol()).isSameAs(second);
        client.transport().write(Recorder.bytes("to the second"));
        Loops.runUntil(loop, () -> second.text().equals("to the second"));
        client.transport().close();
        Loops.run(loop, second.lost);
        assertThat(first.calls).containsExactly("connectionMade");
    }

    @Test
    void aReadIsBoundedSoThatConnectionsTakeTurns() {
        List<Integer> sizes = new ArrayList<>();
        class Measuring extends Recorder {
            Measuring() {
                super(loop);
            }

            @Override
            public void dataReceived(ByteBuffer data) {
                sizes.add(data.remaining());
                super.dataReceived(data);
            }
        }
        Recorder reader = new Measuring();
        Recorder client = connect(serve(() -> reader));
        client.transport().write(new byte[4 << 20]);
        Loops.runUntil(loop, () -> reader.received.size() == 4 << 20);
        assertThat(sizes).allSatisfy(size -> assertThat(size).isBetween(1, 1 << 16));
    }

    @Test
    void aBlockingPeerTalksToTheLoop() throws Exception {
        InetSocketAddress address = serve(() -> new Recorder(loop) {
            @Override
            public void dataReceived(ByteBuffer data) {
                transport().write(data);
            }
        });
        ExecutorService peers = Executors.newFixedThreadPool(2);
        try {
            LoopFuture<String> answer = loop.runInExecutor(peers, () -> {
                try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
                    socket.getOutputStream().write(Recorder.bytes("ping"));
                    InputStream in = socket.getInputStream();
                    return new String(in.readNBytes(4), java.nio.charset.StandardCharsets.UTF_8);
                }
            });
            assertThat(Loops.run(loop, answer)).isEqualTo("ping");
        } finally {
            peers.shutdownNow();
        }
    }

    @Test
    void addressesOutliveTheConnection() {
        Recorder client = connect(serve(this::accept));
        InetSocketAddress local = client.transport().localAddress();
        client.transport().abort();
        Loops.run(loop, client.lost);
        assertThat(client.transport().localAddress()).isEqualTo(local).isNotNull();
        assertThat(client.transport().peerAddress())
                .isEqualTo(server == null ? null : server.addresses().get(0));
    }
}
