// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A future failed, nobody asked, and it is gone, or has been kept unread for as long as the user cares to wait.
 *
 * @param kind simple class name of the future
 * @param origin where the future was made, if known
 * @param failure taken where it failed, if known
 * @param collectedAt null while it is kept
 * @param failedThread name of the thread it failed on, if known
 */
public record FailureLost(
        String kind,
        Thrown exception,
        @Nullable Throwable origin,
        @Nullable Thrown failure,
        @Nullable String failedThread,
        @Nullable Instant failedAt,
        @Nullable Instant collectedAt)
        implements Fact {
    @Override
    public void tell(FactListener listener) {
        listener.failureLost(this);
    }
}
