// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.Stalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code loop-stalled} while a loop is stuck, and what closes it: {@code slow-callback}, or one operation that explains it. */
class StallIT {
    private static final int LIMIT_MS = 100;
    /** What is promised: a stall is said within the limit and this. */
    private static final int PROMPT_MS = 50;
    /** Long beside the time for which a machine may stand still while nobody looks. */
    private static final int CONTENDED_MS = 2_000;

    @TempDir
    static Path directory;

    private static Child child(String carrier, String what, int number) {
        return Child.of(directory, Stalls.class, carrier, what, Integer.toString(number))
                // What a crowded machine takes to load a class is not the matter here.
                .options("mode=test", "blocking-min=100s");
    }

    private static Child child(Engine engine, String what, int number) {
        return engine.on(child("task", what, number));
    }

    /** Milliseconds from a callback's start, by the program's clock, to a record. */
    private static long saidAfter(Run run, String name, Finding line) {
        return line.time().toEpochMilli() - run.startMillis(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "netty"})
    void aBusyCallbackIsSaidWhileItLastsAndClosedWithItsTotal(String carrier) {
        assertBusyIsSaid(child(carrier, "burnUntilSaid", 600).run());
    }

    @ParameterizedTest
    @MethodSource("dev.loopscope.agent.it.Engine#available")
    void aBusyTaskIsSaidWhileItLastsAndClosedWithItsTotal(Engine engine) {
        Run run = child(engine, "burnUntilSaid", 600).runAlone();
        assertBusyIsSaid(run);
        for (Finding line : run.lines()) {
            assertThat(line.thread()).isEqualTo("the-task");
            assertThat(line.callback()).startsWith("<Task 'the-task' created at Carrier.java:");
        }
    }

    @Test
    void theApplicationsLineIsFoundBelowAnyNumberOfTheJdks() {
        Run run = child("netty", "deep", 600).run();
        assertOneIncident(run, run.lines(), "deep", 599);
        for (Finding line : run.lines()) {
            assertThat(line.place()).as("%s", run).isEqualTo("Stalls.deep");
            assertThat(line.stack()).as("%s", run).hasSizeLessThanOrEqualTo(64).contains(line.frame());
        }
    }

    /** Nobody's line holds the loop when it ends; what has been said is closed all the same. */
    @Test
    void aStallThatEndsInTheJdksCodeIsClosed() {
        Run run =
                child("executor", "handedOn", 0).options("loop-threads=named-*").run();
        List<Finding> lines = run.lines();
        assertThat(lines).as("%s", run).hasSizeGreaterThanOrEqualTo(2);
        assertOneIncident(run, lines, "handedOn", 150);
        assertThat(lines.get(0).place()).as("%s", run).isEqualTo("Stalls.burn");
        assertThat(lines.get(lines.size() - 1).id()).as("%s", run).isEqualTo("slow-callback");
    }

    private static void assertBusyIsSaid(Run run) {
        List<Finding> lines = run.lines();
        // Where the machine is busy, the end of the callback may be seen as well.
        assertThat(lines).as("%s", run).hasSizeBetween(2, 4);
        assertOneIncident(run, lines, "burn", 599);
        Finding stalled = lines.get(0);
        assertThat(stalled.level()).isEqualTo("WARN");
        assertThat(stalled.place()).as("%s", run).isEqualTo("Stalls.burn");
        assertThat(stalled.durationMs()).isGreaterThanOrEqualTo(LIMIT_MS);
        // While it lasts: the program went on until it had read that line.
        assertThat(run.measured()).as("%s", run).containsKey("said");
        Finding slow = lines.get(lines.size() - 1);
        assertThat(slow.id()).isEqualTo("slow-callback");
        assertThat(slow.attribution("cpuMs")).isPositive();
        assertThat(slow.attribution("lockMs")).isZero();
        assertThat(slow.fix()).isNotEmpty();
    }

