// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.Managed;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent as its MBean shows it, and switched by it. */
class ManagementIT {
    @TempDir
    static Path directory;

    @Test
    void isReadAndSwitchedWhileTheProgramRuns() {
        Run run = Child.of(directory, Managed.class)
                .options("mode=test", "loop-threads=named-*")
                .runAlone();
        assertThat(run.out().lines())
                .as("%s", run)
                .containsSubsequence(
                        "registered true, enabled true, mode test, errors 0, dropped 0",
                        "found {blocking-call=2, loop-stalled=1}",
                        "watched [loop-0 loopscope exact, named-executor named]",
                        "lag true true busy true",
                        "off []",
                        "watched [loop-0 loopscope exact, named-executor named, loop-1 loopscope exact]",
                        "found {blocking-call=5, loop-stalled=1}",
                        "end");
        assertThat(run.findings())
                .as("%s", run)
                .extracting(finding -> finding.id() + " " + finding.place())
                .containsExactlyInAnyOrder(
                        "loop-stalled Managed.longWait",
                        "blocking-call Managed.longWait",
                        "blocking-call Managed.whileOn",
                        "blocking-call Managed.whileOnAgain");
        assertThat(run.err())
                .as("%s", run)
                .contains("switched off: nothing is reported")
                .contains("switched on again");
    }
}
