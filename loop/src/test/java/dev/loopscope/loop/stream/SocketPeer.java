// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.loop.Async;
import dev.loopscope.loop.Loops;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The other end of a stream under test: a socket of its own, so that each test decides what arrives, and when. It does not
 * block, since the tests use it in tasks.
 */
final class SocketPeer implements AutoCloseable {
    private static final int END = -1;
    private static final int PIECE = 1 << 16;

    final Socket socket;
    private final SocketChannel channel;
    private final StreamConnection stream;

    private SocketPeer(SocketChannel channel, StreamConnection stream) {
        this.channel = channel;
        this.socket = channel.socket();
        this.stream = stream;
    }

    /** In a task. */
    static SocketPeer open(int limit) throws IOException {
        try (ServerSocketChannel listening = listen()) {
            StreamConnection stream = Streams.openConnection(
                            "127.0.0.1", listening.socket().getLocalPort(), limit)
                    .await();
            SocketChannel channel = accept(listening);
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            return new SocketPeer(channel, stream);
        }
    }

    static ServerSocketChannel listen() throws IOException {
        ServerSocketChannel listening = ServerSocketChannel.open();
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listening.configureBlocking(false);
        return listening;
    }

    /** In a task: waits for the connection without blocking the loop. */
    static SocketChannel accept(ServerSocketChannel listening) {
        List<SocketChannel> accepted = new ArrayList<>();
        until(() -> {
            try {
                SocketChannel next = listening.accept();
                return next != null && accepted.add(next);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return accepted.get(0);
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

    /** Lets a thread that is not the loop's send as much as it likes: it waits for room. */
    void letSendingWait() throws IOException {
        channel.configureBlocking(true);
    }

    /** Little enough for the socket to take it at once. */
    void send(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(text));
        channel.write(bytes);
        assertThat(bytes.hasRemaining()).as("room for " + text.length()).isFalse();
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
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        ByteBuffer piece = ByteBuffer.allocate(Math.min(max, PIECE));
        while (received.size() < max && read(piece.limit(Math.min(max - received.size(), PIECE))) > 0) {
            received.write(piece.array(), 0, piece.position());
            piece.clear();
        }
        return received.toByteArray();
    }

    /** In a task: waits until this direction has ended, and that nothing came before that. */
    void expectEnd() {
        int[] read = {0};
        until(() -> {
            read[0] = read(ByteBuffer.allocate(1));
            return read[0] != 0;
        });
        assertThat(read[0]).isEqualTo(END);
    }

    private int read(ByteBuffer into) {
        try {
            return channel.read(into);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
