// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.exceptionneverretrieved;

import dev.loopscope.agent.fact.FailureLost;
import dev.loopscope.agent.fact.Thrown;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One root exception on its way through futures.
 *
 * <pre>
 *  STORED --read--> READ          a tombstone: futures derived later box the same root again
 *     |--all boxes collected, one quiet pass--> LOST (reported)
 * </pre>
 */
final class Failure {
    /** Reads it who is not one thread that had it thrown at it. */
    static final long ANYBODY = -1;

    private static final long NOBODY = 0;

    private final String kind;
    private final String thread;
    private final Instant time;
    private final @Nullable String family;

    // guarded by this
    private @Nullable Thrown exception;
    private @Nullable Thrown trace;
    private @Nullable Thrown origin;
    private @Nullable BoxReference firstBox;
    private long reader = NOBODY;
    private int boxes;
    private boolean isEmptyBefore;
    private boolean wasToldOld;

    /**
     * @param kind what future stored it first
     * @param trace where it was stored; null beyond the budget of traces
     */
    Failure(
            String kind,
            Throwable root,
            @Nullable Throwable trace,
            String thread,
            Instant time,
            @Nullable String family) {
        this.kind = kind;
        this.exception = new Thrown(root);
        this.trace = trace == null ? null : new Thrown(trace);
        this.thread = thread;
        this.time = time;
        this.family = family;
    }

    /** When it was stored. */
    Instant time() {
        return time;
    }

    /** As {@link Siblings#of}. */
    @Nullable
    String family() {
        return family;
    }

    /** A box around the root, watched until it is collected or the failure is read. Linked with its failure's others. */
    static final class BoxReference extends PhantomReference<Object> {
        final Failure failure;

        // guarded by failure
        private @Nullable BoxReference previous;
        private @Nullable BoxReference next;

        BoxReference(Object box, Failure failure, ReferenceQueue<Object> queue) {
            super(box, queue);
            this.failure = failure;
        }
    }

    /** Where the first future was made that failed by it. */
    synchronized void belongsTo(Thrown made) {
        if (origin == null && exception != null) {
            origin = made;
        }
    }

    /** False when it has been read: then nobody needs to watch the box. */
    synchronized boolean boxed(BoxReference box) {
        if (exception == null) {
            return false;
        }
        BoxReference second = firstBox;
        box.next = second;
        if (second != null) {
            second.previous = box;
        }
        firstBox = box;
        boxes++;
        isEmptyBefore = false;
        return true;
    }

    /** False when the box was given up before. */
    synchronized boolean unboxed(BoxReference box) {
        if (exception == null) {
            return false;
        }
        if (box.previous == null) {
            firstBox = box.next;
        } else {
            box.previous.next = box.next;
        }
        if (box.next != null) {
            box.next.previous = box.previous;
        }
        boxes--;
        return true;
    }

    /**
     * How many boxes need not be watched any more, or -1 when it was read before.
     *
     * @param by number of the thread it was thrown at, or {@link #ANYBODY}
     */
    synchronized int read(long by) {
        reader = reader == NOBODY || reader == by ? by : ANYBODY;
        return forget();
    }

    private int forget() {
        if (exception == null) {
            return -1;
        }
        exception = null;
        trace = null;
        origin = null;
        firstBox = null;
        int released = boxes;
        boxes = 0;
        return released;
    }

    /** A box that was never published does not make a failure. As {@link #read}, or -1. */
    synchronized int refused() {
        return boxes <= 1 ? forget() : -1;
    }

    /** Whether all that has become of it is that it was thrown at this thread, which may throw it on. */
    synchronized boolean isKnownOnlyTo(long readingThread) {
        return exception == null && reader == readingThread;
    }

    synchronized boolean isRead() {
        return exception == null;
    }

    /**
     * Reporter's thread: lets go of the application's objects, when it has been unread since before that; false when there is
     * nothing to do. The exception's own code runs meanwhile, so no lock is held.
     */
    boolean writeDown(Instant limit) {
        Thrown told;
        Thrown place;
        Thrown made;
        synchronized (this) {
            told = exception;
            place = trace;
            made = origin;
        }
        if (told == null || told.isWrittenDown() || time.isAfter(limit)) {
            return false;
        }
        told.writeDown();
        if (place != null) {
            place.writeDown();
        }
        if (made != null) {
            made.writeDown();
        }
        return true;
    }

    /**
     * Tells it, and forgets it, if it is unread and was without a box both now and at the last call, so that no future made
     * from the last box is still under way. Null when it is not lost, or was told before.
     */
    synchronized @Nullable FailureLost loseIfUnboxed(Instant now) {
        if (exception == null) {
            return null;
        }
        if (boxes > 0 || !isEmptyBefore) {
            isEmptyBefore = boxes == 0;
            return null;
        }
        return lose(now);
    }

    /** As {@link #loseIfUnboxed}, whatever boxes there are. */
    synchronized @Nullable FailureLost lose(Instant now) {
        if (exception == null) {
            return null;
        }
        FailureLost lost = wasToldOld ? null : fact(exception, boxes > 0 ? null : now);
        forget();
        return lost;
    }

    /** Tells it if it has been unread since before that; once. */
    synchronized @Nullable FailureLost oldUnread(Instant limit) {
        if (exception == null || wasToldOld || time.isAfter(limit)) {
            return null;
        }
        wasToldOld = true;
        return fact(exception, null);
    }

    private FailureLost fact(Thrown told, @Nullable Instant collected) {
        return new FailureLost(kind, told, origin, trace, thread, time, collected);
    }
}
