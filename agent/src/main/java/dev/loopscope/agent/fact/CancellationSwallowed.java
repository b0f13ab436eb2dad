// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import org.jspecify.annotations.Nullable;

/**
 * A task's code was told where it awaited that it is cancelled, and went on.
 *
 * @param loop the loop's name
 * @param thread name of the thread of the task's code
 * @param task the task's name
 * @param place made where it was told
 * @param isOver whether it has returned a result; else it awaits in the same place again
 * @param origin where the task was made, if known
 */
public record CancellationSwallowed(
        String loop,
        String thread,
        String task,
        Throwable place,
        boolean isOver,
        @Nullable Throwable origin) implements Fact {
    @Override
    public void tell(FactListener listener) {
        listener.cancellationSwallowed(this);
    }
}
