// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.management;

import java.util.List;
import java.util.Map;

/** The agent in a running JVM. Any thread may call any of this. */
public interface LoopscopeMXBean {
    /** Where it is registered, in the platform's MBean server. */
    String NAME = "dev.loopscope:type=Agent";

    /** The agent's version. */
    String getVersion();

    /** The agent's mode, in lower case. */
    String getMode();

    /** Whether loops are watched and findings reported. */
    boolean isEnabled();

    /**
     * Switches the agent off or on again; to the state it is in already does nothing. Off, loops are not watched, failures not
     * followed, and nothing is reported; what happened then is never reported afterwards. A loop is judged again from
     * its next callback on, a thread known by its name from the next time it has waited for work.
     */
    void setEnabled(boolean enabled);

    /** How often each detector has found something, repeats included, by its id; those with nothing are not in it. */
    Map<String, Long> getFindings();

    /** Records that were left out because there were too many; never silently. */
    long getDropped();

    /** Failures of the agent itself. */
    long getAgentErrors();

    /** The loops that run now; none while the agent is switched off. */
    List<LoopState> getLoops();
}
