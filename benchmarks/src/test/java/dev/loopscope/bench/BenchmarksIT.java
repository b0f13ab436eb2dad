// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** That everything measured can be measured, for some seconds; what the numbers are is nobody's business here. */
class BenchmarksIT {
    @Test
    void everyBenchmarkRuns() throws Exception {
        System.setProperty("jmh.ignoreLock", "true");
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^dev\\.loopscope\\.bench\\.")
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(10))
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        if (!Epoll.isAvailable()) {
            options.param("engine", "loop", "nio");
        }
        Set<String> measured = new TreeSet<>();
        for (RunResult result : new Runner(options.build()).run()) {
            assertThat(result.getPrimaryResult().getScore()).isPositive();
            String[] name = result.getParams().getBenchmark().split("\\.", -1);
            measured.add(name[name.length - 2] + "." + name[name.length - 1]);
        }
        assertThat(measured)
                .containsExactly(
                        "DispatchBench.dispatch",
                        "FutureBench.complete",
                        "HookBench.completeAndGet",
                        "HookBench.fileRead",
                        "HookBench.futureTask",
                        "HookBench.futureTaskPublished",
                        "HookBench.lock",
                        "HookBench.park",
                        "HookBench.socketRead",
                        "HookBench.thenApply",
                        "HookBench.thenApplyDone",
                        "HookBench.thenApplyPublished",
                        "PostBench.post",
                        "TaskBench.step",
                        "TimerBench.cancel",
                        "TimerBench.fire",
                        "WakeUpBench.wakeUp");
    }

    @Test
    void everyKindOfComparisonPrintsItsTable() throws Exception {
        String printed = compare(0, "--quick", "start-up", "post", "tasks", "echo");
        assertThat(printed)
                .contains(
                        "empty agent",
                        "Loopscope",
                        "Netty nio",
                        "loop + agent",
                        "netty + agent",
                        "plain",
                        "engine platform + agent",
                        "streams + agent")
                .contains("1 connection", "50 connections", "16 requests in each batch")
                .doesNotContain("NaN", "Infinity", "Exception");
    }

    @Test
    void anUnknownGroupIsAMistakeOfTheCommandLine() throws Exception {
        assertThat(compare(2, "speed")).contains("unknown group speed").contains("usage:");
    }

    private static String compare(int status, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(new File(System.getProperty("java.home"), "bin/java").getPath());
        command.addAll(List.of("-jar", System.getProperty("benchmarks.jar", "")));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isEqualTo(status);
        return printed;
    }
}
