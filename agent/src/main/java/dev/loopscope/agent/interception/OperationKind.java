// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

/** What a blocking operation waits for: its name in reports, and how its time is counted. */
public enum OperationKind {
    SLEEP("sleep", Part.PARKED),
    WAIT("wait", Part.PARKED),
    PARK("park", Part.PARKED),
    JOIN("join", Part.PARKED),
    SOCKET("socket", Part.IO),
    FILE("file", Part.IO),
    DNS("dns", Part.IO),
    SELECT("select", Part.IO),
    /** A contended {@code synchronized}: seen by the watchdog, never by a probe. */
    MONITOR("lock", Part.LOCK);

    /** The share of a held loop's time an operation belongs to. */
    public enum Part {
        PARKED,
        IO,
        LOCK
    }

    private final String state;
    private final Part part;

    OperationKind(String state, Part part) {
        this.state = state;
        this.part = part;
    }

    /** The JSON {@code state} of a thread stuck in it. */
    public String state() {
        return state;
    }

    public Part part() {
        return part;
    }
}
