// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop.stream;

import static dev.loopscope.loop.stream.SocketPeer.bytes;
import static dev.loopscope.loop.stream.SocketPeer.text;
import static dev.loopscope.loop.stream.SocketPeer.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loopscope.loop.Async;
import dev.loopscope.loop.Behaviour;
import dev.loopscope.loop.CancelledError;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.DeliberateMistake;
import dev.loopscope.loop.Engines;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.Loops;
import dev.loopscope.loop.RecordedLog;
import dev.loopscope.loop.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.loopscope.loop.Engines#opened")
class StreamReaderTest {
    private static final String STREAM_READER =
            "123: StreamReader: readline/readuntil over arbitrary chunking (test 1-byte"
                    + " chunks), separator split over chunks; limit overrun error keeps the data consistent; readexactly at EOF"
                    + " → partial + expected; read(0), read(-1); at_eof; exception set by the transport reaches the waiter;"
                    + " second concurrent reader error.";

    /** Every way to wait, for more than {@code "ab"}. */
    private static final Map<String, Function<StreamReader, Coroutine<?>>> WAITS = new TreeMap<>(Map.of(
            "readAll", StreamReader::readAll,
            "readExactly", reader -> reader.readExactly(5),
            "readLine", StreamReader::readLine,
            "readTextLine", reader -> reader.readTextLine(UTF_8),
            "readUntil", reader -> reader.readUntil(bytes("yz"))));

    private final EventLoop loop;

    StreamReaderTest(Supplier<EventLoop> engine) {
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
        void run(SocketPeer peer, StreamReader reader) throws Exception;
    }

    private void with(int limit, Body body) {
        Engines.run(loop, () -> {
            try (SocketPeer peer = SocketPeer.open(limit)) {
                body.run(peer, peer.reader());
            }
            return "done";
        });
    }

    private void with(Body body) {
        with(Streams.DEFAULT_LIMIT, body);
    }

    /** A task that is waiting, with nothing more to read than it has seen. */
    private Task<?> waiting(StreamReader reader, Coroutine<?> read) {
        Task<?> task = loop.createTask(read);
        until(() -> reader.toString().contains(", in read"));
        return task;
    }

    @Test
    @Behaviour(STREAM_READER)
    void linesAndSeparatorsAreFoundWhereverTheChunksAreCut() {
        with((peer, reader) -> {
            ChunkCount count = new ChunkCount(peer.writer().transport());
            String sent = "ab\r\r\ncd\n\n--b-boundary--boundary;";
            StringBuilder got = new StringBuilder();
            Task<?> reading = loop.createTask(Coroutine.ofVoid(() -> {
                got.append(text(reader.readUntil(bytes("\r\n")).await())).append('|');
                got.append(text(reader.readLine().await())).append('|');
                got.append(reader.readTextLine(UTF_8).await()).append('|');
                got.append(text(reader.readUntil(bytes("--boundary")).await())).append('|');
                got.append(text(reader.readExactly(1).await()));
            }));
            for (int i = 0; i < sent.length(); i++) {
                peer.send(sent.substring(i, i + 1));
                int chunks = i + 1;
                until(() -> count.chunks == chunks);
            }
            reading.await();
            assertThat(got).hasToString("ab\r\r\n|cd\n||--b-boundary--boundary|;");
        });
    }

    @Test
    void severalLinesInOneChunkAreGivenOneByOne() {
        with((peer, reader) -> {
            peer.sendAndArrive("one\ntwo\r\nthree\r\n\r\nlast");
            peer.end();
            assertThat(text(reader.readLine().await())).isEqualTo("one\n");
            assertThat(reader.readTextLine(UTF_8).await()).isEqualTo("two");
            assertThat(reader.readTextLine(UTF_8).await()).isEqualTo("three");
            assertThat(reader.readTextLine(UTF_8).await()).isEmpty();
            assertThat(reader.readTextLine(UTF_8).await()).isEqualTo("last");
            assertThat(reader.readTextLine(UTF_8).await()).isNull();
            assertThat(reader.readLine().await()).isEmpty();
        });
    }

    @Test
    @Behaviour(STREAM_READER)
    void readGivesWhatIsThereAndNoMoreThanAskedFor() {
        with((peer, reader) -> {
            assertThat(reader.read(0).await()).isEmpty();
            Task<byte[]> first = loop.createTask(reader.read(4));
            until(() -> reader.toString().equals("<StreamReader 0 bytes, in read>"));
            peer.send("abcdef");
            assertThat(text(first.await())).isEqualTo("abcd");
            assertThat(text(reader.read(100).await())).isEqualTo("ef");
            peer.send("ghi");
            peer.end();
            assertThat(reader.atEof()).isFalse();
            assertThat(text(reader.read(-1).await())).isEqualTo("ghi");
            assertThat(reader.atEof()).isTrue();
            assertThat(reader.read(1).await()).isEmpty();
            assertThat(reader.readAll().await()).isEmpty();
            assertThat(reader).hasToString("<StreamReader 0 bytes, eof>");
        });
    }

