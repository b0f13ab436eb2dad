// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the agent says of the page's last program what the page says it does. */
class GettingStartedIT {
    private static final long BOUND = 240; // Seconds.

    @TempDir
    Path directory;

    @Test
    void theAgentFindsWhatThePageSays() throws Exception {
        List<Page.Block> blocks = Page.blocks().stream()
                .filter(block -> block.kind().equals("finds"))
                .toList();

        assertThat(blocks).hasSize(1);
        assertThat(withAgent()
                        .lines()
                        .filter(line -> line.startsWith("WARN loopscope."))
                        .map(GettingStartedIT::masked))
                .containsExactlyInAnyOrderElementsOf(blocks.get(0).lines().stream()
                        .filter(line -> line.startsWith("WARN "))
                        .map(GettingStartedIT::masked)
                        .toList());
    }

    /** In a JVM of its own; gives what the agent says. */
    private String withAgent() throws IOException, InterruptedException {
        Path agent = Path.of(System.getProperty("agent.jar")).normalize();
        Path demo = Path.of(System.getProperty("demo.jar")); // For the loop and the log.
        Path output = directory.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-javaagent:" + agent,
                "-cp",
                demo + File.pathSeparator + Path.of("target", "test-classes"),
                Mistakes.class.getName());
        builder.environment()
                .keySet()
                .removeIf(key -> Stream.of("LOOPSCOPE_", "JAVA", "JDK").anyMatch(key::startsWith));
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(BOUND, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("did not end within " + BOUND + " s:\n" + Files.readString(output));
        }
        assertThat(process.exitValue()).isZero();
        return Files.readString(output);
    }

    private static String masked(String line) {
        return line.replace("dev.loopscope.demo.guide.", "")
                .replaceAll("#[0-9a-f]{8}\\b", "#N")
                .replaceAll("\\b[0-9.]+ m?s\\b", "N ms")
                .replaceAll("[0-9]+", "N");
    }
}
