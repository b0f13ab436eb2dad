// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.exceptionneverretrieved;

import dev.loopscope.agent.detector.Identity;
import dev.loopscope.agent.detector.RootException;
import dev.loopscope.agent.fact.FailureListener;
import dev.loopscope.agent.fact.FailureLost;
import dev.loopscope.agent.fact.Thrown;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Which exceptions are stored in futures and unread. The identity of a failure is its root exception, since dependents share
 * and re-wrap it; it is lost when every box around it has been collected and nobody looked.
 *
 * <p>Only failing costs anything. An outstanding failure holds its exception until it is read or lost, so their number is
 * capped, and so is what is kept to know them again once they were read; what is over a cap is counted as skipped. So that
 * failures which are kept for ever do not stand in the way of all others, those make room that have been unread for long.
 */
final class FailureTracker implements FailureListener {
    private static final int OUTSTANDING = 4096;
    /** Outstanding ones and those that were read, whose exceptions live still; each costs the collector some time. */
    private static final int KNOWN = 4 * OUTSTANDING;
    /** Futures that hold failures which nobody has read; a guess. */
    private static final int BOXES = 4 * OUTSTANDING;
    /** Stack traces taken between two polls; each costs a few microseconds on the failing thread. */
    private static final int TRACES = 64;
    /** How long an unread failure keeps the exception itself; most are read at once. Milliseconds. */
    private static final long YOUNG = 1_000;
    /** How long a failure is certainly followed; a storm is over by then, or a collection has been. Milliseconds; a guess. */
    private static final long OLD = 10_000;
    /** Old ones that make room at a time. */
    private static final int GIVEN_UP = OUTSTANDING / 4;
    /** Failures that are written down in one poll; each costs the reporter's thread some ten microseconds. */
    private static final int WRITTEN = 64;
    /** What Guava has ready for when an exception cannot be kept. */
    private static final String GUAVAS = "com.google.common.util.concurrent.AbstractFuture$Failure$1";

    private final ConcurrentHashMap<Identity<Throwable>, Failure> failures = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> collectedBoxes = new ReferenceQueue<>();
    private final ReferenceQueue<Throwable> collectedRoots = new ReferenceQueue<>();
    private final AtomicInteger outstanding = new AtomicInteger();
    private final AtomicInteger known = new AtomicInteger();
    private final AtomicInteger boxes = new AtomicInteger();
    private final AtomicInteger traces = new AtomicInteger(TRACES);
    private final Outrun outrun = new Outrun();
    private final Siblings siblings = new Siblings();
    private final AtomicLong skipped = new AtomicLong();
    private final Holders holders = new Holders();
    /** What the JDK has made anew for whoever joins a fork-join task, and what it was made of. */
    private final Holders copies = new Holders();

    /** Told of each lost failure; reporter's thread only. */
    interface LostListener {
        void lost(FailureLost fact);
    }

    @Override
    public void failureStored(Object box, Throwable exception, String kind) {
        String family = Siblings.of(box);
        Failure failure = follow(exception, kind, family);
        siblings.failing(family, exception);
        if (failure == null || failure.isRead()) {
            return;
        }
        if (boxes.get() >= BOXES) {
            // One that is in this many futures cannot be followed to its last.
            skipped.incrementAndGet();
            release(failure.read(Failure.ANYBODY));
        } else if (failure.boxed(new Failure.BoxReference(box, failure, collectedBoxes))) {
            boxes.incrementAndGet();
        }
    }

    /** Null for what is no failure, or one too many. */
    private @Nullable Failure follow(Throwable exception, String kind, @Nullable String family) {
        Throwable root = rootOf(exception);
        if (RootException.isCancellation(root) || isInternal(root)) {
            return null;
        }
        Failure known = failures.get(new Identity<>(root, null));
        if (known != null) {
            return known;
        }
        if (outstanding.get() >= OUTSTANDING || this.known.get() >= KNOWN) {
            skipped.incrementAndGet();
            return null;
        }
        Failure fresh = new Failure(
                kind,
                root,
                traces.decrementAndGet() >= 0 ? new Throwable() : null,
                Thread.currentThread().getName(),
                Instant.now(),
                family);
        Failure other = failures.putIfAbsent(new Identity<>(root, collectedRoots), fresh);
        if (other != null) {
            return other;
        }
        outstanding.incrementAndGet();
        this.known.incrementAndGet();
        return fresh;
    }

    @Override
    public void failureBelongs(Throwable exception, Thrown origin) {
        Failure failure = find(exception);
        if (failure != null) {
            failure.belongsTo(origin);
        }
    }

    /** An outstanding failure has been read; nothing to do for less than 0. */
    private void release(int released) {
        if (released >= 0) {
            outstanding.decrementAndGet();
            boxes.addAndGet(-released);
        }
    }

    private @Nullable Failure find(Throwable exception) {
        return failures.get(new Identity<>(rootOf(exception), null));
    }

    private Throwable rootOf(Throwable exception) {
        Throwable root = RootException.of(exception);
        Throwable original = copies.exceptionOf(root);
        return original == null ? root : original;
    }

    private void read(Throwable exception, long reader) {
        Failure failure = find(exception);
        if (failure != null) {
            siblings.read(failure.family(), exception);
            release(failure.read(reader));
        }
    }

    @Override
    public void failureRead(Throwable exception) {
        read(exception, Failure.ANYBODY);
    }

