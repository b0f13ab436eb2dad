// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bundled loop was closed with a task pending.
 *
 * @param loop the loop's name
 * @param thread name of the thread that closed it
 * @param task the task's name
 * @param stack where its code waited, innermost first; empty if it never began
 * @param origin where the task was made, if known
 */
public record TaskLeftPending(
        String loop,
        String thread,
        String task,
        List<StackTraceElement> stack,
        @Nullable Throwable origin) implements Fact {
    @Override
    public void tell(FactListener listener) {
        listener.taskLeftPending(this);
    }
}
