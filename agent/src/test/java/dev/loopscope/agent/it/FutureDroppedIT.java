// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.Drops;
import dev.loopscope.app.TaskMistakes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FutureDroppedIT {
    /** Methods of {@link Drops} that make a future which is dropped. */
    private static final List<String> DROPPED = List.of(
            "thenApply",
            "thenAccept",
            "thenRun",
            "thenApplyAsync",
            "whenComplete",
            "handle",
            "exceptionally",
            "exceptionallyCompose",
            "thenCompose",
            "composedInto",
            "composedIntoAtOnce",
            "thenCombine",
            "thenAcceptBoth",
            "runAfterBoth",
            "applyToEither",
            "allOf",
            "anyOf",
            "chain",
            "fan",
            "copied",
            "minimal",
            "subclass",
            "discardedTask",
            "stageOfADoneOne",
            "joinedRoot",
            "cancelledInPart",
            "givenUp");

    @TempDir
    static Path directory;

    private static Child child(String what) {
        return Child.of(directory, TaskMistakes.class, what)
                .options("mode=test")
                .whateverTimeItTakes();
    }

    @ParameterizedTest
    @MethodSource("dev.loopscope.agent.it.Engine#available")
    void tasksThatAreLeftPendingWhenALoopIsClosedAreReportedWithWhereTheyWait(Engine engine) {
        Run run = engine.on(child("leftPending")).run();
        List<Finding> findings = run.lines();
        assertThat(findings).as("%s", run).hasSize(2);
        Finding waits = findings.get(0);
        assertThat(waits.message())
                .startsWith("Task 'waits' was destroyed but it is pending: loop-0 was closed while it waited at"
                        + " dev.loopscope.app.TaskMistakes.waitLong(TaskMistakes.java:");
        assertThat(waits.place()).isEqualTo("TaskMistakes.waitLong");
        Finding neverBegan = findings.get(1);
        assertThat(neverBegan.message()).startsWith("Task 'never-began' was destroyed but it is pending: loop-0 was");
        assertThat(neverBegan.place()).isEqualTo("TaskMistakes.leavePending");
        for (Finding finding : findings) {
            assertThat(finding.id()).isEqualTo("future-dropped");
            assertThat(finding.level()).isEqualTo("ERROR");
            assertThat(finding.loop()).isEqualTo("loop-0");
            assertThat(finding.thread()).isEqualTo("main");
            assertThat(finding.createdAt())
                    .as("%s", run)
                    .first()
                    .asString()
                    .startsWith("dev.loopscope.app.TaskMistakes.leavePending(");
        }
        // One mistake is one report: what the loop says by itself, the agent says for it.
        assertThat(run.err()).doesNotContain("Task was destroyed but it is pending!");
    }

    @ParameterizedTest
    @MethodSource("dev.loopscope.agent.it.Engine#available")
    void tasksThatAreCancelledByARunAreSilent(Engine engine) {
        Run run = engine.on(child("leftToRun")).run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    void aFutureOfTheLoopThatIsDroppedWithACallbackOnItIsReportedInEachMode() {
        for (String mode : List.of("test", "dev")) {
            Run run = Child.of(directory, TaskMistakes.class, "futuresDropped")
                    .options("mode=" + mode)
                    .whateverTimeItTakes()
                    .run();
            assertThat(run.lines()).as("%s", run).hasSize(1);
            Finding finding = run.lines().get(0);
            assertThat(finding.id()).isEqualTo("future-dropped");
            assertThat(finding.place()).isEqualTo("TaskMistakes.expectForEver");
            assertThat(finding.loop()).isEqualTo("loop-0");
            assertThat(finding.message())
                    .startsWith("LoopFuture made at ")
                    .contains(" was dropped while pending: the callback added there will never run");
            assertThat(finding.createdAt()).isNotEmpty();
        }
    }

    @Test
    void whatIsDroppedWithAStageOnItIsReportedOnceAndItsLookAlikesNever() {
        assertThatAllAreFound(drops("all").options("mode=test").run(), place -> true);
    }

    @Test
    void aProgramThatMakesFewFuturesIsKnownAsAWholeInDevToo() {
        assertThatAllAreFound(drops("all").options("mode=dev").run(), place -> !place.equals("Drops.stageOfADoneOne"));
    }

    @Test
    void withoutCreationTracesThePlaceOfTheStageIsShown() {
        assertThatAllAreFound(
                drops("all").options("mode=test", "creation-traces=off").run(), place -> false);
    }

    private static void assertThatAllAreFound(Run run, Predicate<String> isMakerKnown) {
        List<Finding> findings = run.lines();
        assertThat(findings)
                .as("%s", run)
                .extracting(finding -> finding.place().replace("Drops$Mine.<init>", "Drops.subclass"))
                .containsExactlyInAnyOrderElementsOf(
                        DROPPED.stream().map(way -> "Drops." + way).toList());
        for (Finding finding : findings) {
            assertThat(finding.id()).isEqualTo("future-dropped");
            assertThat(finding.level()).isEqualTo("ERROR");
            assertThat(finding.loop()).isNull();
            assertThat(finding.message()).contains(" was dropped while pending: the stage added ");
            assertThat(finding.createdAt().isEmpty())
                    .as("%s", finding)
                    .isNotEqualTo(isMakerKnown.test(finding.place()));
            assertThat(run.count(finding.fingerprint())).as("%s", finding).isEqualTo(1);
        }
    }

    /** What sampling loses: of 20,000 at once most, but not the place. */
    @Test
    void ofACrowdFromOnePlaceSomeAreFoundInDev() {
        Run run = drops("crowd").options("mode=dev").run();
        assertThat(run.lines()).as("%s", run).hasSize(1);
        Finding finding = run.lines().get(0);
        assertThat(finding.place()).isEqualTo("Drops.one");
        assertThat(run.count(finding.fingerprint())).isBetween(1, 10_000);
    }

    @Test
    void inProdNoFutureIsFollowed() {
        Run run = drops("all").options("mode=prod").jvm("-Dimpatient=true").run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    void anAllowedStageOrMakerIsSilent() throws Exception {
        Path allow = Files.writeString(
                directory.resolve("allow-drops"), "future-dropped dev.loopscope.app.Drops#* reason=\"known\"\n");
        Run run = drops("all")
                .options("mode=test", "allow=" + allow)
                .jvm("-Dimpatient=true")
                .run();
        assertThat(run.lines()).as("%s", run).isEmpty();
        assertThat(run.allowances("allowancesUsed")).hasSize(1);
    }

    /** Each future is pending for a moment with a stage on it; none is kept. */
    @Test
    void manyFuturesThatAreCompletedNeedLittleMemory() {
        Run run = drops("churn", "200000").options("mode=test").jvm("-Xmx64m").run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    @Tag("deep")
    void tenMillionFuturesThatAreCompletedNeedNoMore() {
        for (String mode : List.of("dev", "test")) {
            Run run = drops("churn", "10000000")
                    .options("mode=" + mode)
                    .jvm("-Xmx64m")
                    .run();
            assertThat(run.lines()).as("%s", run).isEmpty();
        }
    }

    private static Child drops(String... arguments) {
        return Child.of(directory, Drops.class, arguments).whateverTimeItTakes();
    }

    @Test
    void anAllowedPlaceIsSilent() throws Exception {
        Path allow = Files.writeString(
                directory.resolve("allow"), "future-dropped dev.loopscope.app.TaskMistakes#* reason=\"known\"\n");
        Run run = child("leftPending").options("allow=" + allow).run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    void withItsDetectorOffTheAgentIsSilent() {
        Run run = child("leftPending").options("detectors=-future-dropped").run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    void aFailedTaskThatNobodyReadIsReportedByItsName() {
        Run run = child("failed").run();
        assertThat(run.lines()).as("%s", run).hasSize(1);
        Finding finding = run.lines().get(0);
        assertThat(finding.id()).isEqualTo("exception-never-retrieved");
        assertThat(finding.message()).startsWith("IllegalStateException in Task 'unseen' made at");
    }
}