    @Override
    public void failureThrown(Throwable exception) {
        read(exception, LoopscopeThread.idOf(Thread.currentThread()));
    }

    // An exception is itself, whatever its equals says.
    @SuppressWarnings("ReferenceEquality")
    @Override
    public void failureCopied(Throwable exception, Throwable copy) {
        Throwable original = rootOf(exception);
        Throwable root = RootException.of(copy);
        if (root != original) {
            copies.hold(root, original);
        }
    }

    @Override
    public void failureRethrown(Throwable exception) {
        Failure failure = find(exception);
        if (failure != null
                && failure.isKnownOnlyTo(LoopscopeThread.idOf(Thread.currentThread()))
                && failures.remove(new Identity<>(rootOf(exception), null), failure)) {
            known.decrementAndGet();
        }
    }

    @Override
    public void futureFailing(Object holder, Throwable exception, String kind) {
        Throwable root = rootOf(exception);
        if (Departure.is(root)) {
            return;
        }
        if (holders.hold(holder, root)) {
            // Whoever has read it, and makes another future fail with it, has passed it on.
            failureRethrown(root);
            failureStored(holder, root, kind);
        } else {
            skipped.incrementAndGet();
        }
    }

    @Override
    public void futureTaking(Object result, String kind) {
        Throwable exception = holders.exceptionOf(result);
        if (exception != null) {
            failureRethrown(exception);
            failureStored(result, exception, kind);
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
    public void failureArriving(Object future, Throwable exception, boolean isSettled) {
        if (isSettled || outrun.contains(future)) {
            Failure failure = follow(exception, "", null);
            if (failure != null) {
                release(failure.read(Failure.ANYBODY));
            }
        }
    }

    @Override
    public void futureOutrun(Object future) {
        outrun.add(future);
    }

    // An exception is itself, whatever its equals says.
    @SuppressWarnings("ReferenceEquality")
    @Override
    public void failureSwallowed(Throwable other, @Nullable Throwable carried) {
        if (carried == null || rootOf(other) != rootOf(carried)) {
            failureRead(other);
        }
    }

    @Override
    public void failureRefused(Throwable exception) {
        Failure failure = find(exception);
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
        poll(listener, patienceNanos, Instant.now());
    }

    void poll(LostListener listener, long patienceNanos, Instant now) {
        traces.set(TRACES);
        outrun.expunge();
        holders.expunge();
        copies.expunge();
        for (Reference<?> box = collectedBoxes.poll(); box != null; box = collectedBoxes.poll()) {
            Failure.BoxReference reference = (Failure.BoxReference) box;
            if (reference.failure.unboxed(reference)) {
                boxes.decrementAndGet();
            }
        }
        for (Reference<?> key = collectedRoots.poll(); key != null; key = collectedRoots.poll()) {
            Failure failure = failures.remove(key);
            if (failure != null) {
                known.decrementAndGet();
                // Of one that was written down and is gone nobody can make another future.
                tell(failure, failure.lose(now), listener);
            }
        }
        if (outstanding.get() > 0) {
            Instant limit = patienceNanos < 0 ? Instant.MIN : now.minusNanos(patienceNanos);
            Instant young = now.minusMillis(YOUNG);
            int writable = WRITTEN;
            if (outstanding.get() >= OUTSTANDING) {
                makeRoom(now.minusMillis(OLD));
            }
            for (Failure failure : failures.values()) {
                tell(failure, failure.loseIfUnboxed(now), listener);
                FailureLost old = failure.oldUnread(limit);
                if (old != null) {
                    listener.lost(old);
                }
                if (writable > 0 && failure.writeDown(young)) {
                    writable--;
                }
            }
        }
        for (FailureLost lost : siblings.lost(failures.values(), now)) {
            listener.lost(lost);
        }
    }

    private void makeRoom(Instant storedBefore) {
        int more = GIVEN_UP;
        for (Map.Entry<Identity<Throwable>, Failure> entry : failures.entrySet()) {
            if (more == 0) {
                break;
            }
            Failure failure = entry.getValue();
            // One that was read stays known: it might be taken for a new one.
            if (!failure.isRead()
                    && failure.time().isBefore(storedBefore)
                    && failures.remove(entry.getKey(), failure)) {
                known.decrementAndGet();
                release(failure.read(Failure.ANYBODY));
                skipped.incrementAndGet();
                more--;
            }
        }
    }

    /** Reporter's thread, at the end of the JVM: nobody will read any more what is unread now. */
    void drain(LostListener listener) {
        Instant now = Instant.now();
        for (Failure failure : failures.values()) {
            tell(failure, failure.lose(now), listener);
        }
        for (FailureLost lost : siblings.allLost()) {
            listener.lost(lost);
        }
    }

    private void tell(Failure failure, @Nullable FailureLost lost, LostListener listener) {
        if (lost == null) {
            return;
        }
        outstanding.decrementAndGet();
        if (failure.family() == null) {
            listener.lost(lost);
        } else {
            siblings.lose(failure.family(), failure.time(), lost);
        }
    }

    /** Failures that were not followed because there were too many, since this was asked last. */
    long skipped() {
        return skipped.getAndSet(0);
    }

    /** Signals to oneself, as those of the JDK's HTTP client. */
    private static boolean isInternal(Throwable root) {
        String type = root.getClass().getName();
        return type.startsWith("jdk.internal.") || type.startsWith("sun.") || type.equals(GUAVAS);
    }
}
