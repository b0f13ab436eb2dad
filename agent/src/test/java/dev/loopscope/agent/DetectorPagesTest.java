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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the pages in docs/detectors are about detectors there are, complete, and show lines that the agent would take. */
class DetectorPagesTest {
    private static final Path PAGES = Path.of(System.getProperty("basedir", "agent"), "..", "docs", "detectors");
    private static final String END = ".md";
    private static final String INDENT = "    ";
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

    /** The indented lines of a section. */
    private static List<String> block(List<String> lines, String section) {
        return lines.stream()
                .skip(lines.indexOf(section) + 1L)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith(INDENT))
                .map(line -> line.substring(INDENT.length()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void isAboutOneDetectorAndHasAllSections(String page) throws IOException {
        assertThat(DetectorIds.ALL).contains(id(page));
        List<String> lines = lines(page);
        assertThat(lines.get(0)).isEqualTo("# " + id(page));
        assertThat(lines.get(2)).endsWith(".");
        assertThat(lines.get(3)).isEmpty();
        assertThat(lines.stream().filter(line -> line.startsWith("## "))).containsExactlyElementsOf(SECTIONS);
        for (int i = 0; i < SECTIONS.size(); i++) {
            int from = lines.indexOf(SECTIONS.get(i)) + 1;
            int to = i + 1 < SECTIONS.size() ? lines.indexOf(SECTIONS.get(i + 1)) : lines.size();
            assertThat(lines.subList(from, to)).as(SECTIONS.get(i)).anyMatch(line -> !line.isEmpty());
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void showsAFindingOfItsOwn(String page) throws IOException {
        assertThat(block(lines(page), "## Example"))
                .first()
                .asString()
                .matches("(WARN|ERROR) loopscope\\." + id(page) + " - .+ #[0-9a-f]{8}");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void allowsItByALineThatIsUnderstood(String page) throws IOException {
        List<String> allowed = block(lines(page), "## Allow");
        assertThat(allowed).isNotEmpty().allMatch(line -> line.startsWith(id(page) + " "));
        Allowances read = AllowFile.read(Files.write(directory.resolve("allow"), allowed));
        assertThat(read.problems()).isEmpty();
    }
}
