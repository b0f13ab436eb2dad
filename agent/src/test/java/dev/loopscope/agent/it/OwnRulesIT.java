// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.Mistakes;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user adds to the rules: methods of their own that block, places where blocking is allowed, and not after all. */
class OwnRulesIT {
    private static final String LEGACY = "dev.loopscope.app.Legacy";

    @TempDir
    static Path directory;

    private static Child child(String... options) {
        return Child.of(directory, Mistakes.class, "legacy")
                .options("mode=test", "slow-callback=10s")
                .options(options);
    }

    @Test
    void withoutRulesTheJdksOwnOperationsAreReported() {
        assertThat(child().run().findings())
                .extracting(finding -> finding.place() + " " + finding.operation())
                .containsExactlyInAnyOrder(
                        "Legacy.pause java.lang.Thread.sleep",
                        "Legacy.pause java.lang.Thread.sleep",
                        "Legacy.middle java.lang.Thread.sleep",
                        "Legacy.inner java.util.concurrent.locks.LockSupport.parkNanos",
                        "Legacy$Slow.<clinit> java.util.concurrent.locks.LockSupport.parkNanos",
                        "Legacy$Slow.<init> java.lang.Thread.sleep");
    }

    @Test
    void aMethodOfTheUsersIsAnOperationAndItsCallerTheFrame() throws Exception {
        Path file = Files.writeString(
                directory.resolve("blocking"),
                "# ours\n" + LEGACY + "#pause\n" + LEGACY + "#fail()\n" + LEGACY + "$Slow#<init>\n");
        Run run = child("blocking-methods=" + LEGACY + "#load(java.lang.String)," + LEGACY + "#load(int)," + LEGACY
                        + "#<init>," + file)
                .run();
        assertThat(run.findings())
                .as("%s", run)
                .extracting(finding ->
                        finding.operation() + " at " + finding.place().replaceAll("lambda.(\\w+).\\d+", "$1"))
                .containsExactlyInAnyOrder(
                        // Two lambdas of one method are one place.
                        LEGACY + ".<init> at Legacy.runAll",
                        LEGACY + ".load at Legacy.runAll",
                        LEGACY + ".<init> at Legacy.<init>",
                        LEGACY + ".pause at Carrier.run",
                        LEGACY + ".pause at Legacy.outer",
                        LEGACY + ".fail at Carrier.run",
                        "java.lang.Thread.sleep at Legacy.middle",
                        "java.util.concurrent.locks.LockSupport.parkNanos at Legacy.inner",
                        "java.util.concurrent.locks.LockSupport.parkNanos at Legacy$Slow.<clinit>",
                        LEGACY + "$Slow.<init> at Carrier.run");
        assertThat(run.findings())
                .filteredOn(finding -> LEGACY.concat(".pause").equals(finding.operation()))
                .allSatisfy(finding -> {
                    assertThat(finding.durationMs()).isGreaterThanOrEqualTo(14);
                    assertThat(finding.message()).startsWith("Legacy.pause blocked loop-0 for ");
                    assertThat(finding.stack().get(0)).startsWith(LEGACY + ".pause(");
                    assertThat(finding.via()).isNull();
                });
    }

    @Test
    void aMethodThatIsNotThereIsNamed() {
        Run run = child("blocking-methods=java.lang.Thread#noSuchMethod," + LEGACY + "#noSuchMethod,com.acme.Never#x")
                .runUnchecked();
        assertThat(run.status()).isZero();
        assertThat(run.start().getAsJsonArray("hooksMissing").toString()).contains("java.lang.Thread.noSuchMethod");
        assertThat(run.err()).contains("java.lang.Thread.noSuchMethod").contains(LEGACY + ".noSuchMethod");
        assertThat(run.err()).doesNotContain("com.acme.Never");
    }

    @Test
    void blockingIsAllowedInsideAMethodAndDisallowedInsideOneItCalls() throws Exception {
        Path allow = Files.writeString(directory.resolve("allow"), """
                blocking-call dev.loopscope.app.Legacy#outer reason="known"
                disallow blocking-call dev.loopscope.app.Legacy#middle reason="new code"
                blocking-call dev.loopscope.app.Legacy#inner reason="known too"
                blocking-call dev.loopscope.app.Legacy$Slow#<clinit> reason="once"
                blocking-call dev.loopscope.app.Legacy$Slow#<init> reason="rare"
                """);
        Run run = child("allow=" + allow).run();
        assertThat(run.findings())
                .as("%s", run)
                .extracting(finding -> finding.place() + " " + finding.operation())
                .containsExactlyInAnyOrder(
                        "Legacy.pause java.lang.Thread.sleep", "Legacy.middle java.lang.Thread.sleep");
        assertThat(run.allowances("allowancesUsed")).hasSize(5);
    }

    @Test
    void aThrownPenaltyHeedsTheSameRules() throws Exception {
        Path allow = Files.writeString(directory.resolve("allow-throw"), """
                blocking-call dev.loopscope.app.Legacy#outer reason="known"
                disallow blocking-call dev.loopscope.app.Legacy#middle reason="new code"
                blocking-call dev.loopscope.app.Legacy#inner reason="known too"
                """);
        Run run = child("allow=" + allow, "penalty=throw", "blocking-methods=" + LEGACY + "#load")
                .runUnchecked();
        assertThat(run.out().lines())
                .as("%s", run)
                .containsExactly(
                        "loadText: java.lang.LoopscopeError",
                        "loadNumber: java.lang.LoopscopeError",
                        "build: done",
                        "pause: java.lang.LoopscopeError",
                        "fail: java.lang.IllegalStateException",
                        "outer: java.lang.LoopscopeError",
                        "slow: java.lang.LoopscopeError",
                        "end");
        assertThat(run.end().get("agentErrors").getAsInt()).isZero();
    }
}
