// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A future failed, nobody asked, and it is gone.
 *
 * @param kind simple class name of the future
 * @param origin where the future was made, if known
 * @param failure taken where it failed, if known
 * @param failedThread name of the thread it failed on, if known
 */
public record FailureLost(
        String kind,
        Throwable exception,
        @Nullable Throwable origin,
        @Nullable Throwable failure,
        @Nullable String failedThread,
        @Nullable Instant failedAt,
        Instant collectedAt)
        implements Fact {
    @Override
    public void tell(FactListener listener) {
        listener.failureLost(this);
    }
}
