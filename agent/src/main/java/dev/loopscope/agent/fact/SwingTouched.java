// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

/**
 * A component or model of Swing's that is in use was changed on another thread than the event thread.
 *
 * @param thread the other thread's name
 * @param eventThread the event thread's name
 * @param isModel whether a model was changed, by whomever
 * @param place made there
 */
public record SwingTouched(String thread, String eventThread, boolean isModel, Throwable place) implements Fact {
    @Override
    public void tell(FactListener listener) {
        listener.swingTouched(this);
    }
}
