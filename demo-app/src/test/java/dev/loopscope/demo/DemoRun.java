// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The packaged demo in a JVM of its own: the one the tests run on, by way of test.java.home. */
record DemoRun(int status, String stdout, String stderr) {
    /** The whole demo takes half a minute, nearly all of it asleep, and a crowded machine its time. Seconds. */
    private static final long BOUND = 400;

    static final Path JAR = jar("demo.jar");
    private static final Path AGENT = jar("agent.jar");

    static DemoRun without(Path directory, String... names) throws IOException, InterruptedException {
        return run(directory, List.of(), names);
    }

    static DemoRun withAgent(Path directory, Path report, String... names) throws IOException, InterruptedException {
        return run(directory, List.of("-javaagent:" + AGENT + "=report=" + report), names);
    }

    /** A run that does not end is killed, and fails. */
    private static DemoRun run(Path directory, List<String> options, String... names)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(names));
        Path stdout = Files.createTempFile(directory, "demo", ".out");
        Path stderr = Files.createTempFile(directory, "demo", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(stdout.toFile()).redirectError(stderr.toFile());
        builder.environment()
                .keySet()
                .removeIf(key -> key.startsWith("LOOPSCOPE_") || (key.contains("JAVA") && key.endsWith("_OPTIONS")));
        Process process = builder.start();
        if (!process.waitFor(BOUND, SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("the demo did not end within " + BOUND + " s:\n" + Files.readString(stdout)
                    + Files.readString(stderr));
        }
        return new DemoRun(process.exitValue(), Files.readString(stdout), Files.readString(stderr));
    }

    private static Path jar(String property) {
        Path jar = Path.of(System.getProperty(property, property)).normalize();
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is not there: build the whole project, with mvn verify");
        }
        return jar;
    }
}
