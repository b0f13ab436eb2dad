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

class NeverAwaitedIT {
    @TempDir
    static Path directory;

    private static Child child(String what) {
        return Child.of(directory, TaskMistakes.class, what)
                .options("mode=test")
                .whateverTimeItTakes();
    }

    @ParameterizedTest
    @MethodSource("dev.loopscope.agent.it.Engine#available")
    void aCoroutineThatNobodyStartsIsReportedWithTheLineThatMadeIt(Engine engine) {
        assertEachIsReported(engine.on(child("forgotten")).run());
    }

    @ParameterizedTest
    @MethodSource("dev.loopscope.agent.it.Engine#available")
    void oneThatIsStillThereWhenTheProgramEndsIsReportedThen(Engine engine) {
        assertEachIsReported(engine.on(child("forgottenAtExit")).run());
    }

    private static void assertEachIsReported(Run run) {
        List<Finding> findings = run.findings();
        assertThat(findings)
                .as("%s", run)
                .extracting(Finding::place)
                .containsExactlyInAnyOrder("TaskMistakes.fetch", "TaskMistakes.forget", "TaskMistakes.forget");
        for (Finding finding : findings) {
            assertThat(finding.id()).isEqualTo("never-awaited");
            assertThat(finding.level()).isEqualTo("WARN");
            assertThat(finding.loop()).isEqualTo("loop-0");
            assertThat(finding.createdAt()).first().isEqualTo(finding.frame());
            assertThat(finding.fix())
                    .as("names the caller of what makes coroutines for others")
                    .matches(
                            finding.place().endsWith(".fetch")
                                    ? "await it \\(at TaskMistakes\\.java:[0-9]+ if fetch returned it\\), or .*createTask.*"
                                    : "await it, or .*createTask.*");
        }
        assertThat(findings)
                .extracting(finding ->
                        finding.message().substring(0, finding.message().indexOf(", made at ")))
                .containsExactlyInAnyOrder(
                        "TaskMistakes.fetch was never awaited",
                        "Async.sleep was never awaited",
                        "Async.waitFor was never awaited");
        for (Finding finding : findings) {
            assertThat(run.count(finding.fingerprint()))
                    .isEqualTo(finding.place().endsWith(".fetch") ? 3 : 1);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loopscope.agent.it.Engine#available")
    void onesThatAreStartedOrClosedAreSilent(Engine engine) {
        Run run = engine.on(child("awaited")).run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    void anAllowedPlaceIsSilent() throws Exception {
        Path allow = Files.writeString(
                directory.resolve("allow"), "never-awaited dev.loopscope.app.TaskMistakes#forget reason=\"known\"\n");
        Run run = child("forgotten").options("allow=" + allow).run();
        assertThat(run.lines()).as("%s", run).isEmpty();
        assertThat(run.allowances("allowancesUsed")).hasSize(1);
    }

    @Test
    void withItsDetectorOffNothingIsReported() {
        Run run = child("forgotten").options("detectors=-never-awaited").run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }
}
