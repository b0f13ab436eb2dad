// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.neverawaited;

import dev.loopscope.agent.fact.CoroutineListener;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Which coroutine objects have been made and not started. One is lost when it is collected like that, or when the JVM ends
 * and nobody is left to start it.
 */
final class CoroutineTracker implements CoroutineListener {
    /** Several, so that loops do not wait for each other; a power of two. */
    private static final int SHELVES = 16;
    /** At the end of the JVM, with a loop still running: a younger one may just be on its way. */
    private static final long ON_ITS_WAY_NANOS = 1_000_000_000L;
    /** How long one keeps its trace as it was taken, which holds classes of the application's. Nanoseconds. */
    private static final long YOUNG_NANOS = 1_000_000_000L;

    private final Shelf[] shelves = new Shelf[SHELVES];
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
    private final AtomicLong skipped = new AtomicLong();
    private long lookedNanos = System.nanoTime();

    /** Told of each lost one; reporter's thread only. */
    interface LostListener {
        void lost(Unstarted coroutine, boolean isCollected);
    }

    CoroutineTracker() {
        for (int i = 0; i < SHELVES; i++) {
            shelves[i] = new Shelf();
        }
        // No loop's thread has to load the class.
        Object made = made(this, CoroutineTracker.class, null);
        if (made != null) {
            started(made);
        }
    }

    @Override
    public @Nullable Object made(Object coroutine, Class<?> code, @Nullable Throwable origin) {
        Shelf shelf = shelves[(int) LoopscopeThread.idOf(Thread.currentThread()) & (SHELVES - 1)];
        Unstarted unstarted = new Unstarted(coroutine, collected, shelf, code, origin);
        if (shelf.add(unstarted)) {
            return unstarted;
        }
        skipped.incrementAndGet();
        return null;
    }

    @Override
    public void started(Object made) {
        Unstarted unstarted = (Unstarted) made;
        unstarted.shelf.remove(unstarted);
        unstarted.clear();
    }

    /** Reporter's thread: hands over what has been lost since. */
    void poll(LostListener listener) {
        for (Reference<?> lost = collected.poll(); lost != null; lost = collected.poll()) {
            Unstarted unstarted = (Unstarted) lost;
            if (unstarted.shelf.remove(unstarted)) {
                listener.lost(unstarted, true);
            }
        }
        long now = System.nanoTime();
        if (now - lookedNanos >= YOUNG_NANOS) {
            lookedNanos = now;
            writeDown(now - YOUNG_NANOS);
        }
    }

    private void writeDown(long madeBefore) {
        for (Shelf shelf : shelves) {
            for (Unstarted unstarted : shelf.all()) {
                if (unstarted.origin != null && unstarted.madeNanos - madeBefore <= 0) {
                    unstarted.origin.writeDown();
                }
            }
        }
    }

    /** Reporter's thread, at the end of the JVM. */
    void drain(LostListener listener) {
        boolean anyLoop = isAnyLoopRunning();
        long now = System.nanoTime();
        for (Shelf shelf : shelves) {
            for (Unstarted unstarted : shelf.all()) {
                if (!anyLoop || now - unstarted.madeNanos >= ON_ITS_WAY_NANOS) {
                    shelf.remove(unstarted);
                    listener.lost(unstarted, false);
                }
            }
        }
    }

    private static boolean isAnyLoopRunning() {
        for (LoopscopeThread watched : LoopscopeProbes.watched()) {
            if (watched.hasBoundaries) {
                return true;
            }
        }
        return false;
    }

    /** Coroutines that were not followed because there were too many, since this was asked last. */
    long skipped() {
        return skipped.getAndSet(0);
    }
}
