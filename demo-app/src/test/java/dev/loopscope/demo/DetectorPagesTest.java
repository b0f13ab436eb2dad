// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That the pages in docs/detectors which name a scenario of the demo show what it prints: the first line of a finding, with all
 * that differs from run to run masked. {@link DemoScenariosIT} holds the scenario to the same line.
 */
class DetectorPagesTest {
    private static final Path MODULE = Path.of(System.getProperty("basedir", "demo-app"));
    private static final Path PAGES = MODULE.resolve("../docs/detectors");
    private static final Path EXPECTED = MODULE.resolve("src/test/resources/expected");
    private static final Pattern SCENARIO = Pattern.compile("From the demo[^`]*`([a-z-]+)`");

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(PAGES)) {
            return files.filter(page -> scenario(page) != null).sorted().toList();
        }
    }

    private static @Nullable String scenario(Path page) {
        try {
            Matcher named = SCENARIO.matcher(Files.readString(page));
            return named.find() ? named.group(1) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void showsWhatTheScenarioPrints(Path page) throws IOException {
        String shown = Files.readAllLines(page).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("WARN loopscope.") || line.startsWith("ERROR loopscope."))
                .findFirst()
                .orElseThrow();

        assertThat(Files.readAllLines(EXPECTED.resolve(scenario(page) + ".txt")))
                .contains(DemoScenariosIT.masked(shown));
    }
}
