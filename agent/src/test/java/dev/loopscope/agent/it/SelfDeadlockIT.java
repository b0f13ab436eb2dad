// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopscope.app.SelfDeadlocks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code self-deadlock}: waits that could never end, as the loops themselves know. */
class SelfDeadlockIT {
    @TempDir
    static Path directory;

    private static Child child(String what) {
        return Child.of(directory, SelfDeadlocks.class, what)
                .options("mode=test")
                .whateverTimeItTakes();
    }

    private static Finding at(Run run, String place) {
        List<Finding> found = run.at("SelfDeadlocks." + place);
        assertThat(found).as("%s in %s", place, run).hasSize(1);
        Finding finding = found.get(0);
        assertThat(finding.id()).as("%s", run).isEqualTo("self-deadlock");
        assertThat(finding.level()).isEqualTo("ERROR");
        assertThat(finding.chain()).as("%s", run).isNotEmpty();
        assertThat(finding.fix()).isNotEmpty();
        return finding;
    }

    @Test
    void eachIsReportedOnceWhereItWaits() {
        Run run = child("all").options("detectors=-blocking-call").run();
        assertThat(run.lines()).as("%s", run).hasSize(11);

        Finding circle = at(run, "awaitOther");
        assertThat(circle.loop()).isEqualTo("loop-0");
        assertThat(circle.thread()).isEqualTo("second");
        assertThat(circle.message()).startsWith("'second' awaits a task that waits for it at ");
        assertThat(circle.chain().get(0)).isEqualTo("'second' awaits 'first'");
        assertThat(circle.chain().get(1)).startsWith("'first' awaits 'second' at SelfDeadlocks.java:");
        assertThat(circle.chain()).hasSize(2);

        assertAround(run, "awaitGatherer", "Async.gather");
        assertAround(run, "awaitShielder", "Async.shield");
        assertAround(run, "awaitWaiter", "Async.waitUntil");

        assertThat(at(run, "awaitItself").chain()).containsExactly("'main' awaits 'main'");
        for (String place : List.of("getOwn", "joinOwn", "getOwnForAWhile")) {
            Finding own = at(run, place);
            assertThat(own.thread()).isEqualTo("loop-thread");
            assertThat(own.message()).contains("waits for a future that only loop-0 can complete at ");
            assertThat(own.chain()).containsExactly("the thread of loop-0 waits for a future of loop-0");
        }
        Finding two = at(run, "waitFor");
        assertThat(two.message()).startsWith("the threads of 2 loops wait for each other's futures at ");
        assertThat(two.chain())
                .containsExactly(
                        "the thread of other waits for a future of one",
                        "the thread of one waits for a future of other");
        for (String place : List.of("awaitOwnPromise", "syncOwnPromise")) {
            Finding refused = at(run, place);
            assertThat(refused.loop()).isEqualTo("netty-loop");
            assertThat(refused.message())
                    .contains("netty-loop would wait for a future that only its own thread can complete");
        }
    }

    private static void assertAround(Run run, String place, String way) {
        List<String> chain = at(run, place).chain();
        assertThat(chain).as("%s", run).hasSize(2);
        assertThat(chain.get(0)).isEqualTo("'back' awaits 'around'");
        assertThat(chain.get(1)).startsWith("'around' awaits 'back' by " + way + " at SelfDeadlocks.java:");
    }

    /** Vert.x refuses its worker threads too, which run no loop. */
    @Test
    void whatVertxRefusesInAnEventLoopIsReported() {
        Run run = Child.real(directory, "VertxAwait")
                .libraries("web")
                .options("mode=test")
                .whateverTimeItTakes()
                .runAlone();
        assertThat(run.lines()).as("%s", run).hasSize(1);
        Finding refused = run.lines().get(0);
        assertThat(refused.id()).isEqualTo("self-deadlock");
        assertThat(refused.loop()).startsWith("vert.x-eventloop-thread-");
        assertThat(refused.place()).isEqualTo("VertxAwait.awaits");
    }

