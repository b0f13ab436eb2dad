// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.exceptionneverretrieved;

import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinTask;
import org.jspecify.annotations.Nullable;

/**
 * Fork-join tasks that divide their work fail in many parts at once, and whoever joins one of them does not look at the others.
 * They are known by their class: when one of it has been read, or told, others that failed about then are not. A part that fails because it has read another is no reader. Any thread.
 */
final class Siblings {
    /** Classes of tasks; a program has a few. */
    private static final int MOST = 256;
    /** How much later a part may fail than the whole was read, for it goes on. Milliseconds; a guess. */
    private static final long LATER = 1_000;

    private final ConcurrentHashMap<String, Reading> heard = new ConcurrentHashMap<>();

    private record Reading(Instant time, long thread) {}

    /** What siblings have in common; null for a future that has none. */
    static @Nullable String of(Object future) {
        if (!(future instanceof ForkJoinTask<?>)) {
            return null;
        }
        String type = future.getClass().getName();
        return type.startsWith("java.") ? null : type;
    }

    /** The current thread has read one of them. */
    void read(@Nullable String siblings) {
        add(siblings, Instant.now());
    }

    /** One of them is being reported; what fails from now on is another matter. */
    void told(@Nullable String siblings) {
        add(siblings, Instant.now().minusMillis(LATER));
    }

    private void add(@Nullable String siblings, Instant time) {
        if (siblings != null && (heard.size() < MOST || heard.containsKey(siblings))) {
            heard.put(siblings, new Reading(time, LoopscopeThread.idOf(Thread.currentThread())));
        }
    }

    /** The current thread lets one of them fail. */
    void failing(@Nullable String siblings) {
        Reading last = siblings == null ? null : heard.get(siblings);
        if (last != null && last.thread == LoopscopeThread.idOf(Thread.currentThread())) {
            heard.remove(siblings, last);
        }
    }

    /** Whether one of them was heard of since shortly before the given time. */
    boolean contains(@Nullable String siblings, Instant time) {
        Reading last = siblings == null ? null : heard.get(siblings);
        return last != null && last.time.isAfter(time.minusMillis(LATER));
    }
}
