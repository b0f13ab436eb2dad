// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;

/** Loop thread only. Bytes the operating system would not take yet, and the marks between which writing is paused. */
final class WriteBuffer {
    /**
     * Bytes handed to the operating system at a time: the JDK copies a heap buffer to an off-heap one of the same size,
     * which it then keeps for the thread for good.
     */
    private static final int SLICE = 1 << 16;
    /** Slices in a row, before others get their turn. */
    private static final int MAX_SLICES = 16;

    private static final int SMALL_CHUNK = 1 << 13;

    private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>(1); // most connections never need one
    private long size;
    private int high = 64 * 1024; // asyncio's FLOW_CONTROL_HIGH_WATER
    private int low = 16 * 1024;

    long size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    boolean isAboveHigh() {
        return size > high;
    }

    boolean isDownToLow() {
        return size <= low;
    }

    void setLimits(int high, int low) {
        if (low < 0 || high < low) {
            throw new IllegalArgumentException("high (" + high + ") must be >= low (" + low + ") must be >= 0");
        }
        this.high = high;
        this.low = low;
    }

    /** Copies the remaining bytes behind what is there. */
    void append(ByteBuffer data) {
        int length = data.remaining();
        ByteBuffer last = chunks.peekLast();
        if (last == null || last.capacity() - last.limit() < length) {
            int capacity = Math.max(length, size < SLICE ? SMALL_CHUNK : SLICE);
            last = ByteBuffer.allocate(capacity).limit(0);
            chunks.add(last);
        }
        int end = last.limit();
        last.limit(end + length);
        last.put(end, data, data.position(), length);
        data.position(data.limit());
        size += length;
    }

    /** Writes as much as the channel takes, up to a fair share. */
    void writeTo(WritableByteChannel channel) throws IOException {
        for (int slices = 0; slices < MAX_SLICES; slices++) {
            ByteBuffer first = chunks.peek();
            if (first == null) {
                return;
            }
            int wanted = Math.min(first.remaining(), SLICE);
            int written = writeSlice(channel, first);
            size -= written;
            if (!first.hasRemaining()) {
                chunks.remove();
            }
            if (written < wanted) {
                return;
            }
        }
    }

    void clear() {
        chunks.clear();
        size = 0;
    }

    /** Writes from a caller's buffer as much as the channel takes, up to a fair share. */
    static void write(WritableByteChannel channel, ByteBuffer data) throws IOException {
        for (int slices = 0; slices < MAX_SLICES && data.hasRemaining(); slices++) {
            if (writeSlice(channel, data) < SLICE) {
                return;
            }
        }
    }

    private static int writeSlice(WritableByteChannel channel, ByteBuffer data) throws IOException {
        int limit = data.limit();
        data.limit(data.position() + Math.min(data.remaining(), SLICE));
        try {
            return channel.write(data);
        } finally {
            data.limit(limit);
        }
    }
}
