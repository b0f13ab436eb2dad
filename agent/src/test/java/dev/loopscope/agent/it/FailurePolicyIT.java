// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.Mistakes;
import dev.loopscope.app.Nap;
import dev.loopscope.app.Unread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with the agent's input costs one clear line; the program runs to its own end. */
class FailurePolicyIT {
    @TempDir
    static Path directory;

    private static Child nap() {
        // A crowded machine may take its time to start a thread, which is not the matter here.
        return Child.bare(directory, Nap.class).jvm("-Dloopscope.slow-callback=100s", "-Dloopscope.blocking-min=100s");
    }

    /** A nap whose sleep is reported. */
    private static Child watched() {
        return nap().options("loop-threads=x-*");
    }

    private static List<String> warnings(Run run) {
        return run.errLines().stream()
                .filter(line -> line.startsWith("WARN loopscope - ") && !line.contains("finding"))
                .toList();
    }

    private static void assertIsReported(Run run) {
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.findings()).as("%s", run).extracting(Finding::place).containsExactly("Nap.nap");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "slow-calback=1s | unknown option slow-calback | slow-callback",
                "mode=fast | fast | dev",
                "blocking-min=soon | blocking-min | soon",
                "prod | prod | mode=prod",
                "detectors=blocking-cal | blocking-cal | blocking-call",
                "penalty.blocking-call=explode | penalty.blocking-call | explode",
                "idle-methods=com.acme.Loop | idle-methods | com.acme.Loop",
            })
    void aWrongOptionIsNamedWithWhatWasMeant(String option, String first, String second) {
        // First, since a piece without "=" would continue the value before it.
        Run run = nap().options(option, "loop-threads=x-*").run();
        assertThat(warnings(run))
                .as("%s", run)
                .hasSize(1)
                .allMatch(line -> line.contains(first) && line.contains(second));
        if (!option.startsWith("detectors")) {
            assertIsReported(run);
        }
    }

    @Test
    void anAllowFileThatIsNotThereIsNamed() {
        Run run = watched().options("allow=" + directory.resolve("nowhere")).run();
        assertThat(warnings(run)).as("%s", run).hasSize(1).allMatch(line -> line.contains("nowhere"));
        assertIsReported(run);
    }

    @Test
    void anAllowFileThatCannotBeReadIsNamed() {
        Run run = watched().options("allow=" + directory).run();
        assertThat(warnings(run))
                .as("%s", run)
                .hasSize(1)
                .allMatch(line -> line.contains("option allow") && line.contains(directory.toString()));
        assertIsReported(run);
    }

    @Test
    void aBadLineOfTheAllowFileIsNamedAndTheOthersCount() throws IOException {
        Path file = Files.writeString(directory.resolve("allow"), """
                blocking-call dev.loopscope.app.Nap#nap
                blocking-call dev.loopscope.app.Nap#nap reason="known"
                """);
        Run run = watched().options("allow=" + file).run();
        assertThat(warnings(run))
                .as("%s", run)
                .hasSize(1)
                .allMatch(line -> line.contains(file + ":1") && line.contains("reason"));
        assertThat(run.lines()).isEmpty();
    }

    @Test
    void aConfigFileThatIsNotThereIsNamed() {
        Run run = watched().options("config=" + directory.resolve("nowhere")).run();
        assertThat(warnings(run)).as("%s", run).hasSize(1).allMatch(line -> line.contains("nowhere"));
        assertIsReported(run);
    }

    @Test
    void aBadLineOfTheConfigFileIsNamedAndTheOthersCount() throws IOException {
        Path file = Files.writeString(directory.resolve("config"), """
                # everything for this service
                loop-threads = x-*
                lop-threads = y-*
                mode = test
                """);
        Run run = nap().options("config=" + file).run();
        assertThat(warnings(run))
                .as("%s", run)
                .hasSize(1)
                .allMatch(line -> line.contains("config:3") && line.contains("loop-threads"));
        assertThat(run.start().get("mode").getAsString()).isEqualTo("test");
        assertIsReported(run);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/missing/report.jsonl"})
    void aReportThatCannotBeOpenedIsNamedAndTheLogHasTheFinding(String below) {
        Run run =
                watched().withoutReport().options("report=" + directory + below).run();
        assertThat(run.status()).isEqualTo(3);
        assertThat(warnings(run))
                .as("%s", run)
                .hasSize(1)
                .allMatch(line -> line.contains("option report: cannot open " + directory + below));
        assertThat(run.err()).contains("WARN loopscope.blocking-call - Thread.sleep blocked x-loop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"enabled=false", "enabled=0", "enabled=off"})
    void offIsReallyOff(String option) {
        assertIsOff(nap().options(option, "loop-threads=x-*"));
    }

    @Test
    void offFromAnywhereIsOff() throws IOException {
        assertIsOff(nap().options("enabled=true", "loop-threads=x-*").jvm("-Dloopscope.enabled=false"));
        assertIsOff(nap().options("loop-threads=x-*").environment("LOOPSCOPE_ENABLED", "false"));
        Path file = Files.writeString(directory.resolve("off"), "enabled=false\n");
        assertIsOff(nap().options("config=" + file));
    }

    private static void assertIsOff(Child child) {
        Run run = child.withoutReport()
                .jvm("-Dask=true")
                .agentJvm("-Xlog:redefine*=info:file=redefined")
                .run();
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out()).contains("bridge: none");
        assertThat(run.err()).as("%s", run).isEmpty();
        assertThat(run.directory().resolve("redefined")).isEmptyFile();
    }

    @Test
    void optionsComeFromPropertiesTheEnvironmentAndAFile() throws IOException {
        assertIsReported(nap().jvm("-Dloopscope.loop-threads=x-loop").run());
        assertIsReported(nap().environment("LOOPSCOPE_LOOP_THREADS", "a-*,x-*").run());
        Path file = Files.writeString(directory.resolve("config"), "loop-threads=x-loop\n");
        assertIsReported(nap().options("config=" + file).run());
        // The argument is the strongest.
        Run run = nap().options("loop-threads=y-*")
                .jvm("-Dloopscope.loop-threads=x-loop")
                .run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    void aProgramEndsThoughNobodyReadsItsStderr() throws Exception {
        Child.Running running = Child.bare(directory, Unread.class).startUnread();
        try {
            assertThat(running.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(running.process().exitValue()).isZero();
            assertThat(Files.readString(running.report())).contains("\"kind\":\"end\"");
        } finally {
            running.process().destroyForcibly();
        }
    }

    @Test
    void aPenaltyIsThrownWhereItIsSafeAndReportedOnce() {
        Child child = Child.of(directory, Mistakes.class, "penalty")
                .options("mode=test", "slow-callback=100s", "penalty=throw");
        Run run = child.runUnchecked();
        assertThat(run.status()).isZero();
        assertThat(run.out().lines())
                .as("%s", run)
                .containsExactly(
                        "sleep: java.lang.LoopscopeError",
                        "sleepInMonitor: java.lang.LoopscopeError",
                        "wait: java.lang.LoopscopeError",
                        "monitor is free",
                        "sleepInLock: java.lang.LoopscopeError",
                        "condition: java.lang.LoopscopeError",
                        "lock has waiters: false false",
                        "conditionOfWriteLock: java.lang.LoopscopeError",
                        "write lock has waiters: false false",
                        "poll: java.lang.LoopscopeError",
                        "take: java.lang.LoopscopeError",
                        "put: java.lang.LoopscopeError",
                        "array gives x and then null",
                        "takeLinked: java.lang.LoopscopeError",
                        "takeReady: done",
                        "linked gives z",
                        "get: java.lang.LoopscopeError",
                        "getTimed: java.lang.LoopscopeError",
                        "join: java.lang.LoopscopeError",
                        "joinDone: done",
                        "future gives x, dependents 0",
                        "latch: java.lang.LoopscopeError",
                        "latchOpen: done",
                        "acquire: done",
                        "acquireMore: java.lang.LoopscopeError",
                        "semaphore has 1, queued false",
                        "barrier: done",
                        "barrier broken: false, waiting 0",
                        "joinThread: java.lang.LoopscopeError",
                        "park: done",
                        "initializer: done",
                        "initialized 2",
                        "end");
        assertThat(run.lines()).as("%s", run).allMatch(finding -> finding.id().equals("blocking-call"));
        assertThat(run.findings())
                .as("%s", run)
                .filteredOn(finding -> finding.message().contains("would have blocked loop-0, and was stopped"))
                .hasSize(18);
        assertThat(run.findings())
                .as("%s", run)
                .filteredOn(finding -> finding.message().contains(" blocked loop-0 for "))
                .extracting(Finding::operation)
                .containsExactlyInAnyOrder(
                        "java.util.concurrent.CyclicBarrier.await",
                        "java.util.concurrent.locks.LockSupport.parkNanos",
                        "java.lang.Thread.sleep");
        assertThat(run.end().get("agentErrors").getAsInt()).isZero();
    }
}
