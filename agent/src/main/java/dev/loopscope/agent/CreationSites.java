// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import dev.loopscope.agent.fact.Thrown;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Where futures were made that are alive, as far as there is room: of those whose numbers share a row, the younger ones are
 * known. Any thread.
 */
final class CreationSites implements Runnable {
    /** Futures at most, each with a stack trace of some 1.5 KB; a power of two. */
    private static final int ROOM = 8192;
    /** Of so few places in a row one is nearly always free while the room is half empty; a power of two. */
    private static final int ROW = 8;
    /** How long a site keeps its trace as it was taken; most futures are gone by then. Nanoseconds. */
    private static final long YOUNG_NANOS = 1_000_000_000L;
    /** Traces written down at a time; each costs the reporter's thread some ten microseconds. */
    private static final int WRITTEN = 1_000;

    private final AtomicReferenceArray<@Nullable Site> sites = new AtomicReferenceArray<>(ROOM);
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
    private long lookedNanos = System.nanoTime();

    private static final class Site extends WeakReference<Object> {
        final Thrown origin;
        final int place;
        final long madeNanos;

        Site(Object future, ReferenceQueue<Object> queue, Thrown origin, int place, long madeNanos) {
            super(future, queue);
            this.origin = origin;
            this.place = place;
            this.madeNanos = madeNanos;
        }
    }

    void made(Object future, Thrown origin) {
        long now = System.nanoTime();
        int row = row(future);
        int place = row + (int) (now & (ROW - 1));
        for (int i = row; i < row + ROW; i++) {
            Site known = sites.getPlain(i);
            if (known == null || known.refersTo(null)) {
                place = i;
                break;
            }
        }
        sites.setRelease(place, new Site(future, collected, origin, place, now));
    }

    /** Where a future was made, null if that is not known. */
    @Nullable
    Thrown of(Object future) {
        int row = row(future);
        for (int i = row; i < row + ROW; i++) {
            Site known = sites.getAcquire(i);
            if (known != null && known.refersTo(future)) {
                return known.origin;
            }
        }
        return null;
    }

    private static int row(Object future) {
        int hash = System.identityHashCode(future) * 0x9e3779b9;
        return (hash >>> 16) * ROW & ROOM - 1;
    }

    /**
     * Reporter's thread, every few milliseconds: a stack trace holds classes of the application's, and those may hold the
     * future. So it goes with its future, or is written down.
     */
    @Override
    public void run() {
        for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
            Site site = (Site) gone;
            sites.compareAndSet(site.place, site, null);
        }
        long now = System.nanoTime();
        if (now - lookedNanos >= YOUNG_NANOS) {
            lookedNanos = now;
            writeDown(now - YOUNG_NANOS);
        }
    }

    private void writeDown(long madeBefore) {
        int writable = WRITTEN;
        for (int i = 0; i < ROOM && writable > 0; i++) {
            Site site = sites.getAcquire(i);
            if (site != null && site.madeNanos - madeBefore <= 0 && !site.origin.isWrittenDown()) {
                site.origin.writeDown();
                writable--;
            }
        }
    }
}
