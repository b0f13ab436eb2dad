// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import dev.loopscope.loop.Async;
import dev.loopscope.loop.Connection;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.LoopFuture;
import dev.loopscope.loop.Protocol;
import dev.loopscope.loop.Runner;
import dev.loopscope.loop.Server;
import dev.loopscope.loop.Task;
import dev.loopscope.loop.Transport;
import dev.loopscope.loop.stream.ConnectionLostException;
import dev.loopscope.loop.stream.StreamConnection;
import dev.loopscope.loop.stream.StreamReader;
import dev.loopscope.loop.stream.StreamWriter;
import dev.loopscope.loop.stream.Streams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Loops, servers and connections that nobody closes, and some that are closed in every way there is. The argument says which. */
public final class Resources {
    private static final String HERE = "127.0.0.1";
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final long PATIENCE_NANOS = 100_000_000_000L;
    /** What {@link #leaveAllOpen} leaves. */
    private static final int LEFT_OPEN = 8;

    private Resources() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("open")) {
            leaveAllOpen();
        } else {
            closeAll();
            collect(1);
        }
        System.out.println("end");
    }

    // ---- left open --------------------------------------------------------------------------------------------------

    private static void leaveAllOpen() throws Exception {
        try (ServerSocket peer = new ServerSocket(0)) {
            EventLoop.run(Coroutine.ofVoid(() -> forgetStream(peer.getLocalPort())));
            leaveServer();
            leaveTransport(peer.getLocalPort());
            EventLoop.run(Coroutine.ofVoid(() -> leaveStream(peer.getLocalPort())));
            leaveAccepted();
            forgetLoop();
            forgetLoopWithConnection(peer.getLocalPort());
            collect(LEFT_OPEN);
        }
    }

    /** It is the one mistake here, whatever else is open because of it. */
    private static void leaveServer() throws IOException {
        EventLoop loop = EventLoop.open("loop-server");
        Server server = loop.runUntilComplete(loop.createServer(Echo::new, HERE, 0));
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
            runUntil(loop, () -> server.connectionCount() == 1);
            loop.close();
            System.out.println(client.getInputStream().read());
        }
    }

    private static void leaveTransport(int port) {
        try (EventLoop loop = EventLoop.open("loop-transport")) {
            loop.runUntilComplete(loop.createConnection(Echo::new, HERE, port));
        }
    }

    private static void leaveStream(int port) {
        StreamConnection connection = Streams.openConnection(HERE, port).await();
        connection.writer().write("hello\n", StandardCharsets.UTF_8);
    }

    /** In a loop that runs on: long enough for its collection to be noticed. */
    private static void forgetStream(int port) {
        leaveStream(port);
        aside(() -> Reported.collectUntil("unclosed-resource", 1));
    }

    private interface Blocking {
        void run() throws Exception;
    }

    private static void aside(Blocking code) {
        Async.toThread(() -> {
                    code.run();
                    return null;
                })
                .await();
    }

    /** A server that was closed, a connection of it that was not, and a peer that is there. */
    private static void leaveAccepted() throws IOException {
        EventLoop loop = EventLoop.open("loop-accepted");
        Server server = loop.runUntilComplete(loop.createServer(Echo::new, HERE, 0));
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
            runUntil(loop, () -> server.connectionCount() == 1);
            server.close();
            loop.close();
            System.out.println(client.getInputStream().read());
        }
    }

    private static void forgetLoop() {
        EventLoop loop = EventLoop.open("loop-forgotten");
        loop.runUntilComplete(loop.createTask(Coroutine.of(() -> "done")));
    }

    private static void forgetLoopWithConnection(int port) {
        EventLoop loop = EventLoop.open("loop-connected");
        loop.runUntilComplete(loop.createConnection(Echo::new, HERE, port));
    }

    // ---- closed -----------------------------------------------------------------------------------------------------

    private static void closeAll() throws Exception {
        try (ServerSocket peer = new ServerSocket(0)) {
            int port = peer.getLocalPort();
            try (EventLoop loop = EventLoop.open("loop-closed")) {
                closed(loop, port);
                aborted(loop, port);
                lost(loop);
                ended(loop);
                refused(loop);
                cancelled(loop, port);
                heldWhileRunning(loop, port);
            }
            flushing(port);
            EventLoop.run(Coroutine.ofVoid(() -> streams(port)));
            EventLoop.run(Coroutine.ofVoid(Resources::serve));
            EventLoop.run(Coroutine.ofVoid(Resources::hold));
            manyRuns();
            handlerCutShort();
            peerJustGone();
            bothEnds();
        }
    }

    private static void closed(EventLoop loop, int port) {
        Ending protocol = connect(loop, port);
        protocol.transport().close();
        loop.runUntilComplete(protocol.lost);
    }

    private static void aborted(EventLoop loop, int port) {
        loop.runUntilComplete(loop.createConnection(Echo::new, HERE, port))
                .transport()
                .abort();
    }

    /** Broken by the peer. */
    private static void lost(EventLoop loop) throws IOException {
        try (ServerSocket peer = new ServerSocket(0)) {
            Ending protocol = connect(loop, peer.getLocalPort());
            try (Socket accepted = peer.accept()) {
                accepted.setSoLinger(true, 0);
            }
            loop.runUntilComplete(protocol.lost);
        }
    }

    /** Ended by the peer, in the regular way. */
    private static void ended(EventLoop loop) throws IOException {
        try (ServerSocket peer = new ServerSocket(0)) {
            Ending protocol = connect(loop, peer.getLocalPort());
            peer.accept().close();
            loop.runUntilComplete(protocol.lost);
        }
    }

    private static Ending connect(EventLoop loop, int port) {
        return loop.runUntilComplete(loop.createConnection(() -> new Ending(loop), HERE, port))
                .protocol();
    }

    private static void refused(EventLoop loop) throws IOException {
        int nobody;
        try (ServerSocket gone = new ServerSocket(0)) {
            nobody = gone.getLocalPort();
        }
        LoopFuture<?> connecting = loop.createConnection(Echo::new, HERE, nobody);
        loop.runUntilComplete(Async.gatherSettled(connecting));
        System.out.println(connecting.exception() != null);
    }

    private static void cancelled(EventLoop loop, int port) {
        LoopFuture<?> connecting = loop.createConnection(Echo::new, HERE, port);
        connecting.cancel();
        LoopFuture<?> serving = loop.createServer(Echo::new, HERE, 0);
        serving.cancel();
        tick(loop);
    }

    /** In use, though nobody but the loop has it. */
    private static void heldWhileRunning(EventLoop loop, int port) throws IOException, InterruptedException {
        closeLater(loop, port);
        collect(1);
        loop.runUntilComplete(loop.createTask(Async.sleep(Duration.ofMillis(200))));
    }

    private static void closeLater(EventLoop loop, int port) {
        Ending protocol = connect(loop, port);
        loop.callLater(Duration.ofMillis(100), () -> protocol.transport().close());
    }

    /** Closed, with something left to send. */
    private static void flushing(int port) {
        try (EventLoop loop = EventLoop.open("loop-flushing")) {
            Connection<Echo> connection = loop.runUntilComplete(loop.createConnection(Echo::new, HERE, port));
            connection.transport().write(new byte[1 << 24]);
            connection.transport().close();
        }
    }

    private static void streams(int port) {
        try (StreamConnection connection = Streams.openConnection(HERE, port).await()) {
            connection.writer().write("hello\n", StandardCharsets.UTF_8);
        }
        Streams.openConnection(HERE, port).await().writer().close();
        Streams.openConnection(HERE, port).await().writer().transport().abort();
    }

    private static void serve() throws Exception {
        try (Server server = Streams.startServer(Resources::echo, HERE, 0).await();
                StreamConnection client =
                        Streams.openConnection(HERE, port(server)).await()) {
            client.writer().write("hello\n", StandardCharsets.UTF_8);
            System.out.print(new String(client.reader().readLine().await(), StandardCharsets.UTF_8));
        }
    }

    private static void echo(StreamReader reader, StreamWriter writer) {
        for (byte[] line = reader.readLine().await();
                line.length > 0;
                line = reader.readLine().await()) {
            writer.write(line);
        }
    }

    /** Half of a stream, or its transport, is enough to have it; and a server sees to its own. */
    private static void hold() throws Exception {
        try (Server server = Streams.startServer(Resources::echo, HERE, 0).await()) {
            Transport transport = transportOf(server);
            StreamWriter writer =
                    Streams.openConnection(HERE, port(server)).await().writer();
            try (ServerSocket peer = new ServerSocket(0)) {
                readUntilReset(peer);
            }
            for (int round = 0; round < 3; round++) {
                aside(() -> collect(1));
                writer.write("hello\n", StandardCharsets.UTF_8);
                writer.drain().await();
            }
            System.out.println(transport.isClosing() + " " + server.connectionCount());
            writer.close();
            transport.close();
            server.abortClients();
        }
    }

    private static Transport transportOf(Server server) {
        return Streams.openConnection(HERE, port(server)).await().writer().transport();
    }

    /** Nothing is left open when the other side has broken it. */
    private static void readUntilReset(ServerSocket peer) {
        StreamReader reader =
                Streams.openConnection(HERE, peer.getLocalPort()).await().reader();
        aside(() -> {
            collect(1);
            Socket accepted = peer.accept();
            accepted.setSoLinger(true, 0);
            accepted.close();
        });
        try {
            System.out.println(reader.read(1).await().length);
        } catch (ConnectionLostException e) {
            System.out.println("lost");
        }
    }

    private static void manyRuns() {
        try (Runner runner = Runner.open()) {
            runner.run(Coroutine.ofVoid(Resources::serve));
            runner.run(Coroutine.ofVoid(Resources::serve));
        }
    }

    /** A server's connection ends with its handler, also where that is cut short. */
    private static void handlerCutShort() throws IOException {
        Runner runner = Runner.open();
        Server server = runner.run(Streams.startServer((reader, writer) -> sleepLong(), HERE, 0));
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
            runUntil(runner.getLoop(), () -> server.connectionCount() == 1);
            server.close();
            runner.close();
            System.out.println(client.getInputStream().read());
        }
    }

    private static void sleepLong() {
        Async.sleep(LONG).await();
    }

    /** The server's end would be closed in the next tick. */
    private static void peerJustGone() throws IOException {
        try (EventLoop loop = EventLoop.open("loop-peer-gone")) {
            Server server = loop.runUntilComplete(loop.createServer(Echo::new, HERE, 0));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
                runUntil(loop, () -> server.connectionCount() == 1);
                client.getOutputStream().write(new byte[100_000]);
            }
            server.close();
        }
    }

    /** Both ends in one loop, and the one that asked for the connection closes it. */
    private static void bothEnds() {
        try (EventLoop loop = EventLoop.open("loop-both-ends")) {
            Server server = loop.runUntilComplete(loop.createServer(Echo::new, HERE, 0));
            Connection<Echo> client = loop.runUntilComplete(loop.createConnection(Echo::new, HERE, port(server)));
            runUntil(loop, () -> server.connectionCount() == 1);
            client.transport().close();
            server.close();
        }
    }

    // ---- what both need ---------------------------------------------------------------------------------------------

    private static int port(Server server) {
        return server.addresses().get(0).getPort();
    }

    private static void tick(EventLoop loop) {
        Task<@Nullable Void> last = loop.createTask(Async.sleep(Duration.ofMillis(20)));
        loop.runUntilComplete(last);
    }

    private static void runUntil(EventLoop loop, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            tick(loop);
        }
    }

    /** Until the agent has reported so many, so far as there is one; where there is nothing to report, a few times. */
    private static void collect(int count) throws IOException, InterruptedException {
        Path report = Path.of("report.jsonl");
        int rounds = count == LEFT_OPEN && !Boolean.getBoolean("impatient") ? Integer.MAX_VALUE : 5;
        long end = System.nanoTime() + PATIENCE_NANOS;
        for (int i = 0; i < rounds && Files.exists(report) && System.nanoTime() < end; i++) {
            System.gc();
            if (Reported.count("unclosed-resource") >= count) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Sends back what it is sent. */
    private static class Echo implements Protocol {
        private @Nullable Transport transport;

        Transport transport() {
            if (transport == null) {
                throw new IllegalStateException("not connected");
            }
            return transport;
        }

        @Override
        public void connectionMade(Transport made) {
            transport = made;
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            transport().write(data);
        }
    }

    /** Tells when it has ended. */
    private static final class Ending extends Echo {
        final LoopFuture<@Nullable Void> lost;

        Ending(EventLoop loop) {
            lost = loop.createFuture();
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            lost.setResult(null);
        }
    }
}
