// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import org.jspecify.annotations.Nullable;

/**
 * A bundled loop, or something of it, was left open.
 *
 * @param kind simple class name
 * @param detail what is known of it beside, addresses for instance
 * @param loop the loop's name
 * @param thread name of the thread that closed the loop, or noticed that it was collected
 * @param isCollected whether nobody can close it any more; else its loop was closed with it open
 * @param origin where the application asked for it, if known
 */
public record Unclosed(
        String kind,
        String detail,
        String loop,
        String thread,
        boolean isCollected,
        @Nullable Throwable origin) implements Fact {
    @Override
    public void tell(FactListener listener) {
        listener.unclosed(this);
    }
}
