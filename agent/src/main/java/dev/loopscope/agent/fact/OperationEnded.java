// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import dev.loopscope.agent.interception.OperationKind;
import dev.loopscope.agent.watch.Hold;
import org.jspecify.annotations.Nullable;

/**
 * A blocking operation, after the fact.
 *
 * @param trace its frames are still those of the operation
 * @param callback what the loop ran, null for a thread known by its name
 * @param hold what the watchdog knows of the callback, if it noticed it
 */
public record OperationEnded(
        LoopscopeThread thread,
        OperationKind kind,
        long startNanos,
        long endNanos,
        Throwable trace,
        @Nullable Object callback,
        @Nullable Hold hold)
        implements Fact {

    @Override
    public void tell(FactListener listener) {
        listener.operationEnded(this);
    }

    public long durationNanos() {
        return endNanos - startNanos;
    }
}
