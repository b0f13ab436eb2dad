// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.lost.Undeployment;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A periodic task that throws, and what is said when nobody is to be told; the ways to look after one are in LostResultsIT. */
class PeriodicTaskDiedIT {
    @TempDir
    Path directory;

    private Child child() {
        return Child.of(directory, Undeployment.class).whateverTimeItTakes();
    }

    @Test
    void isToldWithTheLineThatScheduledIt() {
        Run run = child().options("mode=test").run();
        assertThat(run.lines())
                .filteredOn(finding -> "periodic".equals(finding.exceptionMessage()))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.id()).isEqualTo("periodic-task-died");
                    assertThat(finding.thread()).isEqualTo("pool");
                    assertThat(finding.message()).contains("ScheduledThreadPoolExecutor", "will not run again");
                    assertThat(finding.createdAt().get(0)).startsWith("dev.loopscope.app.lost.Tenant.run(");
                });
    }

    @Test
    void withTheDetectorsOffNothingIsReported() {
        Run run = child().options("mode=test", "detectors=-periodic-task-died,-exception-never-retrieved")
                .run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }
}
