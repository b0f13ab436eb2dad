// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.exceptionneverretrieved;

import dev.loopscope.agent.detector.Identity;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The failed futures of libraries that are alive, and what each holds: who asks a future shows only that. Any thread. */
final class Holders {
    private static final int MOST = 16_384;

    private final ConcurrentHashMap<Identity<Object>, WeakReference<Throwable>> exceptions = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    /** False when there are too many. */
    boolean hold(Object holder, Throwable exception) {
        if (count.get() >= MOST) {
            return false;
        }
        if (exceptions.put(new Identity<>(holder, collected), new WeakReference<>(exception)) == null) {
            count.incrementAndGet();
        }
        return true;
    }

    /** What a future has failed with, or null. */
    @Nullable
    Throwable exceptionOf(Object holder) {
        if (count.get() == 0) {
            return null;
        }
        WeakReference<Throwable> known = exceptions.get(new Identity<>(holder, null));
        return known == null ? null : known.get();
    }

    /** Reporter's thread: forgets what is gone. */
    void expunge() {
        for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
            if (exceptions.remove(gone) != null) {
                count.decrementAndGet();
            }
        }
    }
}
