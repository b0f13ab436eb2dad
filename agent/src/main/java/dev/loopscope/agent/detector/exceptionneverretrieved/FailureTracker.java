// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.exceptionneverretrieved;

import dev.loopscope.agent.detector.Identity;
import dev.loopscope.agent.detector.RootException;
import dev.loopscope.agent.fact.FailureListener;
import dev.loopscope.agent.fact.FailureLost;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Which exceptions are stored in futures and unread. The identity of a failure is its root exception, since dependents share
 * and re-wrap it; it is lost when every box around it has been collected and nobody looked.
 *
 * <p>Only failing costs anything. An outstanding failure holds its exception until it is read or lost, so their number is
 * capped, and so is what is kept to know them again once they were read; what is over a cap is counted as skipped.
 */
final class FailureTracker implements FailureListener {
    private static final int OUTSTANDING = 4096;
    /** Outstanding ones and those that were read, whose exceptions live still; each costs the collector some time. */
    private static final int KNOWN = 4 * OUTSTANDING;
    /** Futures that hold failures which nobody has read; a guess. */
    private static final int BOXES = 4 * OUTSTANDING;
    /** Stack traces taken between two polls; each costs a few microseconds on the failing thread. */
    private static final int TRACES = 64;
    /** What Guava has ready for when an exception cannot be kept. */
    private static final String GUAVAS = "com.google.common.util.concurrent.AbstractFuture$Failure$1";

    private final ConcurrentHashMap<Identity<Throwable>, Failure> failures = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> collectedBoxes = new ReferenceQueue<>();
    private final ReferenceQueue<Throwable> collectedRoots = new ReferenceQueue<>();
    private final AtomicInteger outstanding = new AtomicInteger();
    private final AtomicInteger known = new AtomicInteger();
    private final AtomicInteger boxes = new AtomicInteger();
    private final AtomicInteger traces = new AtomicInteger(TRACES);
    private final AtomicLong skipped = new AtomicLong();
    private final Holders holders = new Holders();

    /** Told of each lost failure; reporter's thread only. */
    interface LostListener {
        void lost(FailureLost fact);
    }

    @Override
    public void failureStored(Object box, Throwable exception, String kind) {
        Throwable root = RootException.of(exception);
        if (RootException.isCancellation(root) || isInternal(root)) {
            return;
        }
        Failure failure = failures.get(new Identity<>(root, null));
        if (failure == null) {
            if (outstanding.get() >= OUTSTANDING || known.get() >= KNOWN) {
                skipped.incrementAndGet();
                return;
            }
            Failure fresh = new Failure(
                    kind,
                    root,
                    traces.decrementAndGet() >= 0 ? new Throwable() : null,
                    Thread.currentThread().getName(),
                    Instant.now());
            failure = failures.putIfAbsent(new Identity<>(root, collectedRoots), fresh);
            if (failure == null) {
                failure = fresh;
                outstanding.incrementAndGet();
                known.incrementAndGet();
            }
        }
        if (failure.isRead()) {
            return;
        }
        if (boxes.get() >= BOXES) {
            // One that is in this many futures cannot be followed to its last.
            skipped.incrementAndGet();
            release(failure.read());
        } else if (failure.boxed(new Failure.BoxReference(box, failure, collectedBoxes))) {
            boxes.incrementAndGet();
        }
    }

    /** An outstanding failure has been read; nothing to do for less than 0. */
    private void release(int released) {
        if (released >= 0) {
            outstanding.decrementAndGet();
            boxes.addAndGet(-released);
        }
    }

    @Override
    public void failureRead(Throwable exception) {
        Failure failure = failures.get(new Identity<>(RootException.of(exception), null));
        if (failure != null) {
            release(failure.heard());
        }
    }

    @Override
    public void failureThrown(Throwable exception) {
        Failure failure = failures.get(new Identity<>(RootException.of(exception), null));
        if (failure != null) {
            release(failure.thrown(Thread.currentThread()));
        }
    }

    @Override
    public void failureRethrown(Throwable exception) {
        Throwable root = RootException.of(exception);
        Failure failure = failures.get(new Identity<>(root, null));
        if (failure != null && failure.rethrown(root, Thread.currentThread())) {
            outstanding.incrementAndGet();
        }
    }

    @Override
    public void futureFailing(Object holder, Throwable exception, String kind) {
        Throwable root = RootException.of(exception);
        if (Departure.is(root)) {
            return;
        }
        if (holders.hold(holder, root)) {
            failureStored(holder, root, kind);
        } else {
            skipped.incrementAndGet();
        }
    }

    @Override
    public void futureAsked(Object future) {
        Throwable exception = holders.exceptionOf(future);
        if (exception != null) {
            failureThrown(exception);
        }
    }

    @Override
    public void futureHeard(Object future, Object listener) {
        Throwable exception = holders.exceptionOf(future);
        if (exception != null) {
            failureHeard(listener, exception);
        }
    }

    @Override
    public void failureHeard(Object listener, Throwable exception) {
        if (!Hearer.passesOn(listener)) {
            failureRead(exception);
        }
    }

    @Override
    public void failureRefused(Throwable exception) {
        Failure failure = failures.get(new Identity<>(RootException.of(exception), null));
        if (failure != null) {
            release(failure.refused());
        }
    }

    /**
     * Reporter's thread: hands over what has been lost since.
     *
     * @param patienceNanos how long a failure may be kept unread before it is told as well, or -1
     */
    void poll(LostListener listener, long patienceNanos) {
        traces.set(TRACES);
        holders.poll();
        for (Reference<?> box = collectedBoxes.poll(); box != null; box = collectedBoxes.poll()) {
            Failure.BoxReference reference = (Failure.BoxReference) box;
            if (reference.failure.unboxed(reference)) {
                boxes.decrementAndGet();
            }
        }
        for (Reference<?> key = collectedRoots.poll(); key != null; key = collectedRoots.poll()) {
            if (failures.remove(key) != null) {
                known.decrementAndGet();
            }
        }
        if (outstanding.get() > 0) {
            Instant limit = patienceNanos < 0 ? Instant.MIN : Instant.now().minusNanos(patienceNanos);
            for (Failure failure : failures.values()) {
                if (failure.lose(false)) {
                    tell(failure, listener, Instant.now());
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
        Instant now = Instant.now();
        for (Failure failure : failures.values()) {
            Instant collected = failure.isBoxed() ? null : now;
            if (failure.lose(true)) {
                tell(failure, listener, collected);
            }
        }
    }

    private void tell(Failure failure, LostListener listener, @Nullable Instant collected) {
        outstanding.decrementAndGet();
        Throwable lost = failure.lost();
        if (lost != null) {
            listener.lost(fact(failure, lost, collected));
        }
    }

    /** Failures that were not followed because there were too many. */
    long skipped() {
        return skipped.get();
    }

    private static FailureLost fact(Failure failure, Throwable root, @Nullable Instant collected) {
        return new FailureLost(failure.kind, root, null, failure.trace(), failure.thread, failure.time, collected);
    }

    /** Signals to oneself, as those of the JDK's HTTP client. */
    private static boolean isInternal(Throwable root) {
        String type = root.getClass().getName();
        return type.startsWith("jdk.internal.") || type.startsWith("sun.") || type.equals(GUAVAS);
    }
}
