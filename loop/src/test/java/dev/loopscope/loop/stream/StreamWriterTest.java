// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop.stream;

import static dev.loopscope.loop.stream.SocketPeer.bytes;
import static dev.loopscope.loop.stream.SocketPeer.text;
import static dev.loopscope.loop.stream.SocketPeer.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopscope.loop.Behaviour;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.DeliberateMistake;
import dev.loopscope.loop.Engines;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.LoopFuture;
import dev.loopscope.loop.RecordedLog;
import dev.loopscope.loop.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.loopscope.loop.Engines#opened")
class StreamWriterTest {
    private static final String DRAIN = "125: drain(): blocks while above high-water, several concurrent drainers all"
            + " resume, raises after connection lost, yields once when closing so that a write/drain loop notices the"
            + " loss.";
    private static final long SEED = 20_261_122;

    private final EventLoop loop;

    StreamWriterTest(Supplier<EventLoop> engine) {
        loop = engine.get();
    }

    @BeforeEach
    void forgetTheLog() {
        RecordedLog.clear();
    }

    @AfterEach
    void closeTheLoop() {
        loop.close();
    }

    private static List<RecordedLog.Event> complaints() {
        return RecordedLog.complaints().stream()
                .filter(event -> !event.message().startsWith("writes to a closed connection are dropped: "))
                .toList();
    }

    private interface Body {
        void run(SocketPeer peer, StreamWriter writer) throws Exception;
    }

    private void with(Body body) {
        Engines.run(loop, () -> {
            try (SocketPeer peer = SocketPeer.open(Streams.DEFAULT_LIMIT)) {
                body.run(peer, peer.writer());
            }
            return "done";
        });
        assertThat(complaints()).isEmpty();
    }

    /** Writes until nobody takes any more; returns how much that was. */
    private static int fill(StreamWriter writer) {
        byte[] block = new byte[1 << 16];
        int written = 0;
        while (writer.transport().writeBufferSize() <= 1 << 16) {
            writer.write(block);
            written += block.length;
        }
        return written;
    }

    private Task<?> start(Coroutine<?> waiting) {
        return loop.createTask(waiting);
    }

