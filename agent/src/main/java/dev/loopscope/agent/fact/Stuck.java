// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import dev.loopscope.agent.watch.Hold;
import dev.loopscope.agent.watch.Sample;

/**
 * A callback is over the limit.
 *
 * @param elapsedNanos how long it has held the loop so far
 * @param isDue whether it is time for a line even if nothing has changed
 */
public record Stuck(Hold hold, Sample sample, long elapsedNanos, boolean isDue) implements Fact {
    @Override
    public void tell(FactListener listener) {
        listener.stuck(this);
    }
}
