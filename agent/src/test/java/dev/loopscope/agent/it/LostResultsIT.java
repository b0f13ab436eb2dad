// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.lost.Handled;
import dev.loopscope.app.lost.Lost;
import dev.loopscope.app.lost.Racing;
import dev.loopscope.app.lost.Results;
import dev.loopscope.app.lost.Storm;
import dev.loopscope.app.lost.Undeployment;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way to lose a failure of the JDK's futures and tasks is reported once; whatever handles one is silent. */
class LostResultsIT {
    private static final int ROUNDS = 20;

    @TempDir
    Path directory;

    private Child child(String... arguments) {
        // For structured task scopes.
        String preview = Runtime.version().feature() >= 21 ? "--enable-preview" : "-Dpreview=none";
        return Child.of(directory, Results.class, arguments).jvm(preview).whateverTimeItTakes();
    }

    @Test
    void theTableIsLong() {
        assertThat(Results.methods(Lost.class)).hasSizeGreaterThanOrEqualTo(40);
        assertThat(Results.methods(Handled.class)).hasSizeGreaterThanOrEqualTo(60);
    }

    @Test
    void whatIsLostIsReportedOnceAndWhatIsHandledNever() {
        Run run = child().options("mode=test").run();
        assertReported(run, Results.methods(Lost.class), 1);
    }

    /** Sampling loses nothing of a program that makes some hundred futures. */
    @Test
    void inDevAsWellWithTheVerifierOnAndAFlightRecording() {
        Run run = child().agentJvm(
                        "-Xverify:all",
                        "-XX:StartFlightRecording=filename=" + directory.resolve("recording.jfr"),
                        "-Xlog:jfr*=off")
                .expectLine("Xverify")
                .whoseJvmTalks()
                .run();
        assertReported(run, Results.methods(Lost.class), 1);
    }

    @Test
    void anAllowedPlaceIsSilent() throws Exception {
        Path allow = Files.writeString(directory.resolve("allow"), """
                exception-never-retrieved dev.loopscope.app.lost.* reason="known"
                periodic-task-died dev.loopscope.app.lost.* reason="known"
                """);
        Run run = child().options("allow=" + allow).jvm("-Dimpatient=true").runAlone();
        assertThat(run.lines()).as("%s", run).isEmpty();
        assertThat(run.allowances("allowancesUsed")).hasSize(2);
    }

    @Test
    @Tag("deep")
    void timeAfterTime() {
        Run run = child(Integer.toString(ROUNDS))
                .options("mode=all")
                .patience(1200)
                .run();
        assertReported(run, Results.methods(Lost.class), ROUNDS);
    }

    @Test
    void nothingOfTheApplicationIsKeptAlive() {
        Run run = Child.of(directory, Undeployment.class)
                .options("mode=test")
                .whateverTimeItTakes()
                .run();
        assertThat(run.out()).isEqualTo("collected\nend\n");
        assertThat(run.lines())
                .extracting(Finding::exceptionMessage)
                .containsExactlyInAnyOrder("unread", "task", "periodic");
    }

    @Test
    @Tag("deep")
    void whatIsReadAsItFailsIsNeverReported() {
        Run run = Child.of(directory, Racing.class, "60")
                .options("mode=test")
                .whateverTimeItTakes()
                .runAlone();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    /** 100,000 failures a second; what is more than can be followed is counted, and said. */
    @Test
    @Tag("deep")
    void aStormIsSurvived() {
        Run run = Child.of(directory, Storm.class)
                .jvm("-Xmx64m")
                .whateverTimeItTakes()
                .runUnchecked();
        assertThat(run.status()).as("%s", run).isZero();
        assertThat(run.out()).endsWith("end\n");
        assertThat(run.end().get("agentErrors").getAsInt()).isZero();
        long told = run.lines().stream()
                .map(Finding::fingerprint)
                .distinct()
                .mapToLong(run::count)
                .sum();
        assertThat(told + run.end().get("dropped").getAsLong()).isEqualTo(Storm.FAILURES);
    }

    private static void assertReported(Run run, List<Method> lost, int times) {
        Map<String, List<Finding>> byMethod =
                run.lines().stream().collect(Collectors.groupingBy(LostResultsIT::method));
        assertThat(byMethod.keySet())
                .as("%s", run)
                .containsExactlyInAnyOrderElementsOf(
                        lost.stream().map(Method::getName).toList());
        for (Method method : lost) {
            Lost expected = method.getAnnotation(Lost.class);
            List<Finding> findings = byMethod.getOrDefault(method.getName(), List.of());
            assertThat(findings).as("%s in %s", method.getName(), run).hasSize(times);
            Finding finding = findings.get(0);
            assertThat(finding.id()).as(method.getName()).isEqualTo(expected.by());
            assertThat(finding.level()).isEqualTo("ERROR");
            assertThat(finding.loop()).isNull();
            assertThat(finding.message()).contains(expected.value());
            assertThat(finding.frame()).as("%s", finding).startsWith("dev.loopscope.app.lost.");
            if (expected.by().equals("periodic-task-died")) {
                assertThat(finding.createdAt()).as(method.getName()).isNotEmpty();
            }
        }
    }

    /** An exception that a timer of the JDK's makes has no message. */
    private static String method(Finding finding) {
        return Objects.requireNonNullElse(finding.exceptionMessage(), "orTimeout");
    }
}
