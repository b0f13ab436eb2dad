// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What the system says of this process's threads, where it says so in files as Linux does. The JVM calls a thread runnable
 * that waits for another to initialise a class; only the system knows that it sleeps. Watchdog's thread only.
 */
final class SystemThreads {
    private static final File TASKS = new File("/proc/self/task");
    /** Longer than either file. */
    private static final int LINE = 1_024;

    private final byte[] buffer = new byte[LINE];

    /** Whether it runs or would, if it were let; or sleeps. */
    enum State {
        READY,
        ASLEEP,
        UNKNOWN
    }

    /**
     * What the thread does that has used so much of the processor's time, as precisely as the system counts it: its number
     * there is nowhere to be had. Unknown when nobody has used that much, it has run on, or nobody says.
     */
    State stateOf(long cpuNanos) {
        String[] tasks = TASKS.list();
        if (tasks == null) {
            return State.UNKNOWN;
        }
        String used = cpuNanos + " ";
        for (String task : tasks) {
            File files = new File(TASKS, task);
            if (read(files, "schedstat").startsWith(used)) {
                String stat = read(files, "stat");
                // Behind the name, which may be anything.
                int end = stat.lastIndexOf(')');
                return stat.startsWith(") S ", end)
                        ? State.ASLEEP
                        : stat.startsWith(") R ", end) ? State.READY : State.UNKNOWN;
            }
        }
        return State.UNKNOWN;
    }

    private String read(File files, String name) {
        try (FileInputStream in = new FileInputStream(new File(files, name))) {
            int length = in.read(buffer);
            return new String(buffer, 0, Math.max(0, length), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // It has ended meanwhile.
            return "";
        }
    }
}
