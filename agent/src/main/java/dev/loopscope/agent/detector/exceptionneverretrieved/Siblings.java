// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.exceptionneverretrieved;

import dev.loopscope.agent.fact.FailureLost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Fork-join tasks that divide their work fail in many parts at once, and whoever joins one of them does not look at the others.
 * They are known by their class, their family: when one of it has been read, or told, others that failed about then are not. A
 * part that fails because it has read another is no reader.
 *
 * <p>A part that nobody can join any more may be gone long before the whole is read. So what is lost waits until no other of its
 * family is unread.
 */
final class Siblings {
    /** Classes of tasks; a program has a few. */
    private static final int MOST = 256;
    /** How much later a part may fail than the whole was read, for it goes on. Milliseconds; a guess. */
    private static final long LATER = 1_000;
    /** How long an unread failure keeps others waiting: somebody may keep it for ever. Milliseconds; a guess. */
    private static final long PATIENCE = 60_000;
    /** Stacks that are looked through between two polls; each costs the thread that reads some ten microseconds. */
    private static final int WALKS = 64;

    private final ConcurrentHashMap<String, Readings> families = new ConcurrentHashMap<>();
    private final AtomicInteger walks = new AtomicInteger(WALKS);

    // of the reporter's thread
    private final List<Waiting> waiting = new ArrayList<>();

    /** The youngest failure of a family that is lost. What clears it clears all others. */
    private static final class Waiting {
        final String family;
        Instant time;
        FailureLost lost;
        boolean wasLast;

        Waiting(String family, Instant time, FailureLost lost) {
            this.family = family;
            this.time = time;
            this.lost = lost;
        }
    }

    /** What siblings have in common; null for a future that has none. */
    static @Nullable String of(Object future) {
        if (!(future instanceof ForkJoinTask<?>)) {
            return null;
        }
        String type = future.getClass().getName();
        return type.startsWith("java.") ? null : type;
    }

    /** The current thread has read the exception of one of them. */
    void read(@Nullable String family, Throwable exception) {
        if (family != null) {
            Readings readings = readings(family);
            if (readings != null) {
                readings.add(exception, isInPart(family), Instant.now());
            }
        }
    }

    /** Whether the current thread runs the code of one of them; not known of all in a storm. */
    private boolean isInPart(String family) {
        if (Thread.currentThread() instanceof ForkJoinWorkerThread && walks.decrementAndGet() >= 0) {
            for (StackTraceElement frame : new Throwable().getStackTrace()) {
                if (frame.getClassName().equals(family)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Null when there are too many families. */
    private @Nullable Readings readings(String family) {
        Readings known = families.get(family);
        if (known != null || families.size() >= MOST) {
            return known;
        }
        Readings fresh = new Readings();
        Readings other = families.putIfAbsent(family, fresh);
        return other == null ? fresh : other;
    }

    /** The current thread lets one of them fail with this exception. */
    void failing(@Nullable String family, Throwable exception) {
        Readings readings = family == null ? null : families.get(family);
        if (readings != null) {
            readings.passedOn(exception);
        }
    }

    /** Reporter's thread: one of them that failed then is unread and gone. */
    void lose(String family, Instant time, FailureLost lost) {
        for (Waiting each : waiting) {
            if (each.family.equals(family)) {
                if (time.isAfter(each.time)) {
                    each.time = time;
                    each.lost = lost;
                }
                return;
            }
        }
        waiting.add(new Waiting(family, time, lost));
    }

    /** Reporter's thread: what is to be told, when these are all failures that are known. */
    List<FailureLost> lost(Collection<Failure> known, Instant now) {
        walks.set(WALKS);
        if (waiting.isEmpty()) {
            return List.of();
        }
        List<FailureLost> told = new ArrayList<>();
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
            Waiting next = each.next();
            boolean isLast = !hasUnread(known, next.family, now.minusMillis(PATIENCE));
            if (isCleared(next)) {
                each.remove();
            } else if (isLast && next.wasLast) {
                each.remove();
                told.add(tell(next, now));
            }
            // One that is passed on at this moment may have been overlooked.
            next.wasLast = isLast;
        }
        return told;
    }

    private static boolean hasUnread(Collection<Failure> known, String family, Instant since) {
        for (Failure failure : known) {
            if (family.equals(failure.family())
                    && !failure.isRead()
                    && failure.time().isAfter(since)) {
                return true;
            }
        }
        return false;
    }

    /** Reporter's thread, at the end of the JVM. */
    List<FailureLost> allLost() {
        List<FailureLost> told = new ArrayList<>();
        for (Waiting each : waiting) {
            if (!isCleared(each)) {
                told.add(tell(each, Instant.now()));
            }
        }
        waiting.clear();
        return told;
    }

    private boolean isCleared(Waiting lost) {
        Readings readings = families.get(lost.family);
        return readings != null && readings.isAfter(lost.time.minusMillis(LATER));
    }

    /** What fails from now on is another matter. */
    private FailureLost tell(Waiting lost, Instant now) {
        Readings readings = readings(lost.family);
        if (readings != null) {
            readings.settle(now.minusMillis(LATER));
        }
        return lost.lost;
    }
}
