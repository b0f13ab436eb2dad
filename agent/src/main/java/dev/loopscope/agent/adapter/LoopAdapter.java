// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.adapter;

import dev.loopscope.agent.weave.Points;
import org.jspecify.annotations.Nullable;

/**
 * Knowledge of one loop family. Found by its service entry; a public class with a public constructor without parameters. It
 * knows the family's classes by name only and is never linked against them.
 */
public interface LoopAdapter {
    /** The family's name, in lower case; what its points pass to the bridge. */
    String family();

    /** Adds where the family's loops and callbacks begin and end. Once, at start. */
    void addTo(Points points);

    /**
     * Names a callback of this family by its class and creation site, never by the {@code toString} of a user's object.
     * Reporter's thread only.
     *
     * @return null when there is nothing worth saying
     */
    @Nullable
    String describe(Object callback);

    /**
     * What to do instead of blocking in this family's callbacks, {@code loop.runInExecutor(...)}.
     *
     * @param callback what {@link #describe} said of the one that blocked
     */
    String offload(@Nullable String callback);

    /** What to do instead of sleeping there; null for a timer. */
    default @Nullable String pause(@Nullable String callback) {
        return null;
    }
}
