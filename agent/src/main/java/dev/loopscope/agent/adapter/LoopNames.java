// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.adapter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks the right adapter. */
public final class LoopNames {
    private final List<LoopAdapter> adapters;

    public LoopNames(List<LoopAdapter> adapters) {
        this.adapters = List.copyOf(adapters);
    }

    /** The family of a loop that the points of {@code found} have found, or would have, on this thread. */
    public String family(String found, Thread thread) {
        for (Class<?> type = thread.getClass(); type != null && type != Thread.class; type = type.getSuperclass()) {
            for (int i = 0; i < adapters.size(); i++) {
                if (adapters.get(i).claims(found, type.getName())) {
                    return adapters.get(i).family();
                }
            }
        }
        return found;
    }

    /**
     * Whether what a loop does with nobody's frame but the JDK's on its stack is its own affair: a thread known by its name
     * then waits for work, as a Timer's does, or the JDK itself works there.
     */
    public boolean isOwnAffair(LoopscopeThread thread) {
        LoopAdapter adapter = of(thread.family);
        return !thread.hasBoundaries || (adapter != null && adapter.isOfJdk());
    }

    /** What a loop runs, as its family names it; null when nothing is known. */
    public @Nullable String callback(LoopscopeThread thread, @Nullable Object callback, @Nullable String handler) {
        LoopAdapter adapter = of(thread.family);
        return adapter == null ? null : adapter.describe(callback, handler);
    }

    /** What to do instead of blocking on this loop. */
    public String offload(String family, @Nullable String callback) {
        LoopAdapter adapter = of(family);
        return adapter == null ? "another thread" : adapter.offload(callback);
    }

    /** What handles an exception that leaves a callback of this loop; null for nothing but the callback itself. */
    public @Nullable String handling(String family) {
        LoopAdapter adapter = of(family);
        return adapter == null ? null : adapter.handling();
    }

    /** What to do instead of sleeping on this loop; null for a timer. */
    public @Nullable String pause(String family, @Nullable String callback) {
        LoopAdapter adapter = of(family);
        return adapter == null ? null : adapter.pause(callback);
    }

    private @Nullable LoopAdapter of(String family) {
        for (LoopAdapter adapter : adapters) {
            if (adapter.family().equals(family)) {
                return adapter;
            }
        }
        return null;
    }
}
