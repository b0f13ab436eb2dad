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

    /** What a loop runs, as its family names it; null when nothing is known. */
    public @Nullable String callback(LoopscopeThread thread, @Nullable Object callback) {
        LoopAdapter adapter = of(thread.family);
        return callback == null || adapter == null ? null : adapter.describe(callback);
    }

    /** What to do instead of blocking on this loop. */
    public String offload(String family, @Nullable String callback) {
        LoopAdapter adapter = of(family);
        return adapter == null ? "another thread" : adapter.offload(callback);
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
