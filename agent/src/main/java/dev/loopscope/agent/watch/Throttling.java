// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * How long this process's container was kept from running because it had used up its share of the processor, where the system
 * says so in a file, as Linux does. Watchdog's thread only.
 */
final class Throttling {
    private static final String ROOT = "/sys/fs/cgroup";
    private static final String MEMBERSHIPS = "/proc/self/cgroup";
    /** Longer than either file. */
    private static final int FILE = 4_096;

    private final byte[] buffer = new byte[FILE];
    private String file = MEMBERSHIPS;

    /** In nanoseconds since the container began; 0 when nobody says. */
    long nanos() {
        if (file.equals(MEMBERSHIPS)) {
            file = fileOf(read(MEMBERSHIPS));
        }
        return file.isEmpty() ? 0 : nanosIn(read(file));
    }

    /** Where a container's times are told; empty when nowhere. A container may see itself as the root of all. */
    private String fileOf(String memberships) {
        String[] candidates = {
            ROOT + path(memberships, "0::") + "/cpu.stat",
            ROOT + "/cpu.stat",
            ROOT + "/cpu" + path(memberships, ":cpu:") + "/cpu.stat",
            ROOT + "/cpu" + path(memberships, ":cpu,cpuacct:") + "/cpu.stat",
            ROOT + "/cpu/cpu.stat"
        };
        for (String candidate : candidates) {
            if (!read(candidate).isEmpty()) {
                return candidate;
            }
        }
        return "";
    }

    /** The path of a membership, {@code /a/b} of {@code 4:cpu:/a/b}; empty for the root, and when there is none. */
    static String path(String memberships, String controller) {
        int at = ("\n" + memberships).indexOf(controller.charAt(0) == ':' ? controller : "\n" + controller);
        if (at < 0) {
            return "";
        }
        int start = memberships.indexOf('/', at);
        int end = memberships.indexOf('\n', start);
        String path = start < 0 ? "/" : memberships.substring(start, end < 0 ? memberships.length() : end);
        return path.equals("/") ? "" : path;
    }

    /** What {@code cpu.stat} says, in either of its two versions. */
    static long nanosIn(String stat) {
        long micros = valueOf(stat, "throttled_usec ");
        return micros > 0 ? micros * 1_000 : valueOf(stat, "throttled_time ");
    }

    private static long valueOf(String stat, String key) {
        int at = stat.indexOf(key);
        long value = 0;
        for (int i = at + key.length(); at >= 0 && i < stat.length(); i++) {
            char digit = stat.charAt(i);
            if (digit < '0' || digit > '9') {
                break;
            }
            value = value * 10 + digit - '0';
        }
        return value;
    }

    private String read(String name) {
        try (FileInputStream in = new FileInputStream(name)) {
            int length = in.read(buffer);
            return new String(buffer, 0, Math.max(0, length), StandardCharsets.ISO_8859_1);
        } catch (IOException notThere) {
            return "";
        }
    }
}
