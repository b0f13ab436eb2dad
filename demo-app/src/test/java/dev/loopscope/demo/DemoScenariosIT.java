// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.loopscope.demo.scenario.BlockingSleep;
import dev.loopscope.demo.scenario.BlockingSocketRead;
import dev.loopscope.demo.scenario.HangingLoop;
import dev.loopscope.demo.scenario.LockHeldByWorker;
import dev.loopscope.demo.scenario.LockOfAnotherThread;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All scenarios, once with the agent and once without. What is found is compared with {@code expected/NAME.txt}: the first
 * line of each finding, with all that differs from run to run masked. An empty file stands for none.
 */
class DemoScenariosIT {
    private static final String SCENARIOS = "dev.loopscope.demo.scenario.";
    private static final Pattern LOG_LINE = Pattern.compile("(INFO|WARN|ERROR) loopscope(\\.[a-z-]+)? - .+");
    private static final Pattern FINDING_LINE = Pattern.compile("(INFO|WARN|ERROR) loopscope\\.[a-z-]+ - .+");

    private static final Pattern SECONDS = Pattern.compile("(?<=at|took) (\\d+) s$");

    @TempDir
    static Path directory;

    private static DemoRun withAgent;
    private static DemoRun without;
    private static List<JsonObject> records;

    @BeforeAll
    static void runTheDemo() throws Exception {
        Path report = directory.resolve("report.jsonl");
        // At the same time: both are asleep nearly always.
        FutureTask<DemoRun> plain = new FutureTask<>(() -> DemoRun.without(directory));
        new Thread(plain, "demo-without-agent").start();
        withAgent = DemoRun.withAgent(directory, report);
        without = plain.get();
        records = records(report);
    }

