// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.adapter.named;

import dev.loopscope.agent.adapter.Boundaries;
import dev.loopscope.agent.adapter.LoopAdapter;
import dev.loopscope.agent.weave.Points;
import org.jspecify.annotations.Nullable;

/** Threads named by {@code loop-threads}: no boundaries of their own, so they need no points beyond those of threads' lives. */
public final class NamedThreadAdapter implements LoopAdapter {
    /** What named threads are registered as. */
    public static final String FAMILY = "named";

    @Override
    public String family() {
        return FAMILY;
    }

    @Override
    public void addTo(Points points) {}

    @Override
    public @Nullable String describe(@Nullable Object callback, @Nullable String handler) {
        return callback == null ? null : Boundaries.nameOf(callback, handler);
    }

    @Override
    public String offload(@Nullable String callback) {
        return "another thread's executor";
    }
}
