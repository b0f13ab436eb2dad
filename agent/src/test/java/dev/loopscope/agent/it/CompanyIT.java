// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.probe.Blocks;
import dev.loopscope.app.probe.Families;
import dev.loopscope.app.probe.Probes;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In the company of another agent, of a flight recording and of the verifier the findings are the same. */
class CompanyIT {
    /** What is found without any company, by family. */
    private static final Map<Class<?>, Set<String>> ALONE = new ConcurrentHashMap<>();

    @TempDir
    static Path directory;

    private static Child child(Class<?> family) {
        return Child.of(directory, Probes.class, "loop", family.getName())
                .librariesOf(family)
                .options("mode=test", "slow-callback=10s")
                // JaCoCo looks the host's name up, after which the program's own setting comes too late.
                .jvm("-Dsun.net.inetaddr.ttl=0");
    }

    /** Place and operation of each finding, in order of their names. */
    private static Set<String> findings(Run run) {
        Set<String> findings = new TreeSet<>();
        for (Finding finding : run.lines()) {
            findings.add(finding.id() + " " + finding.place() + " " + finding.operation());
        }
        return findings;
    }

    private static Set<String> alone(Class<?> family) {
        return ALONE.computeIfAbsent(family, each -> findings(child(each).run()));
    }

    static List<Class<?>> families() {
        return Families.CORE.stream()
                .filter(family -> family != Families.INNOCENT)
                .toList();
    }

    static List<Class<?>> otherFamilies() {
        return Families.ALL.stream()
                .filter(family -> !Families.CORE.contains(family))
                .toList();
    }

    private static String openTelemetry() {
        return "-javaagent:" + Child.library("opentelemetry");
    }

    private static String jacoco() {
        return "-javaagent:" + Child.library("jacoco") + "=destfile=" + directory.resolve("jacoco.exec");
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @MethodSource("families")
    void anotherAgentBeforeOrAfterChangesNothing(Class<?> family) {
        Set<String> alone = alone(family);
        assertThat(alone).hasSizeGreaterThan(5);
        Run before = child(family).agentJvm(jacoco()).run();
        assertThat(findings(before)).as("%s", before).containsExactlyInAnyOrderElementsOf(alone);
        Run after = child(family).jvmAfter(jacoco()).run();
        assertThat(findings(after)).as("%s", after).containsExactlyInAnyOrderElementsOf(alone);
        assertThat(directory.resolve("jacoco.exec")).isNotEmptyFile();
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @MethodSource("families")
    void aFlightRecordingChangesNothing(Class<?> family) {
        Path recording = directory.resolve(family.getSimpleName() + ".jfr");
        Set<String> alone = alone(family);
        Run recorded = child(family)
                .agentJvm("-XX:StartFlightRecording=filename=" + recording + ",settings=profile", "-Xlog:jfr*=off")
                .whoseJvmTalks()
                .run();
        assertThat(findings(recorded)).as("%s", recorded).containsExactlyInAnyOrderElementsOf(alone);
        assertThat(recording).isNotEmptyFile();
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @MethodSource("families")
    void everyWovenClassPassesTheVerifier(Class<?> family) {
        Set<String> alone = alone(family);
        Run verified =
                child(family).agentJvm("-Xverify:all").expectLine("Xverify").run();
        assertThat(findings(verified)).as("%s", verified).containsExactlyInAnyOrderElementsOf(alone);
    }

    /** The agent everybody has, which rewrites drivers, clients and executors too; it sends nothing anywhere here. */
    private static Child besideOpenTelemetry(Class<?> family) {
        return patient(family)
                .agentJvm(
                        "-Dotel.traces.exporter=none",
                        "-Dotel.metrics.exporter=none",
                        "-Dotel.logs.exporter=none",
                        "-Dotel.javaagent.logging=none")
                .expectLine("Sharing is only supported");
    }

    /** What is usually instant may not be in such company: whether it then counts is the clock's to say, not this test's. */
    private static Child patient(Class<?> family) {
        return child(family).options("blocking-min=100s");
    }

    /** The findings without those of operations that are known to be missed, which the watchdog sees when they take long. */
    private static Set<String> surely(Class<?> family, Run run) {
        Set<String> findings = findings(run);
        for (Method probe : Probes.of(family)) {
            Blocks blocks = probe.getAnnotation(Blocks.class);
            if (blocks != null && blocks.missedOn().length > 0) {
                findings.removeIf(finding -> finding.contains("." + probe.getName() + " "));
            }
        }
        return findings;
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @MethodSource({"families", "otherFamilies"})
    @Tag("deep")
    void openTelemetryBeforeOrAfterChangesNothing(Class<?> family) {
        Set<String> alone = surely(family, patient(family).run());
        Run before = besideOpenTelemetry(family).agentJvm(openTelemetry()).run();
        assertThat(surely(family, before)).as("%s", before).containsExactlyInAnyOrderElementsOf(alone);
        Run after = besideOpenTelemetry(family).jvmAfter(openTelemetry()).run();
        assertThat(surely(family, after)).as("%s", after).containsExactlyInAnyOrderElementsOf(alone);
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @MethodSource("otherFamilies")
    @Tag("deep")
    void everyFamilyIsTheSameInAnyCompany(Class<?> family) {
        Set<String> alone = surely(family, patient(family).run());
        Run before = patient(family).agentJvm(jacoco()).run();
        assertThat(surely(family, before)).as("%s", before).containsExactlyInAnyOrderElementsOf(alone);
        Run after = patient(family).jvmAfter(jacoco()).run();
        assertThat(surely(family, after)).as("%s", after).containsExactlyInAnyOrderElementsOf(alone);
        Path recording = directory.resolve(family.getSimpleName() + "-company.jfr");
        Run recorded = patient(family)
                .agentJvm("-XX:StartFlightRecording=filename=" + recording + ",settings=profile", "-Xlog:jfr*=off")
                .whoseJvmTalks()
                .run();
        assertThat(surely(family, recorded)).as("%s", recorded).containsExactlyInAnyOrderElementsOf(alone);
        Run verified =
                patient(family).agentJvm("-Xverify:all").expectLine("Xverify").run();
        assertThat(surely(family, verified)).as("%s", verified).containsExactlyInAnyOrderElementsOf(alone);
    }
}