    @Test
    void waitsThatEndAndWaitsOfWhichNobodyKnowsAreSilent() {
        Run run = child("innocent").runAlone();
        assertThat(run.findings("self-deadlock")).as("%s", run).isEmpty();
        // Two futures that others complete.
        assertThat(run.findings("blocking-call")).as("%s", run).hasSize(2);
        assertThat(run.lines()).as("%s", run).hasSize(2);
    }

    @Test
    void whatWasRefusedIsNoFurtherFindingWhereverItsExceptionGoes() {
        Run run = child("escaping").runAlone();
        assertThat(run.findings("self-deadlock")).as("%s", run).hasSize(3);
        assertThat(run.findings("exception-never-retrieved")).as("%s", run).hasSize(1);
        assertThat(run.lines()).as("%s", run).hasSize(4);
        assertThat(run.err()).doesNotContain("ERROR loopscope - ");
    }

    @ParameterizedTest
    @MethodSource("dev.loopscope.agent.it.Engine#available")
    void aLoopThatALockOfItsOwnTaskHangsIsOneIncident(Engine engine) {
        assumeTrue(engine != Engine.LOOP || Runtime.version().feature() >= 24, "such an await is refused at once");
        assertOneIncident(
                engine.on(Child.of(directory, SelfDeadlocks.class, "monitor").options("mode=test")), "holdMonitor");
    }

    /** Whose locks can be told without opening anything. */
    @Test
    void aLockOfTheJdksIsOneIncidentToo() {
        assertOneIncident(
                Engine.PLATFORM.on(
                        Child.of(directory, SelfDeadlocks.class, "lock").options("mode=test")),
                "holdLock");
    }

    @Test
    void aLoopThatWasFreedIsInnocent() {
        Run run = Engine.PLATFORM
                .on(Child.of(directory, SelfDeadlocks.class, "callback").options("mode=test"))
                .runAlone();
        assertThat(run.out()).contains("taken", "entered", "goes on");
        assertThat(at(run, "holdLock").id()).as("%s", run).isEqualTo("self-deadlock");
        assertThat(run.lines())
                .as("%s", run)
                .extracting(Finding::id)
                .containsOnly("loop-stalled", "self-deadlock")
                .containsOnlyOnce("self-deadlock");
    }

    private static void assertOneIncident(Child child, String place) {
        Run run = child.runAlone();
        List<Finding> lines = run.lines();
        assertThat(lines).as("%s", run).hasSizeBetween(2, 4);
        for (Finding line : lines.subList(0, lines.size() - 1)) {
            assertThat(line.id()).as("%s", run).isEqualTo("loop-stalled");
            assertThat(line.incident()).isEqualTo(lines.get(0).incident());
        }
        Finding closing = at(run, place);
        assertThat(closing).as("%s", run).isEqualTo(lines.get(lines.size() - 1));
        assertThat(closing.incident())
                .as("%s", run)
                .isNotNull()
                .isEqualTo(lines.get(0).incident());
        assertThat(closing.durationMs()).isGreaterThan(400);
        assertThat(closing.message()).contains("'other' waited for ").contains("and all of loop-0 with it");
        assertThat(closing.chain()).hasSize(3);
        assertThat(closing.chain().get(0)).startsWith("'other' waited for ").contains(" at SelfDeadlocks.java:");
        assertThat(closing.chain().get(1)).startsWith("'holder' ").contains("SelfDeadlocks.java:");
        // The loop leaves the word to the agent.
        assertThat(run.err()).doesNotContain("WARN loopscope - await while");
    }

    @ParameterizedTest
    @ValueSource(strings = {"allow", "off"})
    void anAllowedOneIsSilentAndSoIsTheDetectorThatIsOff(String how) throws Exception {
        Path allow = Files.writeString(
                directory.resolve("allow"), "self-deadlock dev.loopscope.app.SelfDeadlocks#* reason=\"known\"\n");
        Run run = child("all")
                .options(
                        how.equals("off") ? "detectors=-self-deadlock,-blocking-call" : "allow=" + allow,
                        how.equals("off") ? "mode=test" : "detectors=-blocking-call")
                .runAlone();
        assertThat(run.findings("self-deadlock")).as("%s", run).isEmpty();
    }
}
