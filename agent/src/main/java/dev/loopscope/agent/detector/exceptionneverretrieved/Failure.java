// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.exceptionneverretrieved;

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
    /** What future stored it first. */
    final String kind;

    final String thread;
    final Instant time;

    // guarded by this
    private @Nullable Throwable root;
    private @Nullable Throwable lost;
    private @Nullable Throwable trace;
    private @Nullable BoxReference firstBox;
    private int boxes;
    private boolean isEmptyBefore;
    private boolean wasToldOld;
    private long thrownAt;
    private boolean isSeen;

    Failure(String kind, Throwable root, @Nullable Throwable trace, String thread, Instant time) {
        this.kind = kind;
        this.root = root;
        this.trace = trace;
        this.thread = thread;
        this.time = time;
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

    /** Where it was stored; null beyond the budget of traces. */
    synchronized @Nullable Throwable trace() {
        return trace;
    }

    /** False when it has been read: then nobody needs to watch the box. */
    synchronized boolean boxed(BoxReference box) {
        if (root == null) {
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
        if (root == null) {
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

    /** How many boxes need not be watched any more, or -1 when it was read before. */
    synchronized int read() {
        if (root == null) {
            return -1;
        }
        root = null;
        trace = null;
        firstBox = null;
        int released = boxes;
        boxes = 0;
        return released;
    }

    synchronized int thrown(Thread thread) {
        int released = read();
        if (thrownAt == 0) {
            thrownAt = LoopscopeThread.idOf(thread);
        } else if (thrownAt != LoopscopeThread.idOf(thread)) {
            isSeen = true;
        }
        return released;
    }

    synchronized boolean rethrown(Throwable same, Thread thread) {
        if (root != null || isSeen || thrownAt != LoopscopeThread.idOf(thread)) {
            return false;
        }
        thrownAt = 0;
        root = same;
        isEmptyBefore = false;
        return true;
    }

    synchronized int heard() {
        isSeen = true;
        return read();
    }

    /** A box that was never published does not make a failure. As {@link #read}, or -1. */
    synchronized int refused() {
        return boxes <= 1 ? read() : -1;
    }

    /** Whether some future still holds it. */
    synchronized boolean isBoxed() {
        return boxes > 0;
    }

    synchronized boolean isRead() {
        return root == null;
    }

    /**
     * Whether it was unread and without a box now and at the last call, so that no future made from the last box is still
     * under way; if so it is forgotten, and {@link #lost} tells it.
     *
     * @param atOnce whatever boxes there are
     */
    synchronized boolean lose(boolean atOnce) {
        if (root == null) {
            return false;
        }
        if (!atOnce && (boxes > 0 || !isEmptyBefore)) {
            isEmptyBefore = boxes == 0;
            return false;
        }
        lost = wasToldOld ? null : root;
        root = null;
        isSeen = true;
        return true;
    }

    /** The root of a failure that was lost, unless it was told before; once. */
    synchronized @Nullable Throwable lost() {
        Throwable taken = lost;
        lost = null;
        return taken;
    }

    /** The root if it has been unread for that long, which is said once. */
    synchronized @Nullable Throwable oldUnread(Instant limit) {
        if (root == null || wasToldOld || time.isAfter(limit)) {
            return null;
        }
        wasToldOld = true;
        return root;
    }
}
