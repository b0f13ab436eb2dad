// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.Kind;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.RunEnd;
import dev.loopscope.agent.report.RunStart;
import dev.loopscope.agent.sink.JsonLinesSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
    private static final RunEnd.Tally SLEEPS = new RunEnd.Tally(
            "aaaaaaaa", "blocking-call", "Thread.sleep blocked loop-0 for 52 ms", 4, 2_000_000_000L, 1_002_000_000L);

    @TempDir
    Path dir;

    private String out = "";
    private String err = "";

    private int run(String... args) {
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        int status = Cli.run(
                args,
                new PrintStream(outBytes, false, StandardCharsets.UTF_8),
                new PrintStream(errBytes, false, StandardCharsets.UTF_8),
                new Properties(),
                Map.of());
        out = outBytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
        err = errBytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
        return status;
    }

    private String file(String name) {
        return dir.resolve(name).toString();
    }

    private JsonLinesSink start(String name, String run) throws IOException {
        JsonLinesSink sink = JsonLinesSink.open(file(name), 12, problem -> {
            throw new AssertionError(problem);
        });
        sink.start(new RunStart(run, 12, "0.1.0", "17", "dev", Map.of(), List.of()));
        return sink;
    }

    private static RunEnd end(RunEnd.Tally... tallies) {
        return new RunEnd(List.of(tallies), 0, 0, List.of(), List.of());
    }

    private static Diagnostic sleep(Kind kind) {
        return Diagnostic.of("blocking-call", Level.WARN)
                .kind(kind)
                .message("Thread.sleep blocked loop-0 for 52 ms")
                .thread("loop-0")
                .fingerprint("aaaaaaaa")
                .durationNanos(52_000_000)
                .build();
    }

    private void append(String name, String text) throws IOException {
        Files.writeString(dir.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void aCleanRunIsZero() throws IOException {
        start("r", "a").end(end());
        assertThat(run("check", file("r"))).isZero();
        assertThat(out).isEqualTo("0 findings, 0 distinct, in 1 run; agent errors 0, dropped 0\n");
        assertThat(err).isEmpty();
    }

    @Test
    void findingsAreOneAndTheEndKnowsHowMany() throws IOException {
        JsonLinesSink sink = start("r", "a");
        sink.accept(sleep(Kind.FINDING));
        sink.end(end(SLEEPS));
        assertThat(run("check", file("r"))).isEqualTo(1);
        assertThat(out).isEqualTo("""
                        blocking-call #aaaaaaaa, 4 times, worst 1002 ms: Thread.sleep blocked loop-0 for 52 ms
                        4 findings, 1 distinct, in 1 run; agent errors 0, dropped 0
                        """);
    }

    @Test
    void aKilledJvmIsThreeAndItsFindingsAreStillShown() throws IOException {
        start("r", "a").accept(sleep(Kind.FINDING));
        assertThat(run("check", file("r"))).isEqualTo(3);
        assertThat(out)
                .isEqualTo("blocking-call #aaaaaaaa, once, worst 52 ms: Thread.sleep blocked loop-0 for 52 ms\n"
                        + file("r") + ": run a (pid 12) has no end record, the JVM was killed or still runs\n"
                        + "1 finding, 1 distinct, in 1 run; agent errors 0, dropped 0\n");
    }

    @Test
    void aCutOffLastLineIsThreeAndNoCrash() throws IOException {
        start("r", "a").accept(sleep(Kind.FINDING));
        append("r", "{\"v\":1,\"kind\":\"find");
        assertThat(run("check", file("r"))).isEqualTo(3);
        assertThat(out).contains(file("r") + ":3: cut off, the JVM was killed or the disk was full\n");
    }

    @Test
    void aRunCutOffInItsFirstRecordIsThreeThoughAnotherIsComplete() throws IOException {
        append("r", "{\"v\":1,\"kind\":\"sta");
        start("r", "b").end(end());
        assertThat(run("check", file("r"))).isEqualTo(3);
        assertThat(out).contains(file("r") + ":1: cut off");
    }

    @Test
    void aFileWithoutAStartIsThree() throws IOException {
        append("empty", "");
        assertThat(run("check", file("empty"))).isEqualTo(3);
        assertThat(out).contains(file("empty") + ": no start record, the agent was not there\n");

        append("r", "{\"v\":1,\"kind\":\"end\",\"run\":\"a\",\"counts\":{}}\n");
        assertThat(run("check", file("r"))).isEqualTo(3);
        assertThat(out).contains(file("r") + ": run a has no start record");
    }

    @Test
    void everyRunOfAFileNeedsItsEnd() throws IOException {
        start("r", "a").end(end());
        start("r", "b");
        start("r", "c").end(end());
        assertThat(run("check", file("r"))).isEqualTo(3);
        assertThat(out)
                .contains("run b (pid 12) has no end")
                .doesNotContain("run a")
                .contains("in 3 runs");
    }

    @Test
    void severalFilesAreSummedUp() throws IOException {
        start("1", "a").end(end(SLEEPS));
        start("2", "b").end(new RunEnd(List.of(SLEEPS), 1, 2, List.of(), List.of()));
        start("3", "c").end(end());
        assertThat(run("check", file("1"), file("2"), file("3"), file("1"))).isEqualTo(1);
        assertThat(out).contains("8 times").contains("8 findings, 1 distinct, in 3 runs; agent errors 1, dropped 2");
        append("4", "");
        assertThat(run("check", file("1"), file("4"))).isEqualTo(3);
    }

    @Test
    void anAllowanceIsUnusedWhenNoRunUsedIt() throws IOException {
        start("1", "a").end(new RunEnd(List.of(), 0, 0, List.of("one"), List.of("two", "three")));
        start("2", "b").end(new RunEnd(List.of(), 0, 0, List.of("two"), List.of("one", "three")));
        assertThat(run("check", file("1"), file("2"))).isZero();
        assertThat(out).startsWith("unused allowance: three\n0 findings");
    }

    @Test
    void garbageIsNamedAndTheRestCounts() throws IOException {
        JsonLinesSink sink = start("r", "a");
        append(
                "r",
                "hello\n\n{\"x\":1}\n{\"v\":9,\"kind\":\"end\",\"run\":\"a\"}\n{\"v\":1,\"kind\":\"odd\",\"run\":\"a\"}\n[]\n");
        sink.end(end());
        assertThat(run("check", file("r"))).isZero();
        assertThat(err)
                .isEqualTo(String.join(
                        "\n",
                        file("r") + ":2: not a record: a value is missing at column 1",
                        file("r") + ":4: not a record of Loopscope",
                        file("r") + ":5: schema version 9.0, this jar knows version 1",
                        file("r") + ":6: unknown kind odd",
                        file("r") + ":7: not a record of Loopscope",
                        ""));
    }

    @Test
    void remindersCountToo() throws IOException {
        start("r", "a").end(end());
        append(
                "r",
                "{\"v\":1,\"kind\":\"reminder\",\"run\":\"a\",\"id\":\"slow-poll\",\"message\":\"m\","
                        + "\"fingerprint\":\"bbbbbbbb\",\"count\":17}\n");
        assertThat(run("check", file("r"))).isEqualTo(1);
        assertThat(out).startsWith("slow-poll #bbbbbbbb, 17 times: m\n");
    }

    @Test
    void anUnreadableFileIsTwoWithItsNameAndTheOthersAreSummedUp() throws IOException {
        start("r", "a").end(end(SLEEPS));
        assertThat(run("check", dir.toString(), file("r"))).isEqualTo(2);
        assertThat(err).startsWith("cannot read " + dir + ": ");
        assertThat(out).contains("4 findings");
    }

    @Test
    void aFileThatIsNotThereIsThree() {
        assertThat(run("check", file("none"))).isEqualTo(3);
        assertThat(out).contains(file("none") + ": no such file, the agent was not there");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "frobnicate", "check", "check --fix x", "--nonsense"})
    void wrongUsageIsTwoAndSaidOnTheErrorStream(String args) {
        assertThat(run(args.isEmpty() ? new String[0] : args.split(" ", -1))).isEqualTo(2);
        assertThat(out).isEmpty();
        assertThat(err).isNotEmpty();
    }

    @Test
    void anUnknownCommandIsNamedWithTheUsage() {
        run("frobnicate");
        assertThat(err).startsWith("Unknown command frobnicate.\n\n").contains("check FILE...");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "check --help"})
    void helpIsZeroAndOnTheOutputStream(String args) {
        assertThat(run(args.split(" ", -1))).isZero();
        assertThat(out).contains("check FILE...").contains("--print-config").contains("--version");
        assertThat(err).isEmpty();
    }

    @Test
    void theVersionIsTheBuilds() {
        assertThat(run("--version")).isZero();
        assertThat(out).matches("loopscope-agent \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\n");
    }

    @Test
    void theConfigurationIsPrintedWithItsProblems() throws IOException {
        append("allow", "nonsense\n");
        assertThat(run("--print-config", "mode=prod,moed=x,allow=" + file("allow"), "redact=true"))
                .isZero();
        assertThat(out).containsPattern("mode +prod +argument").containsPattern("redact +true +argument");
        assertThat(err)
                .contains("WARN unknown option moed (agent argument), did you mean mode? Ignored.\n")
                .contains("WARN " + file("allow") + ":1: unknown detector nonsense");
    }
}
