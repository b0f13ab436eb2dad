// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What the agent has reported so far. The report is in the working directory; without an agent there is none. */
final class Reported {
    private static final Path REPORT = Path.of("report.jsonl");
    private static final long PATIENCE_NANOS = 100_000_000_000L;

    private Reported() {}

    /** How many lines a detector has there. */
    static long count(String id) throws IOException {
        return Files.readAllLines(REPORT).stream()
                .filter(line -> line.contains("\"id\":\"" + id + "\",\"level\""))
                .count();
    }

    /**
     * Collects garbage until a detector has so many lines there; without an agent there is nothing to wait for, and who is
     * impatient ({@code -Dimpatient=true}) looks once.
     */
    static void collectUntil(String id, int lines) throws IOException, InterruptedException {
        long patience = Boolean.getBoolean("impatient") ? 0 : PATIENCE_NANOS;
        long start = System.nanoTime();
        do {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(20);
        } while (Files.exists(REPORT) && count(id) < lines && System.nanoTime() - start < patience);
    }

    /**
     * Waits until a detector has a line there, however long a crowded machine takes.
     *
     * @return false where there is no agent, or it does not say so
     */
    static boolean await(String id) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (Files.exists(REPORT) && System.nanoTime() - start < PATIENCE_NANOS) {
            if (count(id) > 0) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return false;
    }
}
