// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A pending future was collected that somebody waited for.
 *
 * @param loop the name of the loop it belonged to
 * @param kind the future's simple class name
 * @param origin where it was made, if known
 * @param added where a callback was added to it, if known
 */
public record FutureDropped(
        String loop,
        String kind,
        @Nullable Throwable origin,
        @Nullable Throwable added,
        Instant collectedAt) implements Fact {
    @Override
    public void tell(FactListener listener) {
        listener.futureDropped(this);
    }
}
