// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import org.jspecify.annotations.Nullable;

/**
 * An exception left a callback.
 *
 * @param loop the loop's name
 * @param callback class and creation site
 * @param origin where the callback was scheduled, if known
 */
public record CallbackFailed(
        String loop,
        String thread,
        String callback,
        Throwable exception,
        @Nullable Throwable origin) implements Fact {
    @Override
    public void tell(FactListener listener) {
        listener.callbackFailed(this);
    }
}
