// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.Hang;
import dev.loopscope.app.Nap;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What {@code check} makes of the reports that programs have left. */
@Timeout(120)
class CheckIT {
    @TempDir
    static Path directory;

    private static Run check(Path report) {
        return Child.launched(directory, "-jar", Child.JAR.toString(), "check", report.toString())
                .runWithoutAgent();
    }

    private static Path report(Run run) {
        return run.directory().resolve("report.jsonl");
    }

    @Test
    void aCleanProgramIsZero() {
        Run run = Child.bare(directory, Nap.class).runUnchecked();
        assertThat(check(report(run)).status()).as("%s", run).isZero();
    }

    @Test
    void aGuiltyOneIsOne() {
        Run run = Child.bare(directory, Nap.class)
                .options("loop-threads=x-*")
                .whateverTimeItTakes()
                .runUnchecked();
        Run checked = check(report(run));
        assertThat(checked.status()).as("%s", checked).isEqualTo(1);
        assertThat(checked.out()).contains("Thread.sleep blocked x-loop");
    }

    @Test
    void oneWithoutTheAgentIsThree() {
        Run run = Child.bare(directory, Nap.class)
                .options("loop-threads=x-*", "enabled=false")
                .runUnchecked();
        assertThat(run.records()).isEmpty();
        Run checked = check(report(run));
        assertThat(checked.status()).as("%s", checked).isEqualTo(3);
    }

    /** It hangs before it has logged anything, so what is wrong is on stderr while it lasts. */
    @Test
    void aKilledOneIsThreeAndItsFindingsAreThere() {
        Child.Running child = Child.bare(directory, Hang.class)
                .library(LoggerFactory.class)
                .libraries("logback")
                .options("loop-threads=x-*")
                .start(true);
        ApplicationLogIT.await(child, "stderr", "WARN loopscope.loop-stalled - x-loop stuck for ");
        child.process().destroyForcibly();
        Run run = child.finish();
        assertThat(run.out()).as("%s", run).isEmpty();
        Run checked = check(report(run));
        assertThat(checked.status()).as("%s", checked).isEqualTo(3);
        assertThat(checked.out()).contains("loop-stalled").contains("Hang.hang(Hang.java:");
    }
}