    @Test
    void stallsAreSaidPromptly() {
        int times = 9;
        Run run = child("loop", "repeated", times)
                .options("mode=all")
                .besideItself()
                .run();
        List<Double> delays = new ArrayList<>();
        // Less what the machine made two other threads wait: it does the same to the agent's two.
        List<Double> agents = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            String name = "hang" + i;
            double late = run.millis("late" + i);
            run.findings("loop-stalled").stream()
                    .map(line -> (double) saidAfter(run, name, line))
                    .filter(delay -> delay >= 0 && delay <= run.millis(name))
                    .forEach(delay -> {
                        delays.add(delay);
                        agents.add(delay - 2 * late);
                    });
        }
        assertThat(delays).as("%s", run).hasSizeGreaterThan(times / 2);
        assertThat(median(delays)).as("median of %s", delays).isGreaterThanOrEqualTo(LIMIT_MS);
        assertThat(median(agents)).as("median of %s", agents).isLessThanOrEqualTo(LIMIT_MS + PROMPT_MS);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "netty"})
    @Execution(ExecutionMode.CONCURRENT)
    void aHangOfThreeSecondsIsAtMostFourLinesOfOneIncidentAndClosedByItsOperation(String carrier) {
        assertHangIsTold(child(carrier, "hang", 3_000).besideItself().run());
    }

    @ParameterizedTest
    @MethodSource("dev.loopscope.agent.it.Engine#available")
    @Execution(ExecutionMode.CONCURRENT)
    void aTaskThatHangsIsAtMostFourLinesOfOneIncidentAndClosedByItsOperation(Engine engine) {
        assertHangIsTold(child(engine, "hang", 3_000).runAlone());
    }

    private static void assertHangIsTold(Run run) {
        List<Finding> lines = run.lines();
        assertThat(lines).as("%s", run).hasSizeBetween(2, 4);
        assertThat(lines.get(0).durationMs()).as("%s", run).isGreaterThanOrEqualTo(LIMIT_MS);
        assertThat(run.millis("said")).as("%s", run).isLessThan(run.millis("around.hang"));
        assertOneIncident(run, lines, "hang", 2_999);
        Finding last = lines.get(lines.size() - 1);
        assertThat(last.id()).isEqualTo("blocking-call");
        assertThat(last.operation()).isEqualTo("java.lang.Thread.sleep");
        for (Finding line : lines) {
            assertThat(line.place()).as("%s", run).isEqualTo("Stalls.hang");
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aHangThatMovesIsAtMostFourLinesOfOneIncident() {
        Run run = child("loop", "wander", 2_000).run();
        List<Finding> lines = run.lines();
        assertThat(lines).as("%s", run).hasSizeBetween(3, 4);
        assertOneIncident(run, lines, "wander", 1_999);
        assertThat(lines.get(lines.size() - 1).id()).isEqualTo("slow-callback");
    }

    private static void assertOneIncident(Run run, List<Finding> lines, String name, double least) {
        Finding first = lines.get(0);
        assertThat(first.id()).as("%s", run).isEqualTo("loop-stalled");
        assertThat(first.kind()).isEqualTo("finding");
        assertThat(first.incident()).isNotNull();
        for (Finding line : lines) {
            assertThat(line.incident()).as("%s", run).isEqualTo(first.incident());
        }
        for (Finding line : lines.subList(1, lines.size() - 1)) {
            assertThat(line.id()).as("%s", run).isEqualTo("loop-stalled");
            assertThat(line.kind()).isEqualTo("update");
            assertThat(line.fingerprint()).isEqualTo(first.fingerprint());
        }
        Finding last = lines.get(lines.size() - 1);
        assertThat(last.kind()).isEqualTo("finding");
        assertThat(last.durationMs()).as("total of %s", run).isBetween(least, run.millis("around." + name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "netty"})
    @Execution(ExecutionMode.CONCURRENT)
    void aContendedMonitorIsNamedWithItsHolder(String carrier) {
        Run run = child(carrier, "contended", CONTENDED_MS).besideItself().run();
        List<Finding> lines = run.lines();
        assertContendedIsTold(run, lines);
        assertThat(lines.get(0).message()).contains("held by holder");
        assertThat(lines.get(lines.size() - 1).attribution("lockMs"))
                .isBetween(CONTENDED_MS / 2.0, run.millis("around.contended"));
        for (Finding line : lines) {
            assertThat(line.place()).isEqualTo("Stalls.contended");
            assertThat(line.blockerThread()).isEqualTo("holder");
            assertThat(line.blockerStack()).anyMatch(frame -> frame.contains("Stalls.hold("));
        }
    }

    /** The JDK does not say what a virtual thread waits for. */
    @ParameterizedTest
    @MethodSource("dev.loopscope.agent.it.Engine#available")
    @Execution(ExecutionMode.CONCURRENT)
    void aContendedMonitorInATaskIsNamedWithItsHolderWhereTheJdkKnows(Engine engine) {
        Run run = child(engine, "contended", CONTENDED_MS).runAlone();
        List<Finding> lines = run.lines();
        assertContendedIsTold(run, lines);
        for (Finding line : lines) {
            assertThat(line.place()).isEqualTo("Stalls.contended");
            if (engine == Engine.PLATFORM) {
                assertThat(line.blockerThread()).isEqualTo("holder");
            }
        }
    }

    /** Monitors are seen by looking, from the second look on; it must be most of the time and never more than that. */
    private static void assertContendedIsTold(Run run, List<Finding> lines) {
        assertThat(lines).as("%s", run).hasSizeBetween(2, 4);
        assertOneIncident(run, lines, "contended", CONTENDED_MS / 2.0);
        assertThat(lines.get(0).message()).contains("waiting for a lock");
        Finding closed = lines.get(lines.size() - 1);
        assertThat(closed.id()).as("%s", run).isEqualTo("blocking-call");
        assertThat(closed.operation()).isEqualTo("synchronized");
    }

    @ParameterizedTest
    @MethodSource("dev.loopscope.agent.it.Engine#available")
    void tasksBelowTheLimitAreSilent(Engine engine) {
        Run run = child(engine, "below", 50).options("slow-callback=1s").runAlone();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    void operationsTooShortToExplainAStallAreReportedAndCountedInIt() {
        // No sleep alone may pass the limit, also where the machine stands still in the middle of it.
        Run run = child("loop", "mixed", 1_500).options("slow-callback=1s").run();
        assertThat(run.findings("slow-callback")).as("%s", run).hasSize(1);
        Finding slow = run.findings("slow-callback").get(0);
        assertThat(slow.durationMs()).isBetween(1_679.0, run.millis("around.mixed"));
        assertThat(slow.attribution("parkedMs")).as("%s", run).isBetween(29.0, run.millis("around.mixed") - 1_499);
        List<Finding> sleeps = run.findings("blocking-call");
        assertThat(sleeps).as("%s", run).hasSize(1);
        assertThat(run.count(sleeps.get(0).fingerprint())).isEqualTo(6);
    }

    @Test
    void anOperationBelowTheLimitIsAllThatIsSaidWhereTheRestIsToo() {
        Run run = child("loop", "nearly", 1_000).options("slow-callback=1s").run();
        assertThat(run.findings("slow-callback")).as("%s", run).isEmpty();
        List<Finding> lines = run.lines();
        assertOneIncident(run, lines, "nearly", 949);
        Finding closed = lines.get(lines.size() - 1);
        assertThat(closed.operation()).as("%s", run).isEqualTo("java.lang.Thread.sleep");
        assertThat(closed.attribution("parkedMs")).isGreaterThanOrEqualTo(949);
    }

    @Test
    void callbacksBelowTheLimitAreSilent() {
        Run run = child("loop", "below", 50).options("slow-callback=1s").run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    void aLimitThatIsOffSaysNothing() {
        Run run = child("loop", "burn", 300).options("slow-callback=10s").run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    void withTheirDetectorsOffNothingIsReported() {
        Run run = child("loop", "burn", 300)
                .options("detectors=-slow-callback,-loop-stalled")
                .run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    void anAllowedPlaceIsSilent() throws Exception {
        Path allow = Files.writeString(directory.resolve("allow"), """
                slow-callback dev.loopscope.app.Stalls#burn reason="known"
                loop-stalled dev.loopscope.app.Stalls#burn reason="known"
                """);
        Run run = child("loop", "burn", 300).options("allow=" + allow).run();
        assertThat(run.lines()).as("%s", run).isEmpty();
        assertThat(run.allowances("allowancesUnused")).isEmpty();
    }

    @Test
    void stallsThatEndWhileTheyAreLookedAtNeverShowAnIdleLoop() {
        assertNoIdleStack(50);
    }

    @Test
    @Tag("deep")
    void aThousandStallsThatEndWhileTheyAreLookedAtNeverShowAnIdleLoop() {
        for (int i = 0; i < 5; i++) {
            assertNoIdleStack(200);
        }
    }

    private static void assertNoIdleStack(int times) {
        Run run = child("loop", "around", times)
                .options("mode=all")
                .besideItself()
                .run();
        Set<String> stalls = new HashSet<>();
        List<String> closed = new ArrayList<>();
        for (Finding line : run.lines()) {
            String incident = line.incident();
            // A callback that ended just over the limit may never have been looked at; then there is no stack to show.
            boolean unseen = line.id().equals("slow-callback")
                    && incident == null
                    && line.stack().isEmpty();
            if (!unseen) {
                assertThat(line.stack())
                        .as("%s", run)
                        .anyMatch(frame -> frame.startsWith("dev.loopscope.app.Carrier.lambda$run"))
                        .noneMatch(frame -> frame.contains("Selector"));
            }
            if (incident != null && line.id().equals("loop-stalled")) {
                stalls.add(incident);
            } else if (incident != null) {
                closed.add(incident);
            }
        }
        assertThat(stalls).as("%s", run).isNotEmpty();
        assertThat(closed)
                .as("each stall said is closed once: %s", run)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(stalls);
    }
}
