// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.Resources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UnclosedResourceIT {
    @TempDir
    static Path directory;

    private static Child child(String what) {
        return Child.of(directory, Resources.class, what).options("mode=test").whateverTimeItTakes();
    }

    @ParameterizedTest
    @MethodSource("dev.loopscope.agent.it.Engine#available")
    void whatIsLeftOpenIsReportedOnceWithWhereItWasAskedFor(Engine engine) {
        Run run = engine.on(child("open")).run();
        List<Finding> findings = run.lines();
        for (Finding finding : findings) {
            assertThat(finding.id()).isEqualTo("unclosed-resource");
            assertThat(finding.level()).isEqualTo("WARN");
            assertThat(finding.createdAt()).as("%s", run).first().isEqualTo(finding.frame());
            assertThat(finding.count()).isEqualTo(1);
        }
        assertThat(findings)
                .extracting(
                        finding -> finding.place() + ": " + finding.message().replaceAll(", made at .*", ""))
                .containsExactlyInAnyOrder(
                        "Resources.leaveStream: StreamWriter of loop-0 was never closed, and nobody has it any more",
                        "Resources.leaveServer: Server was still open when loop-server was closed",
                        "Resources.leaveTransport: Transport was still open when loop-transport was closed",
                        "Resources.leaveStream: Transport was still open when loop-1 was closed",
                        "Resources.leaveAccepted: Transport was still open when loop-accepted was closed",
                        "Resources.forgetLoop: EventLoop loop-forgotten was never closed, and nobody has it any more",
                        "Resources.forgetLoopWithConnection: EventLoop loop-connected was never closed, and nobody has it"
                                + " any more",
                        "Resources.forgetLoopWithConnection: Transport was still open when loop-connected was collected,"
                                + " unclosed itself");
        // One mistake is one report: what the loop says by itself, the agent says for it.
        assertThat(run.err()).doesNotContain("loopscope - unclosed");
    }

    @ParameterizedTest
    @MethodSource("dev.loopscope.agent.it.Engine#available")
    void whatIsClosedInAnyWayIsSilent(Engine engine) {
        Run run = engine.on(child("closed")).run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    void anAllowedPlaceIsSilent() throws Exception {
        Path allow = Files.writeString(
                directory.resolve("allow"), "unclosed-resource dev.loopscope.app.Resources#* reason=\"known\"\n");
        Run run =
                child("open").jvm("-Dimpatient=true").options("allow=" + allow).run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    void withItsDetectorOffTheLoopSaysItInItsOwnLog() {
        Run run = child("open")
                .jvm("-Dimpatient=true")
                .options("detectors=-unclosed-resource")
                .run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }
}
