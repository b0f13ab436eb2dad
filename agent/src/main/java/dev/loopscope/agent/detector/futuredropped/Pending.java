// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.futuredropped;

import dev.loopscope.agent.fact.Thrown;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code CompletableFuture} that something depends on, or that depends on another, without holding it; linked to those.
 *
 * <pre>
 *  PENDING --completed, failed or cancelled--> SETTLED    knows nothing any more
 *     |--collected--> dropped
 * </pre>
 */
final class Pending extends PhantomReference<Object> {
    /** More stages of one future say no more than these; a guess. */
    private static final int STAGES = 8;

    final String type;
    final String thread;
    /** Whose code hung it on another future, null where no loop ran. */
    final @Nullable String loop;
    /** Where it was hung on another future; null for one that was not. */
    final @Nullable Thrown site;
    /** Where it was made, if known. */
    final @Nullable Thrown origin;

    private final long madeNanos = System.nanoTime();

    // guarded by this
    private List<Pending> sources = List.of();
    private List<Pending> stages = List.of();
    private boolean isSettled;

    Pending(Object future, ReferenceQueue<Object> collected, @Nullable Thrown site, @Nullable Thrown origin) {
        super(future, collected);
        this.type = future.getClass().getName();
        this.thread = Thread.currentThread().getName();
        LoopscopeThread running = LoopscopeProbes.current();
        this.loop = running == null ? null : running.name;
        this.site = site;
        this.origin = origin;
    }

    /**
     * Reporter's thread: lets go of the application's classes, which a trace holds, if it was made before that; false when
     * there was nothing to do.
     */
    boolean writeDown(long nanos) {
        if (madeNanos - nanos > 0) {
            return false;
        }
        boolean isNews = isLive(site) || isLive(origin);
        if (site != null) {
            site.writeDown();
        }
        if (origin != null) {
            origin.writeDown();
        }
        return isNews;
    }

    private static boolean isLive(@Nullable Thrown trace) {
        return trace != null && !trace.isWrittenDown();
    }

    /** A stage depends on a source. Any thread. */
    static void link(Pending source, Pending stage) {
        if (source.add(stage)) {
            stage.dependOn(source);
        }
    }

    private synchronized boolean add(Pending stage) {
        if (isSettled) {
            return false;
        }
        stages = with(stages, stage);
        return true;
    }

    private synchronized void dependOn(Pending source) {
        if (!isSettled) {
            sources = with(sources, source);
        }
    }

    /** Without those that are settled, and no longer than need be. */
    private static List<Pending> with(List<Pending> links, Pending added) {
        List<Pending> all = new ArrayList<>(2);
        for (Pending link : links) {
            if (all.size() < STAGES - 1 && !link.isSettled()) {
                all.add(link);
            }
        }
        all.add(added);
        return all;
    }

    /** False when it was settled before. Any thread. */
    synchronized boolean settle() {
        boolean wasPending = !isSettled;
        isSettled = true;
        sources = List.of();
        stages = List.of();
        return wasPending;
    }

    synchronized boolean isSettled() {
        return isSettled;
    }

    /** Those that wait for it. */
    List<Pending> pendingStages() {
        List<Pending> links;
        synchronized (this) {
            links = stages;
        }
        List<Pending> pending = new ArrayList<>(links.size());
        for (Pending stage : links) {
            if (!stage.isSettled()) {
                pending.add(stage);
            }
        }
        return pending;
    }

    /** Whether what it waits for is itself pending: then that one answers for it. */
    boolean isAnsweredFor() {
        List<Pending> links;
        synchronized (this) {
            links = sources;
        }
        for (Pending source : links) {
            if (!source.isSettled()) {
                return true;
            }
        }
        return false;
    }
}