    @Test
    void whatWasGivenOutIsNoLongerTheReaders() {
        with((peer, reader) -> {
            peer.sendAndArrive("abcdef");
            byte[] part = reader.read(3).await();
            part[0] = 'x';
            part[2] = 'x';
            peer.sendAndArrive("ghi");
            byte[] rest = reader.readExactly(6).await();
            rest[5] = 'x';
            peer.sendAndArrive("jkl");
            byte[] all = reader.read(3).await();
            peer.sendAndArrive("mno");
            assertThat(text(part) + text(rest) + text(all)).isEqualTo("xbxdefghxjkl");
            assertThat(text(reader.read(9).await())).isEqualTo("mno");
        });
    }

    @Test
    @Behaviour(STREAM_READER)
    void aSeparatorBehindTheLimitLeavesEverythingInPlace() {
        with(8, (peer, reader) -> {
            peer.sendAndArrive("12345678;123456789;rest");
            assertThat(text(reader.readUntil(bytes(";")).await())).isEqualTo("12345678;");
            LimitOverrunException found = overrun(reader.readUntil(bytes(";")));
            assertThat(found).hasMessage("Separator is found, but chunk is longer than limit");
            assertThat(found.consumed()).isEqualTo(9);
            assertThat(text(reader.readExactly(found.consumed()).await())).isEqualTo("123456789");
            assertThat(text(reader.readUntil(bytes(";")).await())).isEqualTo(";");
            peer.sendAndArrive("67890-");
            LimitOverrunException missing = overrun(reader.readUntil(bytes("--")));
            assertThat(missing).hasMessage("Separator is not found, and chunk exceed the limit");
            assertThat(missing.consumed()).isEqualTo(9); // The dash may belong to it.
            peer.sendAndArrive("-");
            assertThat(text(reader.readExactly(missing.consumed()).await())).isEqualTo("rest67890");
            assertThat(text(reader.readUntil(bytes("--")).await())).isEqualTo("--");
        });
    }

    @Test
    void aLineOverTheLimitIsDroppedAndTheNextOneIsThere() {
        with(8, (peer, reader) -> {
            peer.sendAndArrive("123456789\nshort\n");
            assertThat(overrun(reader.readLine()).consumed()).isEqualTo(9);
            assertThat(text(reader.readLine().await())).isEqualTo("short\n");
            peer.sendAndArrive("123456789");
            assertThat(overrun(reader.readTextLine(UTF_8)).consumed()).isEqualTo(9);
            assertThat(reader.buffered()).isZero();
            peer.sendAndArrive("0\nshort\n");
            assertThat(reader.readTextLine(UTF_8).await()).isEqualTo("0");
            assertThat(reader.readTextLine(UTF_8).await()).isEqualTo("short");
        });
    }

    private static LimitOverrunException overrun(Coroutine<?> read) {
        LimitOverrunException thrown = catchThrowableOfType(LimitOverrunException.class, read::await);
        assertThat(thrown).isNotNull();
        return thrown;
    }

    @Test
    @Behaviour(STREAM_READER)
    void anEndTooEarlyTellsWhatHadCome() {
        with((peer, reader) -> {
            Task<?> waiting = waiting(reader, reader.readExactly(10));
            peer.sendAndArrive("abc");
            peer.end();
            IncompleteReadException incomplete = incomplete(Coroutine.of(waiting::await));
            assertThat(incomplete).hasMessage("3 bytes read on a total of 10 expected bytes");
            assertThat(text(incomplete.partial())).isEqualTo("abc");
            assertThat(incomplete.expected()).hasValue(10);
            assertThat(reader.atEof()).isTrue();
            assertThat(incomplete(reader.readExactly(1)).partial()).isEmpty();
            assertThat(reader.readExactly(0).await()).isEmpty();
        });
        with((peer, reader) -> {
            peer.sendAndArrive("no separator");
            peer.end();
            IncompleteReadException incomplete = incomplete(reader.readUntil(bytes("\r\n")));
            assertThat(incomplete).hasMessage("12 bytes read on a total of undefined expected bytes");
            assertThat(text(incomplete.partial())).isEqualTo("no separator");
            assertThat(incomplete.expected()).isEmpty();
            assertThat(incomplete(reader.readUntil(bytes("\r\n"))).partial()).isEmpty();
        });
    }

