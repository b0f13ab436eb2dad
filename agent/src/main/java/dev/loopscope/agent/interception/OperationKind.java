// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

/** What a blocking operation waits for: its name in reports, and how its time is counted. */
public enum OperationKind {
    SLEEP("sleep", Part.PARKED),
    WAIT("wait", Part.PARKED),
    PARK("park", Part.PARKED),
    JOIN("join", Part.PARKED),
    SOCKET("socket", Part.IO),
    /** Closing a socket: waits only where it lingers until the peer has taken everything. */
    LINGER("socket", Part.IO),
    FILE("file", Part.IO),
    DNS("dns", Part.IO),
    /** Asking the system about its network interfaces. */
    INTERFACE("interface", Part.IO),
    SELECT("select", Part.IO),
    PROCESS("process", Part.IO),
    CONSOLE("console", Part.IO),
    CONSOLE_INPUT("console", Part.IO),
    DATABASE("database", Part.IO),
    /** Whatever the user says blocks. */
    DECLARED("blocking", Part.OTHER),
    /** Loading a native library, or collecting garbage on demand: neither waits for anybody. */
    JVM("jvm", Part.OTHER),
    /** Random numbers from the system. */
    ENTROPY("entropy", Part.IO),
    /** Giving the processor to whoever wants it. */
    YIELD("yield", Part.PARKED),
    /** A contended {@code synchronized}: seen by the watchdog, never by a probe. */
    MONITOR("lock", Part.LOCK);

    /** The share of a held loop's time an operation belongs to; none is work of the processor. */
    public enum Part {
        CPU,
        PARKED,
        IO,
        LOCK,
        CLASS_LOAD,
        OTHER
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

    /** Whether it is worth a word only when it took long. */
    public boolean isUsuallyInstant() {
        return this == ENTROPY || this == YIELD || this == LINGER;
    }

    /** Whether several of it may be one: a name looked up, a connection made, a request sent and its answer read. */
    public boolean isPartOfWhole() {
        return this == SOCKET || this == DNS || this == INTERFACE;
    }

    /**
     * Whether an Error thrown instead of the operation leaves every lock, queue and condition as it was. A thread that parks
     * stands in somebody's queue, and would go on standing there.
     */
    public boolean isSafeToThrow() {
        return switch (this) {
            case PARK, MONITOR, LINGER, CONSOLE, ENTROPY, YIELD -> false;
            default -> true;
        };
    }

    public Part part() {
        return part;
    }
}
