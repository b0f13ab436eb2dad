// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.exceptionneverretrieved;

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
    /** Where it was stored; null beyond the budget of traces. */
    final @Nullable Throwable trace;

    final String thread;
    final Instant time;

    // guarded by this
    private @Nullable Throwable root;
    private int boxes;
    private boolean isEmptyBefore;
    private boolean wasToldOld;

    Failure(Throwable root, @Nullable Throwable trace, String thread, Instant time) {
        this.root = root;
        this.trace = trace;
        this.thread = thread;
        this.time = time;
    }

    /** False when it has been read: then nobody needs to watch the box. */
    synchronized boolean boxed() {
        if (root == null) {
            return false;
        }
        boxes++;
        isEmptyBefore = false;
        return true;
    }

    synchronized void unboxed() {
        boxes--;
    }

    synchronized void read() {
        root = null;
    }

    /** A box that was never published does not make a failure. */
    synchronized void refused() {
        if (boxes <= 1) {
            root = null;
        }
    }

    synchronized boolean isRead() {
        return root == null;
    }

    /**
     * Whether it was unread and without a box now and at the last call, so that no future made from the last box is still
     * under way; if so it is forgotten.
     */
    synchronized @Nullable Throwable takeIfLost() {
        if (root == null || boxes > 0) {
            return null;
        }
        if (!isEmptyBefore) {
            isEmptyBefore = true;
            return null;
        }
        return take();
    }

    /** The root if it has been unread for that long, which is said once. */
    synchronized @Nullable Throwable oldUnread(Instant limit) {
        if (root == null || wasToldOld || time.isAfter(limit)) {
            return null;
        }
        wasToldOld = true;
        return root;
    }

    /** The root if it is unread, which is then forgotten. */
    synchronized @Nullable Throwable take() {
        Throwable taken = wasToldOld ? null : root;
        root = null;
        return taken;
    }
}
