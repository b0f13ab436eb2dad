// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import dev.loopscope.agent.watch.Sample;

/**
 * A loop's selector misbehaves, and still does.
 *
 * @param isSpinning whether it returns nothing over and over; else it has returned, and the loop does not go on
 * @param polls how often it returned nothing
 * @param nanos for how long so far
 * @param isInterrupted whether the loop's thread is
 * @param sample what that does
 */
public record SlowPoll(
        LoopscopeThread thread, boolean isSpinning, long polls, long nanos, boolean isInterrupted, Sample sample)
        implements Fact {
    @Override
    public void tell(FactListener listener) {
        listener.slowPoll(this);
    }
}
