// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import org.jspecify.annotations.Nullable;

/**
 * What depends on pending {@code CompletableFuture}s: told by the thread that adds a stage or completes a future, inside the
 * future's own code, so it neither blocks nor loads classes. What it returns is kept beside the future, and given back.
 */
public interface StageListener {
    /**
     * Something is about to depend on a future.
     *
     * @param origin where the future was made, if known
     * @return null when it is not followed
     */
    @Nullable
    Object expected(Object future, @Nullable Thrown origin);

    /**
     * A stage that depends on another future, and nothing yet on it.
     *
     * @param source what {@link #expected} or this returned of that one
     * @param site where it was made so
     * @return null when it is not followed
     */
    @Nullable
    Object hung(Object stage, Object source, Thrown site);

    /** A stage that is known depends on one more future. */
    void joined(Object stage, Object source);

    /** A future is done, whichever way; perhaps told more than once. */
    void settled(Object record);
}
