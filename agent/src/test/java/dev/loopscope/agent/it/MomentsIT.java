// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.Moments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
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
        Child.Running running = child("stopped").options("slow-callback=300ms").start(true);
        Path out = running.directory().resolve("stdout");
        await(() -> text(out).contains("ready"));
        String pid = Long.toString(running.process().pid());
        for (int i = 0; i < 2; i++) {
            signal("-STOP", pid);
            // How long it stands still is the test's input, nothing is waited for.
            TimeUnit.MILLISECONDS.sleep(900);
            signal("-CONT", pid);
            TimeUnit.MILLISECONDS.sleep(100);
        }
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
