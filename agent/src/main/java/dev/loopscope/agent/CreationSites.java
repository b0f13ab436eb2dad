// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

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

    private final AtomicReferenceArray<@Nullable Site> sites = new AtomicReferenceArray<>(ROOM);
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

    private static final class Site extends WeakReference<Object> {
        final Throwable origin;
        final int place;

        Site(Object future, ReferenceQueue<Object> queue, Throwable origin, int place) {
            super(future, queue);
            this.origin = origin;
            this.place = place;
        }
    }

    void made(Object future, Throwable origin) {
        int row = row(future);
        int place = row + (int) (System.nanoTime() & (ROW - 1));
        for (int i = row; i < row + ROW; i++) {
            Site known = sites.getPlain(i);
            if (known == null || known.refersTo(null)) {
                place = i;
                break;
            }
        }
        sites.setRelease(place, new Site(future, collected, origin, place));
    }

    /** Where a future was made, null if that is not known. */
    @Nullable
    Throwable of(Object future) {
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

    /** Agent's thread, every few milliseconds: a stack trace holds classes of the application's, and goes with its future. */
    @Override
    public void run() {
        for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
            Site site = (Site) gone;
            sites.compareAndSet(site.place, site, null);
        }
    }
}
