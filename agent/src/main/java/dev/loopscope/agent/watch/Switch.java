// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

/** Whether the agent is on. Any thread asks; any thread switches. */
public final class Switch {
    private final LoopThreads threads;
    private final Watchdog watchdog;
    private volatile boolean isOn = true;

    public Switch(LoopThreads threads, Watchdog watchdog) {
        this.threads = threads;
        this.watchdog = watchdog;
    }

    public boolean isOn() {
        return isOn;
    }

    /** On or off; to the state it is in already does nothing. */
    public synchronized void turn(boolean on) {
        isOn = on;
        threads.watch(on);
        watchdog.wake();
    }
}
