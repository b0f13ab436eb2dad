// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.StalledOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Printing takes no time, until whoever reads it stops: then the loop stands still in the middle of a line. */
@Timeout(120)
class StalledOutputIT {
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    @TempDir
    static Path directory;

    /** The log goes elsewhere: one that writes to the very stream that has stalled could tell of it only afterwards. */
    @ParameterizedTest
    @ValueSource(strings = {"out", "err"})
    void isSaidWhileItLastsAndHowLongItWas(String stream) throws Exception {
        Child.Running child = Child.of(directory, StalledOutput.class, stream)
                .options("mode=dev", "log=off")
                .startUnread();
        Process process = child.process();
        awaitLine(child, "\"id\":\"loop-stalled\"");
        Thread out = drain(process, process.getInputStream(), child.directory().resolve("stdout"));
        Thread err = drain(process, process.getErrorStream(), child.directory().resolve("stderr"));
        out.join();
        err.join();
        Run run = child.finish();

        assertThat(run.status()).as("%s", run).isZero();
        assertThat(run.end().get("agentErrors").getAsInt()).isZero();
        Finding stalled = run.lines().get(0);
        assertThat(stalled.id()).as("%s", run).isEqualTo("loop-stalled");
        assertThat(stalled.operation()).isEqualTo("java.io.PrintStream.println");
        assertThat(stalled.place()).isEqualTo("StalledOutput.print");
        assertThat(run.lines())
                .filteredOn(line -> line.id().equals("blocking-call"))
                .as("%s", run)
                .singleElement()
                .satisfies(closing -> {
                    assertThat(closing.operation()).isEqualTo("java.io.PrintStream.println");
                    assertThat(closing.place()).isEqualTo("StalledOutput.print");
                    assertThat(closing.incident()).isEqualTo(stalled.incident());
                    assertThat(closing.durationMs()).isGreaterThanOrEqualTo(100);
                });
    }

    private static void awaitLine(Child.Running child, String part) throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!Files.exists(child.report())
                || !Files.readString(child.report()).contains(part)) {
            assertThat(child.process().isAlive())
                    .as("did not wait for its reader")
                    .isTrue();
            assertThat(System.nanoTime()).as("said in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static Thread drain(Process process, InputStream from, Path to) {
        Thread reader = new Thread(
                () -> {
                    try (from) {
                        Files.copy(from, to);
                    } catch (IOException e) {
                        process.destroyForcibly();
                    }
                },
                "reader of " + to.getFileName());
        reader.setDaemon(true);
        reader.start();
        return reader;
    }
}
