// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which callbacks an iteration ran, and how long each took. The thread that runs the loop writes; everybody else gets a copy.
 *
 * <p>Nothing is counted until the watchdog finds an iteration long. From then on the end of each callback is told, at one
 * reading of the clock. When there are very many only every second is measured, every fourth, and so on, between the end of
 * the one before it and its own: so measuring never costs a loop more than some thousand readings per iteration.
 */
public final class Tally {
    /** A power of two. With the time of each callback told it is exact up to here. */
    static final int MEASURED = 256;

    private static final long NOBODY = Long.MIN_VALUE;

    private final @Nullable Object[] callbacks;
    private final long[] nanos;
    private int size;
    private int stride;
    private long toldSequence = NOBODY;
    private long toldNanos;
    private boolean measuresNext = true;

    /** Some callbacks measured, each of which stands for as many as the stride says. */
    public record Measured(Object callback, int count, long nanos) {}

    Tally() {
        this(new Object[MEASURED], new long[MEASURED], 0, 1);
    }

    private Tally(@Nullable Object[] callbacks, long[] nanos, int size, int stride) {
        this.callbacks = callbacks;
        this.nanos = nanos;
        this.size = size;
        this.stride = stride;
    }

    Tally copy() {
        return new Tally(Arrays.copyOf(callbacks, size), Arrays.copyOf(nanos, size), size, stride);
    }

    boolean hasBegun() {
        return toldSequence != NOBODY;
    }

    /**
     * A callback has ended whose end was to be told.
     *
     * @param stoodNanos how long it is known not to have been let run
     * @return the sequence of the one whose end is to be told next
     */
    long ended(long sequence, @Nullable Object callback, long now, long stoodNanos) {
        boolean isMeasured = measuresNext && sequence == toldSequence + 2;
        if (isMeasured && callback != null) {
            add(callback, Math.max(0, now - toldNanos - stoodNanos));
        }
        toldSequence = sequence;
        toldNanos = now;
        measuresNext = !isMeasured || stride == 1;
        return sequence + (measuresNext ? 2 : 2L * (stride - 1));
    }

    private void add(Object callback, long duration) {
        if (size == MEASURED) {
            for (int i = 0; i < MEASURED / 2; i++) {
                callbacks[i] = callbacks[2 * i];
                nanos[i] = nanos[2 * i];
            }
            Arrays.fill(callbacks, MEASURED / 2, MEASURED, null);
            size = MEASURED / 2;
            stride *= 2;
        }
        callbacks[size] = callback;
        nanos[size++] = duration;
    }

    /** Any thread, of a copy. In the order in which they ran. */
    public List<Measured> measured() {
        List<Measured> measured = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            Object callback = callbacks[i];
            if (callback != null) {
                measured.add(new Measured(callback, stride, nanos[i] * stride));
            }
        }
        return measured;
    }

    /** Of one callback, in nanoseconds. */
    long longest() {
        long longest = 0;
        for (int i = 0; i < size; i++) {
            longest = Math.max(longest, nanos[i]);
        }
        return longest;
    }
}
