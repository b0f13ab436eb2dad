// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopscope.app.Contention;
import dev.loopscope.app.Moments;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsIT {
    @TempDir
    static Path directory;

    private static Child child(String... arguments) {
        return Child.of(directory, Moments.class, arguments).options("mode=test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "netty"})
    void anExitInACallbackWaitsForShutdownHooksUnaccused(String carrier) {
        Run run = child("exit", carrier).run();
        assertThat(run.status()).isEqualTo(7);
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "netty"})
    void whatAShutdownHookDoesIsFoundLikeEverythingElse(String carrier) {
        Run run = child("hooks", carrier).run();
        assertThat(run.status()).isEqualTo(7);
        assertThat(run.findings())
                .as("%s", run)
                .extracting(Finding::id)
                .contains("blocking-call", "loop-stalled", "slow-callback", "exception-never-retrieved");
        // What was said before the hooks is not said again, and the rest on stderr, where the log is.
        assertThat(run.err().lines().filter(line -> line.contains("IllegalStateException: in a hook")))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "netty", "executor"})
    void anIdleLoopIsSilent(String carrier) {
        Run run = child("idle", carrier).options("loop-threads=named-*").run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "netty", "executor"})
    void aReadThatTimedOutAndASleepAreTwoFindingsWithTheirOwnTimes(String carrier) {
        Run run = child("readThenSleep", carrier)
                .options("loop-threads=named-*")
                .whateverTimeItTakes()
                .run();
        assertThat(run.lines())
                .as("%s", run)
                .extracting(Finding::operation)
                .containsExactlyInAnyOrder("java.net.Socket$SocketInputStream.read", "java.lang.Thread.sleep");
        Finding read = of(run, "java.net.Socket$SocketInputStream.read");
        Finding sleep = of(run, "java.lang.Thread.sleep");
        double total = run.millis("readThenSleep");
        assertThat(read.durationMs()).isGreaterThanOrEqualTo(29);
        assertThat(sleep.durationMs()).isGreaterThanOrEqualTo(59);
        assertThat(read.durationMs() + sleep.durationMs()).as("%s", run).isLessThanOrEqualTo(total);
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "netty", "executor"})
    void closingASocketIsAnOperationOnlyOnceSomeSocketMayLinger(String carrier) {
        Run run = child("close", carrier)
                .options("loop-threads=named-*", "slow-callback=100s", "blocking-min=0")
                .run();
        assertThat(run.lines())
                .as("%s", run)
                .extracting(Finding::operation)
                .filteredOn(operation -> operation.endsWith(".close"))
                .containsExactly("java.net.Socket.close", "java.nio.channels.spi.AbstractInterruptibleChannel.close");
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "netty"})
    @Execution(ExecutionMode.CONCURRENT)
    void aLockOfTheApplicationsIsToldFromTheLeastTimeOn(String carrier) {
        assertThat(locksToldOf(carrier))
                .containsExactlyInAnyOrder("shortLock", "longLock", "shortMonitor", "longMonitor", "the callback");
    }

    @ParameterizedTest
    @ValueSource(strings = {"test", "all"})
    @Execution(ExecutionMode.CONCURRENT)
    void aLockThatLibrariesHaveAmongThemselvesIsToldWhenItStallsALoop(String mode) {
        List<String> told = locksToldOf("netty", "mode=" + mode, "library-packages=dev.loopscope.app");
        assertThat(told).contains("longLock", "longMonitor");
        if (mode.equals("all")) {
            assertThat(told).contains("shortLock", "shortMonitor");
        } else {
            assertThat(told).doesNotContain("shortLock", "shortMonitor");
        }
    }

    /** The methods of the program that waited, or that the callback itself was the JDK's method. */
    private static List<String> locksToldOf(String carrier, String... options) {
        Run run = Child.of(directory, Contention.class, carrier)
                .options("slow-callback=1s")
                .options(options)
                .runAlone();
        return run.findings("blocking-call").stream()
                .map(finding -> finding.stack().stream()
                        .filter(frame -> frame.contains("Contention."))
                        .filter(frame -> frame.contains("Lock(") || frame.contains("Monitor("))
                        .map(frame -> frame.substring(frame.indexOf("Contention.") + 11, frame.indexOf('(')))
                        .findFirst()
                        .orElse("the callback"))
                .toList();
    }

    private static Finding of(Run run, String operation) {
        return run.lines().stream()
                .filter(line -> operation.equals(line.operation()))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "netty41"})
    void aHandlerOfNettysThatBlocksIsReported(String libraries) {
        Child child = child("read").whateverTimeItTakes();
        Run run = (libraries.isEmpty() ? child : child.libraries(libraries)).run();
        assertThat(run.lines()).as("%s", run).hasSize(1);
        Finding finding = run.lines().get(0);
        assertThat(finding.id()).isEqualTo("blocking-call");
        assertThat(finding.frame()).startsWith("dev.loopscope.app.Moments$Blocking.channelRead(");
        assertThat(finding.loop()).isEqualTo("netty-loop");
    }

    /** The machine, not the loop, is to blame when the whole process stands still. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aStoppedProcessBlamesNoLoop() throws Exception {
        Child.Running running = working();
        String pid = Long.toString(running.process().pid());
        for (int i = 0; i < 2; i++) {
            signal("-STOP", pid);
            // How long it stands still is the test's input, nothing is waited for.
            TimeUnit.MILLISECONDS.sleep(900);
            signal("-CONT", pid);
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertNobodyIsBlamed(running);
    }

    /** As above, for a debugger that suspends all threads: the agent's own too. */
    @Test
    void aDebuggerThatSuspendsAndResumesBlamesNoLoop() throws Exception {
        Path jdb = Path.of(System.getProperty("java.home"), "bin", "jdb");
        assumeTrue(Files.exists(jdb), "a JDK without a debugger");
        Child.Running running = working("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0");
        Matcher address = Pattern.compile("dt_socket at address: (\\d+)")
                .matcher(text(running.directory().resolve("stdout")));
        assertThat(address.find()).isTrue();
        Path log = directory.resolve("jdb");
        Process debugger = new ProcessBuilder(
                        jdb.toString(),
                        "-connect",
                        "com.sun.jdi.SocketAttach:hostname=127.0.0.1,port=" + address.group(1))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try (Writer commands = debugger.outputWriter()) {
            commands.write("suspend\n");
            commands.flush();
            await(() -> text(log).contains("suspended"));
            // How long it stands still is the test's input, nothing is waited for.
            TimeUnit.MILLISECONDS.sleep(1_500);
            commands.write("resume\nquit\n");
            commands.flush();
            assertThat(debugger.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            debugger.destroyForcibly();
        }
        assertNobodyIsBlamed(running);
    }

    @Test
    void aFullCollectionBlamesNoLoop() {
        Run run = child("collected").jvm("-Xmx700m", "-XX:+UseSerialGC").runAlone();
        assertThat(run.lines()).as("%s", run).isEmpty();
        assertThat(run.millis("collection0")).as("%s", run).isGreaterThan(100);
    }

    @Test
    @Tag("deep")
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aCrowdedMachineBlamesNoLoop() throws Exception {
        Child.Running running = working();
        List<Process> crowd = crowd();
        try {
            // How long they take is the test's input, nothing is waited for.
            TimeUnit.SECONDS.sleep(10);
        } finally {
            crowd.forEach(Process::destroy);
        }
        assertNobodyIsBlamed(running);
    }

    @Test
    @Tag("deep")
    @EnabledOnOs(OS.LINUX)
    void whatIsUsuallyInstantIsNotBlamedForItsWaitForAProcessor() throws IOException {
        List<Process> crowd = crowd();
        try {
            Run run = child("crowded").runAlone();
            assertThat(run.millis("waits")).as("%s", run).isGreaterThan(0);
            assertThat(run.lines()).as("%s", run).isEmpty();
        } finally {
            crowd.forEach(Process::destroy);
        }
    }

    /** Other processes that want every processor; each ends by itself, too. */
    private static List<Process> crowd() throws IOException {
        List<Process> crowd = new ArrayList<>();
        for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
            crowd.add(new ProcessBuilder("timeout", "20", "sh", "-c", "while :; do :; done").start());
        }
        return crowd;
    }

    /** A program that works on and on, once its loop is watched. */
    private static Child.Running working(String... jvm) {
        Child.Running running =
                child("stopped").options("slow-callback=300ms").jvm(jvm).start(true);
        Path out = running.directory().resolve("stdout");
        await(() -> text(out).contains("ready"));
        return running;
    }

    private static void assertNobodyIsBlamed(Child.Running running) throws IOException {
        Files.createFile(running.directory().resolve("stop"));
        Run run = running.finish();
        assertThat(run.status()).isZero();
        assertThat(run.lines()).as("%s", run).isEmpty();
        assertThat(run.end().get("agentErrors").getAsInt()).isZero();
    }

    private static void signal(String signal, String pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", signal, pid).start().waitFor()).isZero();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    private static void await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).as("nanoseconds").isLessThan(120_000_000_000L);
            Thread.onSpinWait();
        }
    }
}
