// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WriteBufferTest {
    /** A channel that takes a random part of what it is offered. */
    private static final class Stingy implements WritableByteChannel {
        final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final Random random = new Random(11);

        @Override
        public int write(ByteBuffer data) {
            byte[] some = new byte[random.nextInt(data.remaining() + 1)];
            data.get(some);
            taken.writeBytes(some);
            return some.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void whateverGoesInComesOutInOrder() throws IOException {
        Random random = new Random(12);
        WriteBuffer buffer = new WriteBuffer();
        Stingy channel = new Stingy();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int i = 0; i < 5_000; i++) {
            byte[] data = new byte[random.nextInt(random.nextInt(10) == 0 ? 200_000 : 300)];
            random.nextBytes(data);
            expected.writeBytes(data);
            ByteBuffer source = i % 2 == 0
                    ? ByteBuffer.wrap(data)
                    : ByteBuffer.allocateDirect(data.length).put(data).flip();
            buffer.append(source);
            assertThat(source.hasRemaining()).isFalse();
            while (random.nextBoolean()) {
                buffer.writeTo(channel);
            }
            if (buffer.size() != expected.size() - channel.taken.size()) {
                throw new AssertionError("wrong size after " + i);
            }
        }
        while (!buffer.isEmpty()) {
            buffer.writeTo(channel);
        }
        assertThat(channel.taken.toByteArray()).isEqualTo(expected.toByteArray());
    }

    @Test
    void marksAreBytes() {
        WriteBuffer buffer = new WriteBuffer();
        buffer.append(ByteBuffer.allocate(64 * 1024));
        assertThat(buffer.isAboveHigh()).isFalse();
        buffer.append(ByteBuffer.allocate(1));
        assertThat(buffer.isAboveHigh()).isTrue();
        assertThat(buffer.isDownToLow()).isFalse();
        buffer.clear();
        assertThat(buffer.isDownToLow()).isTrue();
        assertThatThrownBy(() -> buffer.setLimits(-1, -2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("high (-1) must be >= low (-2) must be >= 0");
    }
}
