// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import dev.loopscope.agent.watch.Glimpse;
import dev.loopscope.agent.watch.Tally;
import java.util.List;

/**
 * One iteration of a loop has held it for the limit or longer, and none of its callbacks did alone.
 *
 * @param wallNanos from its start
 * @param countedNanos without what is told as an operation, and without the time in which nothing of it was let run
 * @param callbacks how many it has run
 * @param tally which ones, from the moment it was noticed
 * @param glimpses what it did at some moments
 * @param isOver whether it has ended
 */
public record IterationHeld(
        LoopscopeThread thread,
        long startNanos,
        long wallNanos,
        long countedNanos,
        long callbacks,
        Tally tally,
        List<Glimpse> glimpses,
        boolean isOver)
        implements Fact {
    @Override
    public void tell(FactListener listener) {
        listener.iterationHeld(this);
    }
}