    static List<Scenario> scenarios() {
        return Scenarios.ALL;
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void logShowsTheExpectedFindings(Scenario scenario) {
        // An operation that may have more steps is told when it cannot any more, which is after those that were over.
        assertThat(findingsInTheLog(scenario)).containsExactlyInAnyOrderElementsOf(expected(scenario));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void reportHoldsEachFindingOnceWithTheScenariosFrame(Scenario scenario) {
        List<JsonObject> findings = findings(scenario);

        // The ids are the loggers of the expected lines.
        assertThat(findings.stream().map(finding -> text(finding, "id")))
                .containsExactlyElementsOf(expected(scenario).stream()
                        .map(line -> line.replaceFirst(".* loopscope\\.([a-z-]+) - .*", "$1"))
                        .toList());
        assertThat(findings).allMatch(finding -> finding.get("count").getAsInt() == 1);
    }

    @Test
    void everyFindingBelongsToAScenario() {
        List<String> frames = Scenarios.ALL.stream()
                .map(scenario -> SCENARIOS + scenario.getClass().getSimpleName() + ".")
                .toList();

        assertThat(ofKind("finding"))
                .isNotEmpty()
                .allMatch(finding -> frames.stream().anyMatch(text(finding, "frame")::startsWith));
    }

    /** A mistake happens once; a second time would be its corrected form's. */
    @Test
    void nothingIsFoundTwice() {
        assertThat(ofKind("reminder")).isEmpty();
        assertThat(end().getAsJsonObject("counts").entrySet())
                .hasSameSizeAs(ofKind("finding"))
                .allMatch(
                        count -> count.getValue().getAsJsonObject().get("count").getAsInt() == 1);
    }

    @Test
    void agentMakesNoMistakesOfItsOwn() {
        assertThat(end().get("agentErrors").getAsInt()).isZero();
        assertThat(end().get("dropped").getAsInt()).isZero();
        assertThat(ofKind("start").get(0).getAsJsonArray("hooksMissing")).isEmpty();
    }

    @Test
    void standardOutputAndExitStatusAreTheSameWithoutTheAgent() {
        assertThat(withAgent.status()).isZero();
        assertThat(without.status()).isZero();
        assertThat(told(withAgent)).isEqualTo(told(without));
        assertThat(without.stdout().lines().filter(line -> line.equals("  done")))
                .hasSizeGreaterThan(Scenarios.ALL.size());
    }

    /** Also what a scenario tells: the order of tasks, and times in whole seconds, which a crowded machine makes longer. */
    @Test
    void standardOutputIsTheSameInEveryRun() {
        List<String> expected = linesOf("/expected/standard-output.txt");
        for (DemoRun run : List.of(withAgent, without)) {
            assertThat(told(run))
                    .containsExactlyElementsOf(expected.stream()
                            .map(line -> SECONDS.matcher(line).replaceAll(" N s"))
                            .toList());
            List<Integer> least = seconds(expected.stream());
            List<Integer> seconds = seconds(run.stdout().lines());
            for (int i = 0; i < least.size(); i++) {
                assertThat(seconds.get(i)).as("%s of %s", i, seconds).isGreaterThanOrEqualTo(least.get(i));
            }
        }
    }

    @Test
    void fetchesTogetherTakeLessTimeThanOneByOne() {
        for (DemoRun run : List.of(withAgent, without)) {
            List<Integer> all = seconds(run.stdout().lines().filter(line -> line.startsWith("    all took ")));
            assertThat(all).hasSize(2);
            assertThat(all.get(1)).isLessThan(all.get(0));
        }
    }

    private static List<String> told(DemoRun run) {
        return run.stdout()
                .lines()
                .map(line -> SECONDS.matcher(line).replaceAll(" N s"))
                .toList();
    }

    /** What scenarios measured. */
    private static List<Integer> seconds(Stream<String> lines) {
        return lines.map(SECONDS::matcher)
                .filter(Matcher::find)
                .map(matcher -> Integer.valueOf(matcher.group(1)))
                .toList();
    }

    /** So no warning of the JVM either. */
    @Test
    void standardErrorHoldsNothingButTheLog() {
        assertThat(withAgent.stderr().lines())
                .allMatch(line ->
                        line.startsWith("    ") || LOG_LINE.matcher(line).matches());
    }

    @Test
    void withoutTheAgentOnlyTheLoopItselfSpeaks() {
        assertThat(without.stderr().lines())
                .noneMatch(line -> FINDING_LINE.matcher(line).matches());
        assertThat(without.stderr()
                        .lines()
                        .filter(line -> LOG_LINE.matcher(line).matches())
                        .map(DemoScenariosIT::masked))
                .containsExactly(
                        "ERROR loopscope - Exception in callback " + SCENARIOS + "CallbackException lambda",
                        "ERROR loopscope - LoopFuture exception was never retrieved",
                        "ERROR loopscope - Task was destroyed but it is pending!",
                        "WARN loopscope - unclosed transport <Transport N.N.N.N:N -> N.N.N.N:N> when loop-N was closed;"
                                + " call close() on it before",
                        "ERROR loopscope - Task exception was never retrieved");
    }

    @Test
    void whatTheLoopItselfReportsTheAgentTakesOver() {
        assertThat(withAgent.stderr()).doesNotContain("ERROR loopscope - ");
    }

    @Test
    void shortOperationsAreReportedWithTheirDuration() {
        // The JDK's timed waits may end a fraction of a millisecond early.
        assertThat(durations(new BlockingSleep())).allMatch(millis -> millis >= 19);
        // On a crowded machine the greeting may be there when it is asked for.
        assertThat(durations(new BlockingSocketRead())).allMatch(millis -> millis > 0);
    }

    @Test
    void hangIsReportedWhileItLastsAndOnceWhenItIsOver() {
        List<JsonObject> findings = findings(new HangingLoop());
        JsonObject stalled = findings.get(0);
        JsonObject closing = findings.get(1);
        List<JsonObject> updates = ofKind("update").stream()
                .filter(update -> text(update, "incident").equals(text(stalled, "incident")))
                .toList();

        assertThat(stalled.get("durationMs").getAsDouble()).isBetween(100.0, 1000.0);
        assertThat(updates).hasSize(1).allMatch(update -> text(update, "id").equals("loop-stalled"));
        // The JDK's timed waits may end a fraction of a millisecond early.
        assertThat(closing.get("durationMs").getAsDouble()).isGreaterThanOrEqualTo(2999.0);
        assertThat(text(closing, "incident")).isEqualTo(text(stalled, "incident"));
        assertThat(Duration.between(time(stalled), time(closing))).isGreaterThan(Duration.ofSeconds(2));
    }

    @Test
    void lockFindingsNameTheThreadThatHoldsIt() {
        assertThat(findings(new LockHeldByWorker())).allSatisfy(finding -> {
            JsonObject blocker = finding.getAsJsonObject("blocker");
            assertThat(text(blocker, "thread")).matches("loop-\\d+-executor-\\d+");
            assertThat(blocker.getAsJsonArray("stack").toString())
                    .contains(SCENARIOS + "LockHeldByWorker.fetchUnderTheLock(");
        });
        assertThat(findings(new LockOfAnotherThread())).allSatisfy(finding -> {
            JsonObject blocker = finding.getAsJsonObject("blocker");
            assertThat(text(blocker, "thread")).matches("loop-\\d+-executor-\\d+");
            assertThat(blocker.getAsJsonArray("stack").toString()).contains(SCENARIOS + "LockOfAnotherThread.backUp(");
        });
    }

    @Test
    void unknownNameIsRefusedAlsoWithTheAgent() throws Exception {
        DemoRun run = DemoRun.withAgent(directory, directory.resolve("unknown.jsonl"), "no-such-scenario");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.stdout()).isEmpty();
        assertThat(run.stderr()).contains("unknown scenario 'no-such-scenario'");
    }

    private static List<String> findingsInTheLog(Scenario scenario) {
        String frames = SCENARIOS + scenario.getClass().getSimpleName() + ".";
        return withAgent
                .stderr()
                .lines()
                .filter(line -> FINDING_LINE.matcher(line).matches() && line.contains(frames))
                .map(DemoScenariosIT::masked)
                // On a busy machine an iteration may be long enough to be told while it lasts, and a stall for one more
                // line.
                .map(line -> line.replace(" have held ", " held ").replace(" and still do ", " "))
                .distinct()
                .toList();
    }

    /** With all that differs from run to run as N. */
    static String masked(String line) {
        return line.replaceAll("#[0-9a-f]{8}\\b", "#N")
                .replaceAll("\\b[0-9.]+ m?s\\b", "N ms")
                .replaceAll("[0-9]+", "N");
    }

    private static List<String> expected(Scenario scenario) {
        return linesOf("/expected/" + scenario.name() + ".txt");
    }

    private static List<String> linesOf(String name) {
        try (InputStream in = DemoScenariosIT.class.getResourceAsStream(name)) {
            assertThat(in).as("src/test/resources%s", name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonObject> records(Path report) throws IOException {
        return Files.readAllLines(report).stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    private static List<JsonObject> ofKind(String kind) {
        return records.stream()
                .filter(entry -> text(entry, "kind").equals(kind))
                .toList();
    }

    private static JsonObject end() {
        assertThat(ofKind("end")).hasSize(1);
        return ofKind("end").get(0);
    }

    private static List<JsonObject> findings(Scenario scenario) {
        String frames = SCENARIOS + scenario.getClass().getSimpleName() + ".";
        return ofKind("finding").stream()
                .filter(finding -> text(finding, "frame").startsWith(frames))
                .toList();
    }

    private static List<Double> durations(Scenario scenario) {
        List<Double> durations = findings(scenario).stream()
                .map(finding -> finding.get("durationMs").getAsDouble())
                .toList();
        assertThat(durations).isNotEmpty();
        return durations;
    }

    private static String text(JsonObject entry, String key) {
        JsonElement value = entry.get(key);
        return value == null || value.isJsonNull() ? "" : value.getAsString();
    }

    private static Instant time(JsonObject entry) {
        return Instant.parse(text(entry, "time"));
    }
}