    private static IncompleteReadException incomplete(Coroutine<?> read) {
        IncompleteReadException thrown = catchThrowableOfType(IncompleteReadException.class, read::await);
        assertThat(thrown).isNotNull();
        return thrown;
    }

    @Test
    void theEndReachesWhoeverWaits() {
        Map<String, String> ends = new TreeMap<>();
        WAITS.forEach((name, wait) -> with((peer, reader) -> {
            Task<?> task = waiting(reader, wait.apply(reader));
            peer.sendAndArrive("ab");
            peer.end();
            Object end = catchOrResult(task);
            ends.put(name, end instanceof byte[] bytes ? text(bytes) : String.valueOf(end));
            assertThat(reader.atEof()).isTrue();
        }));
        assertThat(ends)
                .containsEntry("readAll", "ab")
                .containsEntry("readLine", "ab")
                .containsEntry("readTextLine", "ab")
                .hasEntrySatisfying("readExactly", end -> assertThat(end).contains("2 bytes read on a total of 5"))
                .hasEntrySatisfying("readUntil", end -> assertThat(end).contains("2 bytes read on a total of undef"));
    }

    private static @Nullable Object catchOrResult(Task<?> task) {
        try {
            return task.await();
        } catch (RuntimeException e) {
            return e;
        }
    }

    @Test
    @Behaviour(STREAM_READER)
    void aResetReachesWhoeverWaitsAndEverybodyAfterwards() {
        WAITS.forEach((name, wait) -> with((peer, reader) -> {
            Task<?> task = waiting(reader, wait.apply(reader));
            peer.sendAndArrive("ab");
            peer.reset();
            assertThatThrownBy(task::await)
                    .as(name)
                    .isInstanceOf(ConnectionLostException.class)
                    .hasMessageStartingWith("Connection lost: ")
                    .hasCauseInstanceOf(IOException.class);
            assertThatThrownBy(() -> wait.apply(reader).await()).isInstanceOf(ConnectionLostException.class);
            assertThat(reader.atEof()).isFalse();
            assertThat(reader).hasToString("<StreamReader 2 bytes, lost>");
            assertThat(text(reader.readExactly(2).await()))
                    .as("what came before")
                    .isEqualTo("ab");
            assertThatThrownBy(() -> reader.read(1).await()).isInstanceOf(ConnectionLostException.class);
        }));
    }

    @Test
    @Behaviour(STREAM_READER)
    void aSecondReaderIsRefusedAndTheFirstGoesOn() {
        WAITS.forEach((name, wait) -> with((peer, reader) -> {
            Task<?> first = waiting(reader, wait.apply(reader));
            peer.sendAndArrive("ab");
            assertThatThrownBy(() -> reader.read(1).await()) // Although there is a byte.
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("read() called while another coroutine is already waiting for incoming data, in " + name
                            + "(); let one task read, or a lock take care of turns");
            peer.send("cd\nyz\n");
            peer.end();
            first.await();
        }));
    }

    @Test
    void aCancelledReadLeavesTheBytesToTheNextOne() {
        WAITS.forEach((name, wait) -> with((peer, reader) -> {
            Task<?> task = waiting(reader, wait.apply(reader));
            peer.sendAndArrive("ab");
            task.cancel();
            until(task::isDone);
            assertThat(task.isCancelled()).as(name).isTrue();
            peer.send("cdefg\n");
            assertThat(text(reader.readUntil(bytes("\n")).await())).isEqualTo("abcdefg\n");
        }));
    }

    @Test
    void bytesThatArriveTogetherWithACancellationAreNotDropped() {
        with((peer, reader) -> {
            Task<byte[]> task = loop.createTask(reader.readExactly(2));
            until(() -> reader.toString().contains(", in readExactly"));
            reader.received(ByteBuffer.wrap(bytes("ab"))); // Wakes it, and now it is cancelled.
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(text(reader.readExactly(2).await())).isEqualTo("ab");
        });
    }

    @Test
    @Behaviour("124: Reader pauses the transport above 2×limit and resumes below limit.")
    void aFullBufferPausesThePeer() {
        with(1000, (peer, reader) -> {
            peer.sendAndArrive("x".repeat(2000));
            assertThat(peer.writer().transport().isReading()).isTrue();
            peer.sendAndArrive("y");
            assertThat(peer.writer().transport().isReading()).isFalse();
            assertThat(reader).hasToString("<StreamReader 2001 bytes, paused>");
            peer.send("z".repeat(500));
            assertThat(reader.read(1000).await()).hasSize(1000);
            assertThat(peer.writer().transport().isReading()).as("1001 left").isFalse();
            assertThat(reader.read(1).await()).hasSize(1);
            assertThat(peer.writer().transport().isReading()).as("1000 left").isTrue();
            until(() -> reader.buffered() == 1500);
            assertThat(text(reader.readExactly(1500).await())).isEqualTo("x".repeat(999) + "y" + "z".repeat(500));
        });
    }

