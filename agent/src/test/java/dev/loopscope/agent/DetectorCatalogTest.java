// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.agent.detector.Detector;
import dev.loopscope.agent.option.DetectorIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A detector is a folder: nothing else has to be edited, and this says what a folder must have. */
class DetectorCatalogTest {
    private static final Path MODULE = Path.of(System.getProperty("basedir", "agent"));
    private static final Path FOLDERS = MODULE.resolve("src/main/java/dev/loopscope/agent/detector");
    private static final Path TESTS = MODULE.resolve("src/test/java/dev/loopscope/agent/it");

    static List<Path> folders() throws IOException {
        try (Stream<Path> files = Files.list(FOLDERS)) {
            return files.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static Detector of(Path folder) {
        String packageName = "dev.loopscope.agent.detector." + folder.getFileName();
        List<Detector> found = new ArrayList<>();
        for (Detector detector : Catalog.detectors()) {
            if (detector.getClass().getPackageName().equals(packageName)) {
                found.add(detector);
            }
        }
        assertThat(found).as("detectors found in %s", folder).hasSize(1);
        return found.get(0);
    }

    @ParameterizedTest
    @MethodSource("folders")
    void isFoundUnderAnIdThatIsItsFoldersName(Path folder) {
        String id = of(folder).id();
        assertThat(id).matches("[a-z]+(-[a-z]+)*");
        assertThat(id.replace("-", "")).isEqualTo(folder.getFileName().toString());
        assertThat(DetectorIds.ALL).contains(id);
    }

    @ParameterizedTest
    @MethodSource("folders")
    void saysWhatItReports(Path folder) throws IOException {
        assertThat(Files.readString(folder.resolve("package-info.java"))).contains("/** ", "@NullMarked");
    }

    @ParameterizedTest
    @MethodSource("folders")
    void isProvedOnThePackagedAgent(Path folder) throws IOException {
        String id = of(folder).id();
        List<String> proofs = new ArrayList<>();
        try (Stream<Path> files = Files.list(TESTS)) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith("IT.java")).toList()) {
                String text = Files.readString(file);
                if (text.contains("isEqualTo(\"" + id + "\")") && text.contains("detectors=-")) {
                    proofs.add(file.getFileName().toString());
                }
            }
        }
        assertThat(proofs).as("tests that expect %s and switch it off", id).isNotEmpty();
    }

    @Test
    void idsAreUniqueAndNoneIsFoundWithoutAFolder() throws IOException {
        assertThat(Catalog.detectors())
                .extracting(Detector::id)
                .doesNotHaveDuplicates()
                .hasSize(folders().size());
        assertThat(DetectorIds.ALL).doesNotHaveDuplicates();
    }
}
