// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

/** Something that happened, on its way to the reporter's thread, where {@link #tell} hands it to each detector. */
public interface Fact {
    void tell(FactListener listener);

    /** Before the first listener is told: whatever must be known whether anybody listens or not. */
    default void settle() {}
}