    @Test
    void moreThanTheLimitArrivesForWhoAsksForMore() {
        with(10, (peer, reader) -> {
            peer.sendAndArrive("x".repeat(100)); // Pauses.
            Task<?> exactly = waiting(reader, reader.readExactly(5000));
            peer.sendAndArrive("y".repeat(3000));
            assertThat(peer.writer().transport().isReading()).isTrue();
            exactly.cancel();
            until(exactly::isDone);
            peer.sendAndArrive("-");
            assertThat(peer.writer().transport().isReading())
                    .as("nobody asks for more any longer")
                    .isFalse();
            Task<byte[]> all = loop.createTask(reader.readAll());
            until(() -> reader.toString().contains("readAll"));
            peer.sendAndArrive("z".repeat(4000));
            peer.end();
            assertThat(text(all.await())).isEqualTo("x".repeat(100) + "y".repeat(3000) + "-" + "z".repeat(4000));
        });
    }

    @Test
    void tenThousandLinesPassThroughASlowReaderInBoundedMemory() {
        int lines = 10_000;
        int limit = 1000;
        int chunk = 1 << 16; // What a transport reads at a time.
        String line = "-".repeat(300);
        with(limit, (peer, reader) -> {
            peer.letSendingWait();
            Thread sender = new Thread(() -> {
                try {
                    for (int i = 0; i < lines; i++) {
                        peer.send(i + line + "\n");
                    }
                    peer.end();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            sender.start();
            until(() -> reader.toString().contains("paused")); // However late the sender gets its turn.
            for (int i = 0; i < lines; i++) {
                assertThat(reader.readTextLine(UTF_8).await()).isEqualTo(i + line);
                assertThat(reader.buffered()).isLessThanOrEqualTo(2 * limit + chunk);
                assertThat(reader.capacity()).isLessThanOrEqualTo(2 * (2 * limit + chunk));
                if (i % 10 == 0) {
                    Async.sleep(Duration.ZERO).await();
                }
            }
            assertThat(reader.readTextLine(UTF_8).await()).isNull();
            until(() -> !sender.isAlive());
        });
    }

    @Test
    void aConnectionThatWaitsKeepsNoBuffer() {
        with((peer, reader) -> {
            peer.sendAndArrive("x".repeat(5000) + "\n");
            reader.readLine().await();
            assertThat(reader.capacity()).isZero();
            peer.sendAndArrive("x".repeat(5000) + "\nabc");
            reader.readLine().await();
            Task<?> waiting = waiting(reader, reader.readLine());
            assertThat(reader.capacity()).isEqualTo(3);
            waiting.cancel();
        });
    }

    @Test
    void nonsenseIsRefusedAtOnce() {
        with((peer, reader) -> {
            assertThatThrownBy(() -> reader.readExactly(-1))
                    .hasMessage("readExactly size can not be less than zero: -1");
            assertThatThrownBy(() -> reader.readUntil(new byte[0]))
                    .hasMessage("Separator should be at least one-byte string");
        });
        for (int limit : new int[] {0, -1}) {
            assertThatThrownBy(() -> Streams.openConnection("127.0.0.1", 1, limit))
                    .hasMessage("limit must be positive: " + limit);
            assertThatThrownBy(() -> Streams.startServer((reader, writer) -> {}, "127.0.0.1", 0, limit))
                    .hasMessage("limit must be positive: " + limit);
        }
    }

    @Test
    @DeliberateMistake("leaves a coroutine unstarted")
    void aTaskOfAnotherLoopIsRefused() throws Exception {
        List<StreamReader> readers = new ArrayList<>();
        List<SocketPeer> peers = new ArrayList<>();
        Engines.run(loop, () -> {
            SocketPeer peer = SocketPeer.open(10);
            peers.add(peer);
            return readers.add(peer.reader());
        });
        try (EventLoop other = EventLoop.open("other")) {
            assertThatThrownBy(() ->
                            Engines.run(other, () -> readers.get(0).read(1).await()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(
                            "read() called in a task of another loop: the stream belongs to " + loop.name());
        }
        assertThatThrownBy(() -> readers.get(0).read(1).await()).hasMessageContaining("outside a task");
        peers.get(0).close();
        Loops.tick(loop, 2);
    }
}
