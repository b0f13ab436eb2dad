// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.periodictaskdied;

import dev.loopscope.agent.fact.Thrown;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A periodic task has thrown.
 *
 * @param kind simple class name of the executor
 * @param thread it ran on
 * @param origin where it was scheduled, if known
 */
record Death(
        String kind,
        Throwable exception,
        Thread thread,
        @Nullable Thrown origin,
        Instant time,
        long nanos) {
    // Each is one event, whatever it is like.
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
