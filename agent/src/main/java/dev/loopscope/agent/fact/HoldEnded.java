// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import dev.loopscope.agent.watch.Hold;

/**
 * The loop has come back from a callback the watchdog had noticed.
 *
 * @param cpuNanos the thread's CPU time at the end, or -1
 */
public record HoldEnded(Hold hold, long endNanos, long cpuNanos) implements Fact {
    @Override
    public void tell(FactListener listener) {
        listener.holdEnded(this);
    }

    @Override
    public void settle() {
        hold.endedAt(endNanos, cpuNanos);
        hold.end();
    }
}
