// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.io.FileWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What a program measured itself, for the test to compare with what the agent says. Kept in memory and written at the end, so
 * that measuring does no input or output on a loop thread. Any thread.
 */
public final class Ledger {
    /** System property: the file. */
    public static final String PROPERTY = "ledger";

    private static final Map<String, long[]> ENTRIES = new ConcurrentSkipListMap<>();

    private Ledger() {}

    /** Notes when something began and how long it took. */
    static void note(String name, long startMillis, long nanos) {
        ENTRIES.put(name, new long[] {startMillis, nanos});
    }

    /** Writes all of it: a line each, name, start in milliseconds since the epoch, duration in nanoseconds. */
    public static void write() {
        String file = System.getProperty(PROPERTY);
        if (file == null) {
            return;
        }
        try (Writer out = new FileWriter(file, StandardCharsets.UTF_8)) {
            for (Map.Entry<String, long[]> entry : ENTRIES.entrySet()) {
                out.write(entry.getKey() + " " + entry.getValue()[0] + " " + entry.getValue()[1] + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
