// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop.stream;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Loop thread only. Bytes that have arrived and were not read yet, in one array so that they can be searched and handed
 * out in one piece. Empty it has no array at all: a connection that waits costs nothing here. What arrives in an empty
 * one gets an array of its own size, so that whoever reads all of it gets that array and nothing is copied again.
 */
final class ReadBuffer {
    private static final byte[] NOTHING = {};
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8; // what JVMs can allocate
    /** An array this much larger than what is left in it is given up while the connection waits. */
    private static final int WASTE = 4;

    private byte[] bytes = NOTHING;
    private int start;
    private int end;

    int size() {
        return end - start;
    }

    int capacity() {
        return bytes.length;
    }

    boolean isEmpty() {
        return start == end;
    }

    /** Copies what remains behind what is there. */
    void append(ByteBuffer data) {
        int count = data.remaining();
        if (bytes.length - end < count) {
            makeRoom(count);
        }
        data.get(bytes, end, count);
        end += count;
    }

    /** The first bytes, as many as are asked for and at most all. The array is the caller's. */
    byte[] take(int count) {
        if (count == 0) {
            return NOTHING;
        }
        if (start == 0 && end == count && bytes.length == count) {
            byte[] all = bytes;
            clear();
            return all;
        }
        byte[] taken = Arrays.copyOfRange(bytes, start, start + count);
        drop(count);
        return taken;
    }

    byte[] takeAll() {
        return take(size());
    }

    void drop(int count) {
        start += count;
        if (start == end) {
            clear();
        }
    }

    void clear() {
        bytes = NOTHING;
        start = 0;
        end = 0;
    }

    /** Where these bytes first begin at or after an index, counted from the first byte; -1 if nowhere. */
    int indexOf(byte[] wanted, int from) {
        byte first = wanted[0];
        int last = end - wanted.length;
        for (int i = start + from; i <= last; i++) {
            if (bytes[i] == first && Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i - start;
            }
        }
        return -1;
    }

    /** Before a wait that may be long: a few bytes that are left do not keep a large array alive. */
    void trim() {
        if (size() < bytes.length / WASTE) {
            bytes = Arrays.copyOfRange(bytes, start, end);
            end -= start;
            start = 0;
        }
    }

    private void makeRoom(int count) {
        int size = size();
        if (size > MAX_ARRAY - count) {
            throw new IllegalStateException("more than 2 GiB have arrived and were not read");
        }
        byte[] roomy = bytes;
        if (size + count > bytes.length || size > bytes.length / 2) {
            // Twice what is there, so that many small pieces are not copied more than once each on average.
            roomy = new byte[Math.max(size + count, (int) Math.min(2L * size, MAX_ARRAY))];
        }
        System.arraycopy(bytes, start, roomy, 0, size);
        bytes = roomy;
        start = 0;
        end = size;
    }
}
