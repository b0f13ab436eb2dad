// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.TaskMistakes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FutureDroppedIT {
    @TempDir
    static Path directory;

    private static Child child(String what) {
        return Child.of(directory, TaskMistakes.class, what)
                .options("mode=test")
                .whateverTimeItTakes();
    }

    @ParameterizedTest
    @MethodSource("dev.loopscope.agent.it.Engine#available")
    void tasksThatAreLeftPendingWhenALoopIsClosedAreReportedWithWhereTheyWait(Engine engine) {
        Run run = engine.on(child("leftPending")).run();
        List<Finding> findings = run.lines();
        assertThat(findings).as("%s", run).hasSize(2);
        Finding waits = findings.get(0);
        assertThat(waits.message())
                .startsWith("Task 'waits' was destroyed but it is pending: loop-0 was closed while it waited at"
                        + " dev.loopscope.app.TaskMistakes.waitLong(TaskMistakes.java:");
        assertThat(waits.place()).isEqualTo("TaskMistakes.waitLong");
        Finding neverBegan = findings.get(1);
        assertThat(neverBegan.message()).startsWith("Task 'never-began' was destroyed but it is pending: loop-0 was");
        assertThat(neverBegan.place()).isEqualTo("TaskMistakes.leavePending");
        for (Finding finding : findings) {
            assertThat(finding.id()).isEqualTo("future-dropped");
            assertThat(finding.level()).isEqualTo("ERROR");
            assertThat(finding.loop()).isEqualTo("loop-0");
            assertThat(finding.thread()).isEqualTo("main");
            assertThat(finding.createdAt())
                    .as("%s", run)
                    .first()
                    .asString()
                    .startsWith("dev.loopscope.app.TaskMistakes.leavePending(");
        }
        // One mistake is one report: what the loop says by itself, the agent says for it.
        assertThat(run.err()).doesNotContain("Task was destroyed but it is pending!");
    }

    @ParameterizedTest
    @MethodSource("dev.loopscope.agent.it.Engine#available")
    void tasksThatAreCancelledByARunAreSilent(Engine engine) {
        Run run = engine.on(child("leftToRun")).run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    void anAllowedPlaceIsSilent() throws Exception {
        Path allow = Files.writeString(
                directory.resolve("allow"), "future-dropped dev.loopscope.app.TaskMistakes#* reason=\"known\"\n");
        Run run = child("leftPending").options("allow=" + allow).run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    void withItsDetectorOffTheAgentIsSilent() {
        Run run = child("leftPending").options("detectors=-future-dropped").run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    void aFailedTaskThatNobodyReadIsReportedByItsName() {
        Run run = child("failed").run();
        assertThat(run.lines()).as("%s", run).hasSize(1);
        Finding finding = run.lines().get(0);
        assertThat(finding.id()).isEqualTo("exception-never-retrieved");
        assertThat(finding.message()).startsWith("IllegalStateException in Task 'unseen' made at");
    }
}
