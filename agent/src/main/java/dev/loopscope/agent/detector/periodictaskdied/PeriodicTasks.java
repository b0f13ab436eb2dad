// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.periodictaskdied;

import dev.loopscope.agent.detector.Identity;
import dev.loopscope.agent.detector.RootException;
import dev.loopscope.agent.fact.PeriodicTaskListener;
import dev.loopscope.agent.fact.Thrown;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where periodic tasks were scheduled, and which of them have thrown. Whoever looks after the tasks of an executor, in
 * {@code afterExecute}, has a moment to do so before a death is told.
 */
final class PeriodicTasks implements PeriodicTaskListener {
    /** Schedules followed at once; a program has a few. */
    private static final int KNOWN = 4096;
    /** Deaths not yet told. */
    private static final int DYING = 1024;
    /** What a read takes that follows at once, on a crowded machine; a guess. Nanoseconds. */
    private static final long MOMENT = 100_000_000L;
    /** What a handler that is seen at work is given. Nanoseconds; a guess. */
    private static final long PATIENCE = 10_000_000_000L;

    private final ConcurrentHashMap<Identity<Object>, Thrown> origins = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
    private final AtomicInteger known = new AtomicInteger();
    /** Whether a place was added that is not written down. */
    private volatile boolean isAnyFresh;

    // guarded by itself
    private final List<Death> dying = new ArrayList<>();
    private volatile boolean isAnyDying;
    private long skipped;

    /** Told of each death; reporter's thread only. */
    interface DeathListener {
        void died(Death death);
    }

    @Override
    public void made(Object task, Throwable origin) {
        if (known.get() < KNOWN) {
            known.incrementAndGet();
            origins.put(new Identity<>(task, collected), new Thrown(origin));
            isAnyFresh = true;
        }
    }

    @Override
    public void died(Object task, Throwable exception, String kind) {
        Throwable root = RootException.of(exception);
        if (RootException.isCancellation(root)) {
            return;
        }
        Death death = new Death(
                kind,
                root,
                Thread.currentThread(),
                origins.get(new Identity<>(task, null)),
                Instant.now(),
                System.nanoTime());
        synchronized (dying) {
            if (dying.size() < DYING) {
                dying.add(death);
                isAnyDying = true;
            } else {
                skipped++;
            }
        }
    }

    @Override
    public void settled(@Nullable Throwable exception) {
        if (exception == null || !isAnyDying) {
            return;
        }
        Throwable root = RootException.of(exception);
        synchronized (dying) {
            for (Iterator<Death> all = dying.iterator(); all.hasNext(); ) {
                if (all.next().exception() == root) {
                    all.remove();
                }
            }
            isAnyDying = !dying.isEmpty();
        }
    }

    /** Reporter's thread: hands over who has died and is not looked after. */
    void poll(DeathListener listener) {
        for (Reference<?> key = collected.poll(); key != null; key = collected.poll()) {
            if (origins.remove(key) != null) {
                known.decrementAndGet();
            }
        }
        if (isAnyFresh) {
            isAnyFresh = false;
            for (Thrown origin : origins.values()) {
                origin.writeDown();
            }
        }
        if (isAnyDying) {
            tell(listener, false);
        }
    }

    /** Reporter's thread, at the end of the JVM. */
    void drain(DeathListener listener) {
        tell(listener, true);
    }

    private void tell(DeathListener listener, boolean atOnce) {
        List<Death> all;
        synchronized (dying) {
            all = new ArrayList<>(dying);
        }
        long now = System.nanoTime();
        for (Death death : all) {
            // Told by whoever takes it out first: this, or a read on another thread.
            if ((atOnce || isOver(death, now)) && remove(death)) {
                listener.died(death);
            }
        }
    }

    private boolean remove(Death death) {
        synchronized (dying) {
            boolean wasThere = dying.remove(death);
            isAnyDying = !dying.isEmpty();
            return wasThere;
        }
    }

    private static boolean isOver(Death death, long now) {
        long age = now - death.nanos();
        return age > MOMENT && (age > PATIENCE || !isBeingHandled(death.thread()));
    }

    /** Whether the thread is still in a task's end or in what its executor does after it. */
    private static boolean isBeingHandled(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            String method = frame.getMethodName();
            if (method.equals("afterExecute") || method.equals("runAndReset") || method.equals("trySetException")) {
                return true;
            }
        }
        return false;
    }

    /** Deaths that were not told because there were too many, since this was asked last. */
    long skipped() {
        synchronized (dying) {
            long since = skipped;
            skipped = 0;
            return since;
        }
    }
}
