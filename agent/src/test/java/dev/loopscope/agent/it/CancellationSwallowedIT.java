// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.Cancellations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CancellationSwallowedIT {
    @TempDir
    static Path directory;

    private static Child child(String what) {
        return Child.of(directory, Cancellations.class, what)
                .options("mode=test")
                .whateverTimeItTakes();
    }

    @ParameterizedTest
    @MethodSource("dev.loopscope.agent.it.Engine#available")
    void aTaskThatCarriesOnIsReportedWithWhereItWasCancelled(Engine engine) {
        Run run = engine.on(child("swallowed")).run();
        List<Finding> findings = run.lines();
        for (Finding finding : findings) {
            assertThat(finding.id()).isEqualTo("cancellation-swallowed");
            assertThat(finding.level()).isEqualTo("WARN");
            assertThat(finding.loop()).isEqualTo("loop-0");
            assertThat(finding.createdAt()).as("%s", run).isNotEmpty();
            assertThat(finding.fix()).contains("uncancel()");
        }
        assertThat(findings)
                .extracting(finding -> finding.message().replaceAll("dev.loopscope.app.|\\(.*\\)", ""))
                .containsExactly(
                        "Task 'returnAllTheSame' was cancelled at Cancellations.returnAllTheSame and returned a result"
                                + " all the same",
                        "Task 'awaitSomethingElse' was cancelled at Cancellations.awaitSomethingElse and returned a result"
                                + " all the same",
                        "Task 'returnInFinally' was cancelled at Cancellations.returnInFinally and returned a result all"
                                + " the same",
                        "Task 'loopOn' was cancelled at Cancellations.beat and carried on",
                        "Task 'inner' was cancelled at Cancellations.returnAllTheSame and returned a result all the same");
    }

    @ParameterizedTest
    @MethodSource("dev.loopscope.agent.it.Engine#available")
    void cleanupTimeoutsGroupsAndTakingBackAreSilent(Engine engine) {
        Run run = engine.on(child("propagated")).run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    void anAllowedPlaceIsSilent() throws Exception {
        Path allow = Files.writeString(
                directory.resolve("allow"),
                "cancellation-swallowed dev.loopscope.app.Cancellations#* reason=\"known\"\n");
        Run run = child("swallowed").options("allow=" + allow).run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    void withItsDetectorOffTheAgentIsSilent() {
        Run run =
                child("swallowed").options("detectors=-cancellation-swallowed").run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }
}
