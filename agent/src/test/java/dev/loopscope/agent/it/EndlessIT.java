// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.loopscope.app.Deadlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loops that never come back are said to be stuck, again and again, until somebody kills the JVM. */
class EndlessIT {
    private static final List<String> LOOPS = List.of("one", "two", "three");
    private static final long PATIENCE_SECONDS = 120;

    @TempDir
    static Path directory;

    @Test
    void loopsThatWaitForEachOtherAreSaidWithBothSides() {
        List<JsonObject> records = recordsOnceAllAreStuckFor(1_000);
        assertThat(records)
                .as("the JVM was killed")
                .noneMatch(each -> each.get("kind").getAsString().equals("end"));
        assertStuck(records, "one", "thread-two", "Deadlock.credit(");
        assertStuck(records, "two", "thread-one", "Deadlock.debit(");
        assertStuck(records, "three", "keeper", "Deadlock.keep(");
    }

    @Test
    @Tag("deep")
    void theyAreRemindedOfAfterTenSecondsAndAMinute() {
        List<JsonObject> records = recordsOnceAllAreStuckFor(60_000);
        for (String loop : LOOPS) {
            assertThat(lines(records, loop))
                    .extracting(line -> Math.floor(line.durationMs() / 1_000))
                    .containsSequence(10.0, 60.0);
        }
    }

    private static void assertStuck(List<JsonObject> records, String loop, String holder, String frame) {
        List<Finding> lines = lines(records, loop);
        assertThat(lines).as("%s", records).hasSize(2);
        assertThat(lines).extracting(Finding::kind).containsExactly("finding", "update");
        assertThat(lines)
                .extracting(Finding::incident)
                .containsOnly(lines.get(0).incident());
        for (Finding line : lines) {
            assertThat(line.id()).isEqualTo("loop-stalled");
            assertThat(line.message()).contains("waiting for a lock held by " + holder);
            assertThat(line.place()).startsWith("Deadlock.");
            assertThat(line.blockerThread()).isEqualTo(holder);
            assertThat(line.blockerStack()).anyMatch(each -> each.contains(frame));
        }
    }

    private static List<Finding> lines(List<JsonObject> records, String loop) {
        List<Finding> lines = new ArrayList<>();
        for (JsonObject each : records) {
            if (each.has("loop") && loop.equals(new Finding(each).loop())) {
                lines.add(new Finding(each));
            }
        }
        return lines;
    }

    private static List<JsonObject> recordsOnceAllAreStuckFor(double millis) {
        Child.Running running =
                Child.of(directory, Deadlock.class).options("mode=test").start(true);
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            List<JsonObject> records = List.of();
            while (!areStuckFor(millis, records)) {
                assertThat(System.nanoTime()).as("%s", records).isLessThan(deadline);
                records = records(running.report());
            }
            return records;
        } finally {
            running.process().toHandle().destroyForcibly();
            running.process().onExit().join();
        }
    }

    private static boolean areStuckFor(double millis, List<JsonObject> records) {
        return LOOPS.stream()
                .allMatch(loop -> lines(records, loop).stream().anyMatch(line -> line.durationMs() >= millis));
    }

    /** Whole lines only: the last one may be written now. */
    private static List<JsonObject> records(Path report) {
        try {
            String text = Files.exists(report) ? Files.readString(report) : "";
            Path whole = Files.writeString(directory.resolve("whole"), text.substring(0, text.lastIndexOf('\n') + 1));
            return Run.records(whole);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
