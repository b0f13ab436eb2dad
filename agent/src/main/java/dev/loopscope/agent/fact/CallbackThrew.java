// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

/**
 * What a library's loop, or the event thread, has called threw, and nobody handles it.
 *
 * @param thread the loop
 */
public record CallbackThrew(LoopscopeThread thread, Throwable exception) implements Fact {
    @Override
    public void tell(FactListener listener) {
        listener.callbackThrew(this);
    }
}
