// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.guide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the page's code is code that compiles, and prints what the page says. */
class GettingStartedTest {
    /** A program of the page, to be run. */
    private interface Program {
        void run() throws Exception;
    }

    private static final Map<String, Program> PROGRAMS = Map.of(
            "first", GettingStarted::first,
            "together", () -> EventLoop.run(GettingStarted.together()),
            "main", () -> EventLoop.run(GettingStarted.askEverybody()),
            "timeout", () -> EventLoop.run(GettingStarted.askTooEarly()),
            "executor", () -> EventLoop.run(printed(GettingStarted.greetFromFile())),
            "thread-main", GettingStarted::thread);

    @Test
    void everyBlockOfJavaIsAPieceOfTheSources() throws IOException {
        Map<String, List<String>> pieces = Page.pieces();
        Set<String> shown = new LinkedHashSet<>();
        for (Page.Block block : Page.blocks()) {
            if (block.language().equals("java")) {
                assertThat(block.kind()).as("the mark above %s", block.lines()).isEqualTo("code");
                assertThat(pieces.keySet()).containsAll(block.names());
                assertThat(block.lines()).containsExactlyElementsOf(joined(block.names(), pieces));
                shown.addAll(block.names());
            }
        }

        assertThat(shown).as("every piece is in the page, once").containsExactlyElementsOf(pieces.keySet());
    }

    static List<String> programs() {
        return PROGRAMS.keySet().stream().sorted().toList();
    }

    @ParameterizedTest
    @MethodSource("programs")
    @Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void itPrintsWhatThePageSays(String program) throws Exception {
        List<List<String>> outputs = Page.blocks().stream()
                .filter(block -> block.kind().equals("prints") && block.names().equals(List.of(program)))
                .map(Page.Block::lines)
                .toList();

        assertThat(outputs).as("blocks marked 'prints: %s'", program).hasSize(1);
        assertThat(output(PROGRAMS.get(program))).containsExactlyElementsOf(outputs.get(0));
    }

    @Test
    void everyOutputIsOfAProgram() throws IOException {
        assertThat(Page.blocks().stream()
                        .filter(block -> block.kind().equals("prints"))
                        .flatMap(block -> block.names().stream()))
                .containsExactlyInAnyOrderElementsOf(PROGRAMS.keySet());
    }

    @Test
    void theVersionIsTheProjects() throws IOException {
        Matcher version =
                Pattern.compile("<version>(.+)</version>").matcher(Files.readString(Path.of("..", "pom.xml")));

        assertThat(version.find()).isTrue();
        assertThat(Files.readString(Page.FILE)).contains(version.group());
    }

    private static Coroutine<Void> printed(Coroutine<String> greeting) {
        return Coroutine.ofVoid(() -> System.out.println(greeting.await()));
    }

    private static List<String> joined(List<String> names, Map<String, List<String>> pieces) {
        List<String> lines = new ArrayList<>();
        for (String name : names) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.addAll(pieces.get(name));
        }
        return lines;
    }

    private static List<String> output(Program program) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(bytes, true, UTF_8));
        try {
            program.run();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(UTF_8).lines().toList();
    }
}
