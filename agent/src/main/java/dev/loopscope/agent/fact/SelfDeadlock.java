// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import dev.loopscope.agent.watch.Hold;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody waited, or would have, for what only who waits could do.
 *
 * @param loop its name, null when its thread is none that is watched
 * @param thread who was kept from it, or whose wait was ended
 * @param mistake a sentence without the place, and where a library has refused without its subject, the thread
 * @param remedy null where a library has refused
 * @param chain who waits for whom
 * @param refusal what was thrown; its trace is the wait
 * @param hold what it held the loop for until then, null for nothing
 * @param nanos when it was thrown
 */
public record SelfDeadlock(
        @Nullable String loop,
        String thread,
        String mistake,
        @Nullable String remedy,
        List<String> chain,
        Throwable refusal,
        @Nullable Hold hold,
        long nanos)
        implements Fact {
    @Override
    public void tell(FactListener listener) {
        listener.selfDeadlock(this);
    }

    @Override
    public void settle() {
        if (hold != null) {
            hold.end();
        }
    }
}