    private List<Task<?>> drainers(StreamWriter writer, int count) {
        List<Task<?>> drainers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drainers.add(start(writer.drain()));
        }
        until(() -> drainers.stream().allMatch(task -> task.toString().contains(" wait_for=")));
        return drainers;
    }

    @Test
    void whatIsWrittenInPiecesOfAnyKindArrivesInOrder() {
        with((peer, writer) -> {
            byte[] again = bytes("bytes ");
            writer.write(again);
            again[0] = 'x';
            ByteBuffer buffer = ByteBuffer.wrap(bytes("<buffer >"), 1, 7);
            writer.write(buffer);
            assertThat(buffer.hasRemaining()).isFalse();
            writer.write("t\u00e9xt ", UTF_8);
            ByteBuffer one = ByteBuffer.wrap(bytes("a few "));
            ByteBuffer direct =
                    ByteBuffer.allocateDirect(8).put(bytes("buffers ")).flip();
            writer.writeAll(List.of(one, direct));
            assertThat(one.hasRemaining() || direct.hasRemaining()).isFalse();
            writer.writeAll(List.of());
            writer.writeAll(List.of(ByteBuffer.wrap(bytes("end"))));
            assertThat(new String(peer.receive(36), UTF_8)).isEqualTo("bytes buffer t\u00e9xt a few buffers end");
        });
    }

    @Test
    @DeliberateMistake("forgets a connection")
    void oneThatNobodyHasAnyMoreIsSentClosedAndToldOnce() {
        Engines.run(loop, () -> {
            try (ServerSocketChannel listening = SocketPeer.listen()) {
                writeAndForget(listening.socket().getLocalPort());
                try (SocketChannel peer = SocketPeer.accept(listening)) {
                    ByteBuffer received = ByteBuffer.allocate(16);
                    peer.configureBlocking(false);
                    until(() -> collectsAndEnds(peer, received));
                    assertThat(received.position()).isEqualTo(5);
                }
            }
            return "done";
        });
        loop.close();
        assertThat(complaints())
                .singleElement()
                .satisfies(told -> assertThat(told.message())
                        .startsWith("unclosed <StreamWriter 127.0.0.1:")
                        .endsWith(" of " + loop.name() + ", collected; call close() on it before"));
    }

    @SuppressWarnings("System.gc")
    private static boolean collectsAndEnds(SocketChannel peer, ByteBuffer received) {
        System.gc();
        try {
            return peer.read(received) < 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeAndForget(int port) {
        Streams.openConnection("127.0.0.1", port).await().writer().write("hello", UTF_8);
    }

    @Test
    void bigPiecesKeepTheirOrderAsWell() {
        byte[] big = new byte[3 << 20];
        new Random(SEED).nextBytes(big);
        with((peer, writer) -> {
            writer.writeAll(List.of(
                    ByteBuffer.wrap(big, 0, 10),
                    ByteBuffer.wrap(big, 10, big.length - 20),
                    ByteBuffer.wrap(big, big.length - 10, 10)));
            assertThat(peer.receive(big.length)).isEqualTo(big);
        });
    }

    @Test
    @Behaviour(DRAIN)
    void drainersWaitForRoomAndAllResume() {
        with((peer, writer) -> {
            writer.drain().await();
            int written = fill(writer);
            List<Task<?>> drainers = drainers(writer, 3);
            drainers.get(1).cancel();
            until(drainers.get(1)::isDone);
            assertThat(drainers).extracting(LoopFuture::isDone).containsExactly(false, true, false);
            int[] received = {0};
            until(() -> {
                if (writer.transport().writeBufferSize() > 16 * 1024) {
                    assertThat(drainers.get(0).isDone() || drainers.get(2).isDone())
                            .isFalse();
                }
                received[0] += peer.receiveAvailable(Integer.MAX_VALUE).length;
                return drainers.stream().allMatch(LoopFuture::isDone);
            });
            drainers.get(0).await();
            drainers.get(2).await();
            assertThat(writer.transport().writeBufferSize()).isLessThanOrEqualTo(16 * 1024);
            writer.drain().await();
            peer.receive(written - received[0]);
        });
    }

    @Test
    @Behaviour(DRAIN)
    void aConnectionThatIsLostReachesEverybodyWhoWaits() {
        with((peer, writer) -> {
            fill(writer);
            List<Task<?>> waiting = drainers(writer, 3);
            waiting.add(start(writer.waitClosed()));
            waiting.add(start(writer.waitClosed()));
            waiting.add(start(peer.reader().readLine()));
            until(() -> waiting.stream().allMatch(task -> task.toString().contains(" wait_for=")));
            peer.reset();
            until(() -> waiting.stream().allMatch(LoopFuture::isDone));
            for (Task<?> task : waiting) {
                assertThat(task.exception())
                        .isInstanceOf(ConnectionLostException.class)
                        .hasCauseInstanceOf(IOException.class)
                        // As whichever notices first says it, a read or a write.
                        .hasMessageMatching("Connection lost: (Connection reset( by peer)?|Broken pipe)");
            }
            assertThat(waiting.stream().map(LoopFuture::exception).distinct())
                    .as("each with its own stack")
                    .hasSize(6);
            assertThatThrownBy(() -> writer.drain().await()).isInstanceOf(ConnectionLostException.class);
            assertThatThrownBy(() -> writer.waitClosed().await()).isInstanceOf(ConnectionLostException.class);
            assertThat(writer.isClosing()).isTrue();
        });
    }

    @Test
    @Behaviour(DRAIN)
    void aLoopOfWritesAndDrainsNoticesTheLoss() {
        with((peer, writer) -> {
            writer.transport().abort();
            int[] rounds = {0};
            assertThatThrownBy(() -> {
                        for (; rounds[0] < 100; rounds[0]++) {
                            writer.write(bytes("x"));
                            writer.drain().await();
                        }
                    })
                    .isInstanceOf(ConnectionLostException.class)
                    .hasMessage("Connection lost: this side closed it");
            assertThat(rounds[0]).isZero();
        });
    }

    @Test
    @Behaviour(DRAIN)
    void aLoopOfWritesAndDrainsNoticesAPeerThatIsGone() {
        with((peer, writer) -> {
            peer.socket.close();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000_000; i++) {
                            writer.write(bytes("x"));
                            writer.drain().await();
                        }
                    })
                    .isInstanceOf(ConnectionLostException.class)
                    .hasCauseInstanceOf(IOException.class);
        });
    }

    @Test
    void whoWaitsForRoomIsToldWhenThisSideAborts() {
        with((peer, writer) -> {
            fill(writer);
            List<Task<?>> drainers = drainers(writer, 2);
            Task<?> closed = start(writer.waitClosed());
            Task<byte[]> reader = loop.createTask(peer.reader().read(1));
            until(() -> closed.toString().contains(" wait_for="));
            writer.transport().abort();
            for (Task<?> drainer : drainers) {
                assertThatThrownBy(drainer::await).hasMessage("Connection lost: this side closed it");
            }
            closed.await();
            assertThat(reader.await()).as("the end").isEmpty();
            writer.waitClosed().await();
        });
    }

    @Test
    void closeSendsEverythingFirstAndWaitClosedSaysWhen() {
        with((peer, writer) -> {
            int written = fill(writer);
            Task<?> cancelled = start(writer.waitClosed());
            Task<?> closed = start(writer.waitClosed());
            writer.close();
            writer.close();
            assertThat(writer.isClosing()).isTrue();
            until(() -> cancelled.toString().contains(" wait_for="));
            cancelled.cancel();
            until(cancelled::isDone);
            assertThat(closed.isDone()).isFalse();
            peer.receive(written);
            closed.await();
            peer.expectEnd();
            assertThat(peer.reader().read(1).await()).isEmpty();
            assertThatThrownBy(() -> writer.drain().await()).isInstanceOf(ConnectionLostException.class);
        });
    }

    @Test
    void closingAConnectionIsClosingItsWriter() {
        with((peer, writer) -> {
            try (StreamConnection connection = peer.stream()) {
                connection.writer().write(bytes("bye"));
            }
            assertThat(writer.isClosing()).isTrue();
            assertThat(text(peer.receive(3))).isEqualTo("bye");
            writer.waitClosed().await();
            peer.expectEnd();
        });
    }

    @Test
    void afterItsOwnEndThePeerIsStillHeard() {
        with((peer, writer) -> {
            assertThat(writer.canWriteEof()).isTrue();
            int written = fill(writer);
            writer.writeEof();
            writer.writeEof();
            assertThatThrownBy(() -> writer.write(bytes("x")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Cannot call write() after writeEof()");
            peer.receive(written);
            until(() -> writer.transport().writeBufferSize() == 0);
            peer.expectEnd();
            peer.send("answer\n");
            assertThat(text(peer.reader().readLine().await())).isEqualTo("answer\n");
            peer.end();
            assertThat(peer.reader().readLine().await()).isEmpty();
            assertThat(writer.isClosing()).isFalse();
        });
    }

    @Test
    void afterThePeersEndItCanStillBeWrittenTo() {
        with((peer, writer) -> {
            peer.send("question");
            peer.end();
            assertThat(text(peer.reader().readAll().await())).isEqualTo("question");
            assertThat(writer.isClosing()).isFalse();
            writer.write("answer", UTF_8);
            writer.drain().await();
            assertThat(text(peer.receive(6))).isEqualTo("answer");
        });
    }

    @Test
    void addressesAndWordsOutliveTheConnection() {
        with((peer, writer) -> {
            String words = "<StreamWriter <Transport 127.0.0.1:" + peer.socket.getPort() + " -> 127.0.0.1:"
                    + peer.socket.getLocalPort() + " ";
            assertThat(writer.toString()).startsWith(words + "open");
            writer.close();
            writer.waitClosed().await();
            assertThat(writer.toString()).startsWith(words + "clos");
            assertThat(writer.localAddress().getPort()).isEqualTo(peer.socket.getPort());
            assertThat(writer.peerAddress().getPort()).isEqualTo(peer.socket.getLocalPort());
        });
    }

    @Test
    @DeliberateMistake("calls from a wrong thread, and joins it in a task")
    void anotherThreadIsRefused() throws Exception {
        List<@Nullable Throwable> refusals = new ArrayList<>();
        with((peer, writer) -> {
            Thread foreign = new Thread(() -> {
                for (Runnable call :
                        List.<Runnable>of(() -> writer.write(bytes("x")), writer::close, writer::writeEof)) {
                    try {
                        call.run();
                        refusals.add(null);
                    } catch (IllegalStateException e) {
                        refusals.add(e);
                    }
                }
            });
            foreign.start();
            foreign.join();
            assertThat(writer.isClosing()).isFalse();
        });
        assertThat(refusals)
                .hasSize(3)
                .allSatisfy(
                        refusal -> assertThat(refusal).hasMessageStartingWith("Non-thread-safe operation: Transport."));
    }
}
