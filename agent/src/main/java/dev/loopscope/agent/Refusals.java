// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Exceptions that are reported already, by what was refused with them: who fails with one of them, or because of one, is not
 * reported a second time. Any thread, without a lock.
 */
final class Refusals {
    /** Refusals are rare; nobody holds on to one for long. A power of two. */
    private static final int KEPT = 16;

    private final AtomicInteger count = new AtomicInteger();
    private final AtomicReferenceArray<@Nullable WeakReference<Throwable>> kept = new AtomicReferenceArray<>(KEPT);

    void add(Throwable refusal) {
        kept.set(count.getAndIncrement() & KEPT - 1, new WeakReference<>(refusal));
    }

    /** Whether it is a penalty, or one of those, or was caused by one. */
    boolean isTold(Throwable exception) {
        if (exception instanceof LoopscopeError || isKept(exception)) {
            return true;
        }
        Throwable cause = causeOf(exception);
        return cause != null && (cause instanceof LoopscopeError || isKept(cause));
    }

    private boolean isKept(Throwable exception) {
        int size = Math.min(KEPT, count.get());
        for (int i = 0; i < size; i++) {
            WeakReference<Throwable> refusal = kept.get(i);
            if (refusal != null && refusal.refersTo(exception)) {
                return true;
            }
        }
        return false;
    }

    // Whatever a user's getCause throws is not the agent's failure.
    @SuppressWarnings("CatchingUnchecked")
    private static @Nullable Throwable causeOf(Throwable exception) {
        try {
            return exception.getCause();
        } catch (Throwable t) {
            return null;
        }
    }
}
