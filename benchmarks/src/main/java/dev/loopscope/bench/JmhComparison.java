// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import io.netty.channel.epoll.Epoll;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Variants of one JMH benchmark, each in a new JVM, in turns: A B A B. */
final class JmhComparison {
    /** One of the things compared. */
    private record Variant(String name, boolean withAgent, Map<String, String> parameters) {}

    private final Settings settings;
    private final String title;
    private final String benchmark;
    private final List<Variant> variants = new ArrayList<>();
    /** Rows measured by a program that prints its wall and CPU time per operation. */
    private final Map<String, List<String>> programs = new LinkedHashMap<>();

    JmhComparison(Settings settings, String title, Class<?> type, String method) {
        this.settings = settings;
        this.title = title;
        this.benchmark = type.getName() + "." + method;
    }

    /** The first one is what the others are compared with. */
    JmhComparison variant(String name, boolean withAgent, Map<String, String> parameters) {
        if (!"epoll".equals(parameters.get("engine")) || Epoll.isAvailable()) {
            variants.add(new Variant(name, withAgent, parameters));
        }
        return this;
    }

    /** A row that is no benchmark of JMH's, but a program that prints nanoseconds of wall and CPU time. */
    JmhComparison program(String name, List<String> command) {
        programs.put(name, command);
        return this;
    }

    void run(int rounds) throws RunnerException, IOException {
        Table table = new Table(title, "ns wall", "ns CPU");
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, List<String>> program : programs.entrySet()) {
                measure(program.getKey(), program.getValue(), table);
            }
            for (Variant variant : variants) {
                measure(variant, table);
            }
        }
        System.out.print(table.print(
                programs.isEmpty()
                        ? variants.get(0).name
                        : programs.keySet().iterator().next()));
    }

    private static void measure(String name, List<String> command, Table table) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader reader = process.inputReader(StandardCharsets.US_ASCII)) {
            String line = reader.readLine();
            if (line == null) {
                throw new IOException("printed nothing: " + command);
            }
            String[] values = line.split(" ", -1);
            table.add(name, Double.parseDouble(values[0]), Double.parseDouble(values[1]));
        } finally {
            process.destroy();
        }
    }

    private void measure(Variant variant, Table table) throws RunnerException {
        TimeValue time = TimeValue.milliseconds(settings.quick() ? 50 : 500);
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + benchmark.replace(".", "\\.") + "$")
                .forks(1)
                .jvm(settings.java())
                .jvmArgsPrepend("-Xms512m", "-Xmx512m", "--add-opens", "java.base/java.lang=ALL-UNNAMED")
                .warmupIterations(settings.quick() ? 1 : 4)
                .warmupTime(time)
                .measurementIterations(settings.quick() ? 1 : 5)
                .measurementTime(time)
                .addProfiler(CpuProfiler.class)
                .verbosity(VerboseMode.SILENT);
        variant.parameters.forEach((name, value) -> options.param(name, value));
        if (variant.withAgent) {
            options.jvmArgsAppend(settings.attach(",log=off"));
        }
        for (RunResult result : new Runner(options.build()).run()) {
            Result<?> primary = result.getPrimaryResult();
            boolean sampled = result.getParams().getMode() == Mode.SampleTime;
            double wall = sampled ? primary.getStatistics().getPercentile(50) : primary.getScore();
            Result<?> cpu = result.getSecondaryResults().get(CpuProfiler.LABEL);
            table.add(variant.name, wall, cpu == null ? Double.NaN : cpu.getScore());
        }
    }
}
