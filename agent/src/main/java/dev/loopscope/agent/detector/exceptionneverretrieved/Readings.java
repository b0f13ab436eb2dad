// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.exceptionneverretrieved;

import dev.loopscope.agent.detector.RootException;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;

/** Who has read failures of one family of fork-join tasks, and has not passed them on. Any thread. */
final class Readings {
    /** Of which the reader may still be passing them on; a guess. */
    private static final int OPEN = 64;
    /** A cycle of causes must not hang the thread that fails. */
    private static final int CAUSES = 16;

    // guarded by this
    private final ArrayDeque<Reading> open = new ArrayDeque<>();
    private Instant settled = Instant.MIN;

    private record Reading(WeakReference<Throwable> exception, long thread, boolean isByPart, Instant time) {}

    /**
     * The current thread has read it.
     *
     * @param isByPart whether in the code of another one of the family
     */
    void add(Throwable exception, boolean isByPart, Instant time) {
        long thread = LoopscopeThread.idOf(Thread.currentThread());
        synchronized (this) {
            if (open.size() == OPEN) {
                settle(open.remove().time);
            }
            open.add(new Reading(new WeakReference<>(exception), thread, isByPart, time));
        }
    }

    /** One was read at that time, whatever becomes of it. */
    synchronized void settle(Instant time) {
        if (time.isAfter(settled)) {
            settled = time;
        }
    }

    /**
     * The current thread fails with it: it has passed on what caused it, and what it has read on its way out. What a part has
     * read may be replaced by an exception that does not say so.
     */
    void passedOn(Throwable exception) {
        long thread = LoopscopeThread.idOf(Thread.currentThread());
        synchronized (this) {
            boolean isOnItsWay = false;
            for (Iterator<Reading> each = open.iterator(); each.hasNext(); ) {
                Reading reading = each.next();
                if (reading.thread == thread) {
                    isOnItsWay |= isCause(reading.exception, exception);
                    if (isOnItsWay || reading.isByPart) {
                        each.remove();
                    }
                }
            }
        }
    }

    private static boolean isCause(WeakReference<Throwable> cause, Throwable exception) {
        Throwable each = exception;
        for (int i = 0; i < CAUSES && each != null; i++) {
            if (cause.refersTo(each)) {
                return true;
            }
            each = RootException.causeOf(each);
        }
        return false;
    }

    /** Whether one was read after that. */
    synchronized boolean isAfter(Instant time) {
        return settled.isAfter(time) || (!open.isEmpty() && open.getLast().time.isAfter(time));
    }
}
