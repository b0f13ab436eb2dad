// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.neverawaited;

import dev.loopscope.agent.fact.Thrown;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import org.jspecify.annotations.Nullable;

/** A coroutine object that has been made and not started, without holding it. On a shelf with others. */
final class Unstarted extends PhantomReference<Object> {
    final Shelf shelf;
    final String code;
    final String thread;
    /** Whose code made it, null where no loop ran. */
    final @Nullable String loop;

    final long madeNanos;
    final @Nullable Thrown origin;

    // guarded by the shelf
    @Nullable
    Unstarted previous;

    @Nullable
    Unstarted next;

    Unstarted(
            Object coroutine,
            ReferenceQueue<Object> collected,
            Shelf shelf,
            Class<?> code,
            @Nullable Throwable origin) {
        super(coroutine, collected);
        this.shelf = shelf;
        this.code = code.getName();
        this.thread = Thread.currentThread().getName();
        LoopscopeThread running = LoopscopeProbes.current();
        this.loop = running == null ? null : running.name;
        this.madeNanos = System.nanoTime();
        this.origin = origin == null ? null : new Thrown(origin);
    }
}
