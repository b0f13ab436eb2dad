// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

/**
 * A loop has begun to run.
 *
 * @param isExact whether its callbacks' boundaries are known
 */
public record LoopSeen(String name, String family, boolean isExact) implements Fact {
    @Override
    public void tell(FactListener listener) {
        listener.loopSeen(this);
    }
}
