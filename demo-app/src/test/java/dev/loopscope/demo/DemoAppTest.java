// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoAppTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void listNamesEveryScenarioOnALineOfItsOwn() {
        assertThat(run("--list")).isZero();
        assertThat(out().lines()).hasSameSizeAs(Scenarios.ALL);
        assertThat(out().lines().map(line -> line.substring(0, line.indexOf(' '))))
                .containsExactlyElementsOf(
                        Scenarios.ALL.stream().map(Scenario::name).toList());
        assertThat(out().lines()).allMatch(line -> line.matches("[a-z-]+ +[a-zA-Z].*"));
        assertThat(err()).isEmpty();
    }

    @Test
    void helpShowsTheUsage() {
        assertThat(run("--help")).isZero();
        assertThat(out()).startsWith("Usage: java ").contains("--list", "--help", "Exit status");
    }

    @Test
    void helpWinsOverAnythingElse() {
        assertThat(run("no-such-thing", "--help")).isZero();
        assertThat(err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "blocking-slep, blocking-sleep",
        "Blocking-Sleep, blocking-sleep",
        "hang, hanging-loop",
        "wrongthread, wrong-thread",
        "healthy-server, healthy-http-server"
    })
    void unknownNameIsRefusedWithTheNearestOne(String word, String nearest) {
        assertThat(run(word)).isEqualTo(2);
        assertThat(err().strip())
                .isEqualTo("unknown scenario '" + word + "'; the nearest is '" + nearest + "', and --list names all");
        assertThat(out()).isEmpty();
    }

    @Test
    void unknownNameIsRefusedBeforeAnythingRuns() {
        assertThat(run("blocking-sleep", "nothing")).isEqualTo(2);
        assertThat(out()).isEmpty();
    }

    @Test
    void unknownOptionIsRefused() {
        assertThat(run("--all")).isEqualTo(2);
        assertThat(err().strip()).isEqualTo("unknown option '--all'; --help names those there are");
    }

    @Test
    void namesAreUniqueAndReadable() {
        assertThat(Scenarios.ALL).extracting(Scenario::name).doesNotHaveDuplicates();
        assertThat(Scenarios.ALL).allMatch(scenario -> scenario.name().matches("[a-z]+(-[a-z]+)+"));
        assertThat(Scenarios.ALL)
                .allSatisfy(scenario ->
                        assertThat(Scenarios.byName(scenario.name())).isSameAs(scenario));
    }

    @Test
    void theReadmeNamesEachScenarioOnce() throws IOException {
        List<String> named = Files.readAllLines(Path.of("..", "README.md")).stream()
                .dropWhile(line -> !line.equals("| scenarios | show |"))
                .takeWhile(line -> line.startsWith("|"))
                .flatMap(row -> Pattern.compile("`([a-z-]+)`").matcher(row).results())
                .map(match -> match.group(1))
                .toList();

        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(
                        Scenarios.ALL.stream().map(Scenario::name).toList());
    }

    @Test
    void scenarioThatDoesNotWorkEndsTheDemo() {
        int status = DemoApp.show(
                List.of(new Broken(), new Broken()),
                new Stage(new PrintStream(out, true, UTF_8)),
                new PrintStream(err, true, UTF_8));

        assertThat(status).isEqualTo(1);
        assertThat(out().lines()).containsExactly("broken-one: fails");
        assertThat(err()).startsWith("scenario broken-one did not work: java.lang.IllegalStateException: on purpose");
    }

    private static final class Broken implements Scenario {
        @Override
        public String name() {
            return "broken-one";
        }

        @Override
        public String summary() {
            return "fails";
        }

        @Override
        public void show(Stage stage) {
            throw new IllegalStateException("on purpose");
        }
    }

    private int run(String... args) {
        return DemoApp.run(List.of(args), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    private String out() {
        return out.toString(UTF_8);
    }

    private String err() {
        return err.toString(UTF_8);
    }
}
