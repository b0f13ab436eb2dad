// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import dev.loopscope.agent.watch.CpuTime;
import dev.loopscope.agent.watch.Hold;
import org.jspecify.annotations.Nullable;

/**
 * The loop has come back from a callback the watchdog had noticed.
 *
 * @param cpu of the thread that ended it, null when unknown
 */
public record HoldEnded(Hold hold, long endNanos, @Nullable CpuTime cpu) implements Fact {
    @Override
    public void tell(FactListener listener) {
        listener.holdEnded(this);
    }

    @Override
    public void settle() {
        hold.leftAt(endNanos, cpu);
        hold.end();
    }
}
