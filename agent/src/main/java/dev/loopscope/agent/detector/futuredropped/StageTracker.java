// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.futuredropped;

import dev.loopscope.agent.fact.StageListener;
import dev.loopscope.agent.fact.Thrown;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Which {@code CompletableFuture}s are pending that something depends on, and which of them have been collected like that. */
final class StageTracker implements StageListener {
    /** Each with a stack trace of some 1.5 KB. Futures that are done take no place. */
    private static final int ROOM = 16_384;
    /** How long what is pending keeps its traces as they were taken; most is done by then. Nanoseconds. */
    private static final long YOUNG_NANOS = 1_000_000_000L;
    /** Futures whose traces are written down at a time; each costs the reporter's thread some ten microseconds. */
    private static final int WRITTEN = 1_000;

    private final Set<Pending> pending = ConcurrentHashMap.newKeySet();
    private final AtomicInteger size = new AtomicInteger();
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
    private final AtomicLong skipped = new AtomicLong();
    private long lookedNanos = System.nanoTime();

    StageTracker() {
        // No thread of the application's has to load the classes.
        Object first = expected(this, null);
        if (first != null) {
            Object second = hung(this, first, new Thrown(new Throwable()));
            if (second != null) {
                settled(second);
            }
            settled(first);
        }
    }

    @Override
    public @Nullable Object expected(Object future, @Nullable Thrown origin) {
        return add(future, null, origin);
    }

    @Override
    public @Nullable Object hung(Object stage, Object source, Thrown site) {
        Pending added = add(stage, site, null);
        if (added != null) {
            Pending.link((Pending) source, added);
        }
        return added;
    }

    private @Nullable Pending add(Object future, @Nullable Thrown site, @Nullable Thrown origin) {
        if (size.get() >= ROOM) {
            skipped.incrementAndGet();
            return null;
        }
        size.incrementAndGet();
        Pending added = new Pending(future, collected, site, origin);
        pending.add(added);
        return added;
    }

    @Override
    public void joined(Object stage, Object source) {
        Pending.link((Pending) source, (Pending) stage);
    }

    @Override
    public void settled(Object record) {
        Pending done = (Pending) record;
        if (done.settle()) {
            remove(done);
            done.clear();
        }
    }

    private void remove(Pending done) {
        if (pending.remove(done)) {
            size.decrementAndGet();
        }
    }

    /** Reporter's thread: those that have been collected since, and nothing that they waited for is to blame. */
    List<Pending> takeDropped() {
        List<Pending> dropped = new ArrayList<>();
        for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
            Pending last = (Pending) gone;
            remove(last);
            if (!last.isSettled() && !last.isAnsweredFor()) {
                dropped.add(last);
            }
        }
        return dropped;
    }

    /** Reporter's thread, as often as it likes: what is pending for long keeps no class of the application's, nor its loader. */
    void writeDown() {
        long now = System.nanoTime();
        if (now - lookedNanos < YOUNG_NANOS) {
            return;
        }
        lookedNanos = now;
        int writable = WRITTEN;
        for (Pending each : pending) {
            if (each.writeDown(now - YOUNG_NANOS) && --writable == 0) {
                return;
            }
        }
    }

    /** Futures that were not followed because there were too many, since this was asked last. */
    long skipped() {
        return skipped.getAndSet(0);
    }
}
