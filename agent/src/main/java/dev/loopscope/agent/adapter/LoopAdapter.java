// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.adapter;

import dev.loopscope.agent.weave.Points;
import org.jspecify.annotations.Nullable;

/**
 * Knowledge of one loop family. A public class with a public constructor without parameters, which the catalog names. It knows
 * the family's classes by name only and is never linked against them.
 */
public interface LoopAdapter {
    /** The family's name, in lower case; what its points pass to the bridge. */
    String family();

    /** Adds where the family's loops and callbacks begin and end. Once, at start. */
    void addTo(Points points);

    /**
     * Whether a loop that another family's points have found is this family's, by the class of the thread it runs on. On that
     * thread, once for each loop: no class may be loaded.
     *
     * @param family whose points found it
     * @param threadType the thread's class, or one above it
     */
    default boolean claims(String family, String threadType) {
        return false;
    }

    /** Whether what runs is the JDK's own work, which nobody can change, unless somebody else's frame is on the stack. */
    default boolean isOfJdk() {
        return false;
    }

    /**
     * Names a callback of this family by its class and creation site, never by the {@code toString} of a user's object.
     * Reporter's thread only.
     *
     * @param callback what the boundary told; null where it told nothing
     * @param handler the class of the application's code that the loop has called, as the stack shows it; null when it does not
     * @return null when there is nothing worth saying
     */
    @Nullable
    String describe(@Nullable Object callback, @Nullable String handler);

    /**
     * What to do instead of blocking in this family's callbacks, {@code loop.runInExecutor(...)}.
     *
     * @param callback what {@link #describe} said of the one that blocked
     */
    String offload(@Nullable String callback);

    /** What handles an exception that leaves one of this family's callbacks; null for nothing but the callback itself. */
    default @Nullable String handling() {
        return null;
    }

    /** What to do instead of sleeping there; null for a timer. */
    default @Nullable String pause(@Nullable String callback) {
        return null;
    }
}
