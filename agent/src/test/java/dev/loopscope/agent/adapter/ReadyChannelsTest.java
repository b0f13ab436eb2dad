// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

class ReadyChannelsTest {
    private static final String CHANNEL = "io.netty.channel.socket.nio.NioSocketChannel";

    @Test
    void aReadyChannelIsNamedByItsClass() throws Exception {
        NioSocketChannel channel = new NioSocketChannel();
        try (Selector selector = Selector.open();
                SocketChannel socket = SocketChannel.open()) {
            socket.configureBlocking(false);
            SelectionKey key = socket.register(selector, SelectionKey.OP_CONNECT, channel);
            assertThat(ReadyChannels.nameOf(key, null)).isEqualTo(CHANNEL);
        } finally {
            channel.unsafe().closeForcibly();
        }
    }

    @Test
    void soIsWhatIsInsideOfIt() {
        NioSocketChannel channel = new NioSocketChannel();
        assertThat(ReadyChannels.nameOf(channel.unsafe(), null)).isEqualTo(CHANNEL);
        channel.unsafe().closeForcibly();
    }

    @Test
    void aTaskIsNamedByItsClassAndAHandlerAboveAll() {
        Runnable task = () -> {};
        assertThat(ReadyChannels.nameOf(task, null)).isEqualTo(ReadyChannelsTest.class.getName() + " lambda");
        assertThat(ReadyChannels.nameOf(task, "com.acme.Feed")).isEqualTo("com.acme.Feed");
        assertThat(ReadyChannels.nameOf(null, null)).isNull();
    }
}
