// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop.stream;

import static dev.loopscope.loop.stream.SocketPeer.bytes;
import static dev.loopscope.loop.stream.SocketPeer.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ReadBufferTest {
    private static final long SEED = 20_261_122;

    private final ReadBuffer buffer = new ReadBuffer();

    private void append(String text) {
        buffer.append(ByteBuffer.wrap(bytes(text)));
    }

    @Test
    void anyMixtureOfAppendingTakingDroppingAndTrimmingKeepsTheBytesInOrder() {
        Random random = new Random(SEED);
        StringBuilder expected = new StringBuilder();
        int largest = 0;
        for (int i = 0; i < 100_000; i++) {
            int count = random.nextInt(random.nextInt(10) == 0 ? 1000 : 10);
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    String more =
                            String.valueOf((char) ('a' + random.nextInt(26))).repeat(count);
                    append(more);
                    expected.append(more);
                }
                case 2 -> {
                    count = Math.min(count, buffer.size());
                    assertThat(text(buffer.take(count))).isEqualTo(expected.substring(0, count));
                    expected.delete(0, count);
                }
                case 3 -> {
                    count = Math.min(count, buffer.size());
                    buffer.drop(count);
                    expected.delete(0, count);
                }
                default -> buffer.trim();
            }
            assertThat(buffer.size()).isEqualTo(expected.length());
            assertThat(buffer.isEmpty()).isEqualTo(expected.isEmpty());
            largest = Math.max(largest, expected.length());
            assertThat(buffer.capacity()).isLessThanOrEqualTo(2 * largest);
            String wanted = expected.length() < 3 ? "zz" : expected.substring(expected.length() - 3);
            int from = expected.isEmpty() ? 0 : random.nextInt(expected.length());
            assertThat(buffer.indexOf(bytes(wanted), from)).isEqualTo(expected.indexOf(wanted, from));
        }
    }

    @Test
    void whoTakesAllThatCameInOnePieceGetsThatVeryArray() {
        append("abc");
        assertThat(buffer.capacity()).isEqualTo(3);
        byte[] all = buffer.take(3);
        assertThat(buffer.capacity()).isZero();
        append("xyz");
        assertThat(text(all)).isEqualTo("abc");
    }

    @Test
    void manySmallPiecesTakeTwiceTheirRoomAtMost() {
        for (int i = 1; i <= 100_000; i++) {
            append("x");
            assertThat(buffer.capacity()).isLessThanOrEqualTo(2 * i);
        }
    }

    /** Quadratic, this would take minutes. */
    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aSeparatorIsLookedForOnceInAMillionSinglePieces() {
        SeparatorSearch search = new SeparatorSearch(buffer, bytes("\r\n"));
        ByteBuffer piece = ByteBuffer.wrap(bytes("\r"));
        for (int i = 0; i < 1_000_000; i++) {
            buffer.append(piece.rewind());
            assertThat(search.find() == -1 && search.without() == i).isTrue();
        }
        append("\n");
        assertThat(search.find()).isEqualTo(999_999);
    }
}
