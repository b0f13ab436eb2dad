// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.Probe;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In the company of another agent, of a flight recording and of the verifier the findings are the same. */
class CompanyIT {
    /** What is found without any company, by set. */
    private static final Map<String, Set<String>> ALONE = new HashMap<>();

    @TempDir
    static Path directory;

    private static Child child(String set) {
        return Child.of(directory, Probe.class, "loop", set)
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

    private static Set<String> alone(String set) {
        return ALONE.computeIfAbsent(set, name -> findings(child(name).run()));
    }

    private static String jacoco() {
        return "-javaagent:" + Child.library("jacoco") + "=destfile=" + directory.resolve("jacoco.exec");
    }

    @ParameterizedTest
    @ValueSource(strings = {"threads", "io"})
    void anotherAgentBeforeOrAfterChangesNothing(String set) {
        Set<String> alone = alone(set);
        assertThat(alone).hasSizeGreaterThan(20);
        Run before = child(set).agentJvm(jacoco()).run();
        assertThat(findings(before)).as("%s", before).containsExactlyInAnyOrderElementsOf(alone);
        Run after = child(set).jvmAfter(jacoco()).run();
        assertThat(findings(after)).as("%s", after).containsExactlyInAnyOrderElementsOf(alone);
        assertThat(directory.resolve("jacoco.exec")).isNotEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"threads", "io"})
    void aFlightRecordingChangesNothing(String set) {
        Path recording = directory.resolve(set + ".jfr");
        Set<String> alone = alone(set);
        Run recorded = child(set)
                .agentJvm("-XX:StartFlightRecording=filename=" + recording + ",settings=profile", "-Xlog:jfr*=off")
                .whoseJvmTalks()
                .run();
        assertThat(findings(recorded)).as("%s", recorded).containsExactlyInAnyOrderElementsOf(alone);
        assertThat(recording).isNotEmptyFile();
    }

    @Test
    void everyWovenClassPassesTheVerifier() {
        for (String set : List.of("threads", "io")) {
            Set<String> alone = alone(set);
            Run verified =
                    child(set).agentJvm("-Xverify:all").expectLine("Xverify").run();
            assertThat(findings(verified)).as("%s", verified).containsExactlyInAnyOrderElementsOf(alone);
        }
    }
}
