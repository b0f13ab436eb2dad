// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchingTest {
    private final EventLoop loop = EventLoop.open();
    private final List<String> called = new ArrayList<>();
    private final Pipe pipe;

    WatchingTest() throws IOException {
        pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
    }

    @BeforeEach
    void forgetTheLog() {
        RecordedLog.clear();
    }

    @AfterEach
    void closeEverything() throws IOException {
        loop.close();
        pipe.source().close();
        pipe.sink().close();
    }

    private void send() throws IOException {
        assertThat(pipe.sink().write(ByteBuffer.allocate(1))).isEqualTo(1);
    }

    @Test
    void aReaderIsCalledForAsLongAsThereIsSomethingToRead() throws IOException {
        loop.addReader(pipe.source(), () -> called.add("readable"));
        Loops.tick(loop, 3);
        assertThat(called).isEmpty();
        send();
        Loops.tick(loop, 3);
        assertThat(called).hasSize(3);
        assertThat(pipe.source().read(ByteBuffer.allocate(8))).isEqualTo(1);
        Loops.tick(loop, 3);
        assertThat(called).hasSize(3);
    }

    @Test
    @Behaviour(
            "4: Order inside an iteration: I/O callbacks queued by the poll, then due timers, both behind what was already"
                    + " ready.")
    void whatIsReadyComesBeforeReadersAndThoseBeforeTimers() throws IOException {
        loop.addReader(pipe.source(), () -> called.add("readable"));
        send();
        loop.callLater(Duration.ZERO, () -> called.add("timer"));
        loop.callSoon(() -> called.add("soon"));
        Loops.tick(loop, 1);
        assertThat(called).containsExactly("soon", "readable", "timer");
    }

    @Test
    void aNewReaderReplacesTheOld() throws IOException {
        loop.addReader(pipe.source(), () -> called.add("old"));
        loop.addReader(pipe.source(), () -> called.add("new"));
        send();
        Loops.tick(loop, 1);
        assertThat(called).containsExactly("new");
    }

    @Test
    void aRemovedReaderIsSilentAndMayComeBack() throws IOException {
        assertThat(loop.removeReader(pipe.source())).isFalse();
        loop.addReader(pipe.source(), () -> called.add("first"));
        assertThat(loop.removeReader(pipe.source())).isTrue();
        assertThat(loop.removeReader(pipe.source())).isFalse();
        send();
        Loops.tick(loop, 3);
        assertThat(called).isEmpty();
        loop.addReader(pipe.source(), () -> called.add("second"));
        assertThat(loop.removeReader(pipe.source())).isTrue();
        loop.addReader(pipe.source(), () -> called.add("third"));
        Loops.tick(loop, 1);
        assertThat(called).containsExactly("third");
    }

    @Test
    void aReaderRemovedByAnEarlierCallbackOfTheTickIsNotCalled() throws IOException {
        send();
        loop.addReader(pipe.source(), () -> called.add("readable"));
        loop.callSoon(() -> loop.removeReader(pipe.source()));
        Loops.tick(loop, 3);
        assertThat(called).isEmpty();
    }

    @Test
    void aReaderMayRemoveItself() throws IOException {
        send();
        loop.addReader(pipe.source(), () -> {
            called.add("once");
            loop.removeReader(pipe.source());
        });
        Loops.tick(loop, 3);
        assertThat(called).containsExactly("once");
    }

    @Test
    void aWriterIsCalledWhileThereIsRoom() {
        loop.addWriter(pipe.sink(), () -> called.add("writable"));
        Loops.tick(loop, 2);
        assertThat(called).hasSize(2);
        assertThat(loop.removeWriter(pipe.sink())).isTrue();
        assertThat(loop.removeWriter(pipe.sink())).isFalse();
        Loops.tick(loop, 2);
        assertThat(called).hasSize(2);
    }

    @Test
    void acceptingAndConnectingAreReadinessToo() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open();
                SocketChannel client = SocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            server.configureBlocking(false);
            client.configureBlocking(false);
            client.connect(server.getLocalAddress());
            loop.addReader(server, () -> called.add("acceptable"));
            loop.addWriter(client, () -> called.add("connectable"));
            Loops.runUntil(loop, () -> called.contains("acceptable") && called.contains("connectable"));
            assertThat(client.finishConnect()).isTrue();
        }
        Loops.tick(loop, 1);
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    @Test
    void aChannelClosedByItsOwnerIsForgotten() throws IOException {
        loop.addReader(pipe.source(), () -> called.add("readable"));
        send();
        pipe.source().close();
        Loops.tick(loop, 3);
        assertThat(called).isEmpty();
        assertThat(loop.removeReader(pipe.source())).isFalse();
        assertThatThrownBy(() -> loop.addReader(pipe.source(), () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void blockingAndUselessChannelsAreRefused() throws IOException {
        try (SocketChannel blocking = SocketChannel.open()) {
            assertThatThrownBy(() -> loop.addReader(blocking, () -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("the channel must be non-blocking");
        }
        assertThatThrownBy(() -> loop.addReader(pipe.sink(), () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("is never ready for that");
    }

    @Test
    void aTransportsChannelIsItsOwn() {
        Server server = Loops.run(loop, loop.createServer(() -> new Recorder(loop), "127.0.0.1", 0));
        ServerSocketChannel channel =
                (ServerSocketChannel) loop.readiness.registrations().get(0).channel;
        assertThatThrownBy(() -> loop.addReader(channel, () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("the channel is used by <Server [127.0.0.1:");
        server.close();
    }

    @Test
    void closingTheLoopLeavesTheUsersChannelsOpen() {
        loop.addReader(pipe.source(), () -> called.add("readable"));
        loop.close();
        assertThat(pipe.source().isOpen()).isTrue();
        assertThat(loop.removeReader(pipe.source())).isFalse();
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    @Test
    void manyTicksUnderLoadStillSeeReadiness() throws IOException {
        send();
        loop.addReader(pipe.source(), loop::stop);
        Runnable[] again = new Runnable[1];
        again[0] = () -> loop.callSoon(again[0]);
        loop.callSoon(again[0]);
        loop.runForever();
        assertThat(loop.vitals.tickOpaque()).isLessThan(10_000);
    }
}
