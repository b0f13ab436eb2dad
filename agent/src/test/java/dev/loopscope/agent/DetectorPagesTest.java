// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.agent.allow.AllowFile;
import dev.loopscope.agent.allow.Allowances;
import dev.loopscope.agent.option.DetectorIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the pages in docs/detectors are about detectors there are, complete, and show lines that the agent would take. */
class DetectorPagesTest {
    private static final Path PAGES = Path.of(System.getProperty("basedir", "agent"), "..", "docs", "detectors");
    private static final String END = ".md";
    private static final List<String> SECTIONS =
            List.of("## Why it matters", "## Example", "## Fix", "## Allow", "## What it cannot see");

    @TempDir
    Path directory;

    static List<String> pages() throws IOException {
        try (Stream<Path> files = Files.list(PAGES)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static List<String> lines(String page) throws IOException {
        return Files.readAllLines(PAGES.resolve(page));
    }

    private static String id(String page) {
        return page.substring(0, page.length() - END.length());
    }

    private static List<String> section(List<String> lines, String title) {
        return lines.stream()
                .skip(lines.indexOf(title) + 1L)
                .takeWhile(line -> !line.startsWith("## "))
                .toList();
    }

    @Test
    void noDetectorIsWithoutOne() throws IOException {
        assertThat(pages().stream().map(DetectorPagesTest::id)).containsExactlyInAnyOrderElementsOf(DetectorIds.ALL);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void isAboutOneDetectorAndHasAllSections(String page) throws IOException {
        assertThat(DetectorIds.ALL).contains(id(page));
        List<String> lines = lines(page);
        assertThat(lines.get(0)).isEqualTo("# " + id(page));
        assertThat(String.join(" ", lines.subList(2, lines.indexOf(SECTIONS.get(0))))
                        .strip())
                .endsWith(".");
        assertThat(lines.stream().filter(line -> line.startsWith("## "))).containsExactlyElementsOf(SECTIONS);
        for (String title : SECTIONS) {
            assertThat(section(lines, title)).as(title).anyMatch(line -> !line.isEmpty());
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void showsAFindingOfItsOwn(String page) throws IOException {
        assertThat(section(lines(page), "## Example"))
                .map(String::strip)
                .anyMatch(line -> line.matches("(WARN|ERROR) loopscope\\." + id(page) + " - .+ #[0-9a-f]{8}"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void allowsItByALineThatIsUnderstood(String page) throws IOException {
        List<String> allowed = section(lines(page), "## Allow").stream()
                .filter(line -> line.startsWith("    "))
                .toList();
        assertThat(allowed).isNotEmpty().allMatch(line -> line.startsWith("    " + id(page) + " "));
        Allowances read = AllowFile.read(Files.write(directory.resolve("allow"), allowed));
        assertThat(read.problems()).isEmpty();
    }
}
