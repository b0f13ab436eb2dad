// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.loop.Async;
import dev.loopscope.loop.Loops;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The other end of a stream under test: a plain blocking socket, so that each test decides what arrives, and when. */
final class SocketPeer implements AutoCloseable {
    final Socket socket;
    private final StreamConnection stream;

    private SocketPeer(Socket socket, StreamConnection stream) {
        this.socket = socket;
        this.stream = stream;
    }

    /** In a task. */
    static SocketPeer open(int limit) throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            StreamConnection stream = Streams.openConnection("127.0.0.1", listening.getLocalPort(), limit)
                    .await();
            Socket socket = listening.accept();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) Loops.BOUND.toMillis());
            return new SocketPeer(socket, stream);
        }
    }

    StreamConnection stream() {
        return stream;
    }

    StreamReader reader() {
        return stream.reader();
    }

    StreamWriter writer() {
        return stream.writer();
    }

    /** Little enough not to block. */
    void send(String text) throws IOException {
        socket.getOutputStream().write(bytes(text));
    }

    /** In a task: sends, and waits until it is in the reader's buffer. */
    void sendAndArrive(String text) throws IOException {
        int before = reader().buffered();
        send(text);
        until(() -> reader().buffered() == before + text.length());
    }

    /** In a task: waits for so many bytes without blocking the loop, which still has to send them. */
    byte[] receive(int count) {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        until(() -> {
            received.writeBytes(receiveAvailable(count - received.size()));
            return received.size() == count;
        });
        return received.toByteArray();
    }

    /** What is there already, at most so many bytes. */
    byte[] receiveAvailable(int max) {
        try {
            InputStream in = socket.getInputStream();
            return in.readNBytes(Math.min(max, in.available()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In a task: waits until this direction has ended, and that nothing came before that. */
    void expectEnd() {
        assertThat(Async.toThread(() -> socket.getInputStream().read()).await()).isEqualTo(-1);
    }

    void end() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes with a reset instead of an end. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        stream.close();
        socket.close();
    }

    /** In a task: waits for a condition, and fails after a bound. */
    static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Loops.BOUND.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not within " + Loops.BOUND).isLessThan(deadline);
            Async.sleep(Duration.ofMillis(1)).await();
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
