// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Very many of everything, in a JVM of bounded heap that must end by itself. */
class CapacityTest {
    private static final long PATIENCE_SECONDS = 150;
    /** Compiled, stack included; a platform thread's stack is not on the heap. */
    private static final long TASK_BYTES = 1_600;
    /** Interpreted frames are larger, and a thousand tasks are not enough to be compiled. */
    private static final long COLD_TASK_BYTES = 5_000;

    private static final long FUTURE_BYTES = 64;

    @ParameterizedTest
    @MethodSource("dev.loopscope.loop.Engines#all")
    void aThousandSuspendedTasks(TaskEngine engine) throws Exception {
        assertTasksFit(engine, 1_000, COLD_TASK_BYTES);
    }

    /** As many as each engine is good for. */
    @ParameterizedTest
    @MethodSource("dev.loopscope.loop.Engines#all")
    @Tag("deep")
    void asManySuspendedTasksAsAnEngineIsGoodFor(TaskEngine engine) throws Exception {
        assertTasksFit(engine, engine.name().equals("platform") ? 10_000 : 100_000, TASK_BYTES);
    }

    private static void assertTasksFit(TaskEngine engine, int number, long limit) throws Exception {
        String output = run(engine.name(), "suspendedTasks", number);
        assertThat(value(output, "bytes each")).as("%s", output).isBetween(100L, limit);
        assertThat(value(output, "resumed")).isEqualTo(number);
        assertThat(value(output, "left")).isZero();
    }

    @Test
    void tenThousandPendingFutures() throws Exception {
        assertFuturesFit(10_000);
    }

    @Test
    @Tag("deep")
    void aMillionPendingFutures() throws Exception {
        assertFuturesFit(1_000_000);
    }

    private static void assertFuturesFit(int number) throws Exception {
        String output = run("platform", "pendingFutures", number);
        assertThat(value(output, "bytes each")).as("%s", output).isBetween(16L, FUTURE_BYTES);
        assertThat(value(output, "done")).isEqualTo(number);
    }

    @Test
    void tenThousandTimersScheduledAndCancelled() throws Exception {
        assertNothingIsLeftOfTimers(10_000);
    }

    @Test
    @Tag("deep")
    void aMillionTimersScheduledAndCancelled() throws Exception {
        assertNothingIsLeftOfTimers(1_000_000);
    }

    private static void assertNothingIsLeftOfTimers(int number) throws Exception {
        String output = run("platform", "cancelledTimers", number);
        assertThat(value(output, "waiting")).isZero();
        assertThat(value(output, "bytes in all")).as("%s", output).isLessThan(1 << 18);
    }

    @ParameterizedTest
    @MethodSource("dev.loopscope.loop.Engines#all")
    void aHundredThousandAwaitsOfWhatIsDone(TaskEngine engine) throws Exception {
        assertThat(value(run(engine.name(), "chainedAwaits", 100_000), "sum")).isEqualTo(100_000);
    }

    private static long value(String output, String what) {
        Matcher matcher =
                Pattern.compile("^" + what + ": (-?\\d+)$", Pattern.MULTILINE).matcher(output);
        String last = null;
        while (matcher.find()) {
            last = matcher.group(1);
        }
        assertThat(last).as("%s in %s", what, output).isNotNull();
        System.out.println(what + ": " + last);
        return Long.parseLong(last);
    }

    private static String run(String engine, String what, int number) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(java, "-Xmx400m", "-Xss256k"));
        command.add("-D" + TaskEngines.PROPERTY + "=" + engine);
        command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED", "-cp", classPath));
        command.addAll(List.of(Capacity.class.getName(), what, Integer.toString(number)));
        System.out.println(what + " " + number + " on " + engine);
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.PIPE)
                .start();
        try {
            assertThat(child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(child.exitValue()).as("%s", output).isZero();
            assertThat(output.strip()).endsWith("end");
            return output;
        } finally {
            child.destroyForcibly();
        }
    }
}
