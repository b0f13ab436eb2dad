// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

/**
 * A loop-confined method was called from the wrong thread and refused.
 *
 * @param loopThread name of the thread that runs the loop
 * @param thread name of the one that called
 * @param refusal what was thrown; its trace is the call
 */
public record WrongThread(
        String loop, String loopThread, String thread, String operation, String alternative, Throwable refusal)
        implements Fact {
    @Override
    public void tell(FactListener listener) {
        listener.wrongThread(this);
    }
}
