// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processor time of other processes, as Linux counts it: in ticks of 10 ms. */
final class ProcessTimes {
    private static final double MILLIS_PER_TICK = 10;
    private static final int USER = 11;
    private static final int USER_OF_CHILDREN = 13;

    private ProcessTimes() {}

    /** User and system time of a running process so far, milliseconds. */
    static double ofProcess(long pid) throws IOException {
        return sum("/proc/" + pid + "/stat", USER);
    }

    /** User and system time of all children this JVM has waited for, milliseconds. */
    static double ofEndedChildren() throws IOException {
        return sum("/proc/self/stat", USER_OF_CHILDREN);
    }

    private static double sum(String file, int first) throws IOException {
        String stat = Files.readString(Path.of(file));
        // The name of the program comes in parentheses and may contain blanks.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return MILLIS_PER_TICK * (Long.parseLong(fields[first]) + Long.parseLong(fields[first + 1]));
    }
}
