// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.Failures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failures of the bundled loop's futures: lost ones are reported once, handled ones never. */
class ExceptionNeverRetrievedIT {
    private static final List<String> LOST = List.of("ownDropped", "ownExecutor", "ownCallback");

    @TempDir
    static Path directory;

    private static Child child() {
        return Child.of(directory, Failures.class).options("mode=test").whateverTimeItTakes();
    }

    @Test
    void whatIsLostIsReportedOnceAndWhatIsHandledNever() {
        Run run = child().run();
        Map<String, List<Finding>> byMessage = run.lines().stream()
                .collect(Collectors.groupingBy(finding -> Objects.requireNonNull(finding.exceptionMessage())));
        assertThat(byMessage.keySet()).as("%s", run).containsExactlyInAnyOrderElementsOf(LOST);
        byMessage.forEach((name, findings) -> {
            assertThat(findings).as("%s in %s", name, run).hasSize(1);
            Finding finding = findings.get(0);
            assertThat(finding.id()).isEqualTo("exception-never-retrieved");
            assertThat(finding.level()).isEqualTo("ERROR");
            assertThat(finding.loop()).isNull();
            assertThat(finding.exceptionType()).isEqualTo("java.lang.IllegalStateException");
            assertThat(finding.frame()).as("%s", finding).startsWith("dev.loopscope.app.Failures");
            assertThat(finding.message()).contains("LoopFuture").contains("nobody read it");
            assertThat(run.count(finding.fingerprint())).as(name).isEqualTo(1);
        });
    }

    @Test
    void anAllowedPlaceIsSilent() throws Exception {
        Path allow = Files.writeString(
                directory.resolve("allow"), "exception-never-retrieved dev.loopscope.app.Failures* reason=\"known\"\n");
        Run run = child().options("allow=" + allow).jvm("-Dimpatient=true").run();
        assertThat(run.lines()).as("%s", run).isEmpty();
        assertThat(run.allowances("allowancesUsed")).hasSize(1);
    }

    @Test
    void withItsDetectorOffNothingIsReported() {
        Run run = child().options("detectors=-exception-never-retrieved")
                .jvm("-Dimpatient=true")
                .run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }
}
