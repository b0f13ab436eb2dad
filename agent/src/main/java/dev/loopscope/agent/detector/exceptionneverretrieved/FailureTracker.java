// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.exceptionneverretrieved;

import dev.loopscope.agent.fact.FailureListener;
import dev.loopscope.agent.fact.FailureLost;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Which exceptions are stored in futures and unread. The identity of a failure is its root exception, since dependents share
 * and re-wrap it; it is lost when every box around it has been collected and nobody looked.
 *
 * <p>Only failing costs anything. An outstanding failure holds its exception until it is read or lost, so their number is
 * capped; what is over the cap is counted as skipped.
 */
final class FailureTracker implements FailureListener {
    private static final int OUTSTANDING = 4096;
    /** Stack traces taken between two polls; each costs a few microseconds on the failing thread. */
    private static final int TRACES = 64;
    /** A cycle of causes must not hang the thread that fails. */
    private static final int WRAPPERS = 16;

    private final ConcurrentHashMap<RootKey, Failure> failures = new ConcurrentHashMap<>();
    private final Set<BoxReference> boxes = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<Object> collectedBoxes = new ReferenceQueue<>();
    private final ReferenceQueue<Throwable> collectedRoots = new ReferenceQueue<>();
    private final AtomicInteger outstanding = new AtomicInteger();
    private final AtomicInteger traces = new AtomicInteger(TRACES);
    private final AtomicLong skipped = new AtomicLong();

    /** Weak, so that a read failure leaves nothing of the application behind. */
    private static final class RootKey extends WeakReference<Throwable> {
        private final int hash;

        RootKey(Throwable root, @Nullable ReferenceQueue<Throwable> queue) {
            super(root, queue);
            hash = System.identityHashCode(root);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return this == other || (other instanceof RootKey key && isSame(key));
        }

        private boolean isSame(RootKey other) {
            Throwable root = get();
            return root != null && other.refersTo(root);
        }
    }

    private static final class BoxReference extends PhantomReference<Object> {
        final Failure failure;

        BoxReference(Object box, Failure failure, ReferenceQueue<Object> queue) {
            super(box, queue);
            this.failure = failure;
        }
    }

    /** Told of each lost failure; reporter's thread only. */
    interface LostListener {
        void lost(FailureLost fact);
    }

    @Override
    public void failureStored(Object box, Throwable exception) {
        Throwable root = root(exception);
        if (root instanceof CancellationException || isInternal(root)) {
            return;
        }
        RootKey key = new RootKey(root, collectedRoots);
        Failure failure = failures.get(key);
        if (failure == null) {
            if (outstanding.get() >= OUTSTANDING) {
                skipped.incrementAndGet();
                return;
            }
            Failure fresh = new Failure(
                    root,
                    traces.decrementAndGet() >= 0 ? new Throwable() : null,
                    Thread.currentThread().getName(),
                    Instant.now());
            failure = failures.putIfAbsent(key, fresh);
            if (failure == null) {
                failure = fresh;
                outstanding.incrementAndGet();
            }
        }
        if (failure.boxed()) {
            boxes.add(new BoxReference(box, failure, collectedBoxes));
        }
    }

    @Override
    public void failureRead(Throwable exception) {
        Failure failure = failures.get(new RootKey(root(exception), null));
        if (failure != null && !failure.isRead()) {
            failure.read();
            outstanding.decrementAndGet();
        }
    }

    @Override
    public void failureRefused(Throwable exception) {
        Failure failure = failures.get(new RootKey(root(exception), null));
        if (failure != null && !failure.isRead()) {
            failure.refused();
            if (failure.isRead()) {
                outstanding.decrementAndGet();
            }
        }
    }

    /**
     * Reporter's thread: hands over what has been lost since.
     *
     * @param patienceNanos how long a failure may be kept unread before it is told as well, or -1
     */
    void poll(LostListener listener, long patienceNanos) {
        traces.set(TRACES);
        for (Reference<?> box = collectedBoxes.poll(); box != null; box = collectedBoxes.poll()) {
            BoxReference reference = (BoxReference) box;
            boxes.remove(reference);
            reference.failure.unboxed();
        }
        for (Reference<?> key = collectedRoots.poll(); key != null; key = collectedRoots.poll()) {
            failures.remove(key);
        }
        if (outstanding.get() > 0) {
            Instant limit = patienceNanos < 0 ? Instant.MIN : Instant.now().minusNanos(patienceNanos);
            for (Failure failure : failures.values()) {
                boolean wasUnread = !failure.isRead();
                Throwable lost = failure.takeIfLost();
                if (wasUnread && failure.isRead()) {
                    outstanding.decrementAndGet();
                }
                if (lost != null) {
                    listener.lost(fact(failure, lost, Instant.now()));
                } else {
                    Throwable old = failure.oldUnread(limit);
                    if (old != null) {
                        listener.lost(fact(failure, old, null));
                    }
                }
            }
        }
    }

    /** Reporter's thread, at the end of the JVM: nobody will read any more what is unread now. */
    void drain(LostListener listener) {
        for (Failure failure : failures.values()) {
            Throwable lost = failure.take();
            if (lost != null) {
                outstanding.decrementAndGet();
                listener.lost(fact(failure, lost, Instant.now()));
            }
        }
    }

    /** Failures that were not followed because too many were outstanding. */
    long skipped() {
        return skipped.get();
    }

    private static FailureLost fact(Failure failure, Throwable root, @Nullable Instant collected) {
        return new FailureLost("CompletableFuture", root, null, failure.trace, failure.thread, failure.time, collected);
    }

    private static Throwable root(Throwable exception) {
        Throwable root = exception;
        for (int i = 0; i < WRAPPERS; i++) {
            if (!(root instanceof CompletionException || root instanceof ExecutionException)) {
                break;
            }
            Throwable cause = root.getCause();
            if (cause == null) {
                break;
            }
            root = cause;
        }
        return root;
    }

    /** The JDK's own signals to itself, as its HTTP client's. */
    private static boolean isInternal(Throwable root) {
        String type = root.getClass().getName();
        return type.startsWith("jdk.internal.") || type.startsWith("sun.");
    }
}
