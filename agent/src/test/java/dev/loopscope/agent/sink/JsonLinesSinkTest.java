// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import dev.loopscope.agent.report.Attribution;
import dev.loopscope.agent.report.Blocker;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.ExceptionText;
import dev.loopscope.agent.report.Kind;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.RunEnd;
import dev.loopscope.agent.report.RunStart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesSinkTest {
    private static final String RUN = "123e4567-e89b-12d3-a456-426614174000";
    private static final RunStart START = start();
    private static final RunEnd END = new RunEnd(List.of(), 0, 0, List.of(), List.of());

    @TempDir
    Path dir;

    private final List<String> problems = new ArrayList<>();

    private static RunStart start() {
        Map<String, String> detectors = new LinkedHashMap<>();
        detectors.put("blocking-call", "live");
        detectors.put("slow-poll", "not on this JDK");
        return new RunStart(RUN, 4711, "0.1.0", "17.0.15", "dev", detectors, List.of("java.lang.A#b"));
    }

    private static Diagnostic.Builder plain() {
        return Diagnostic.of("slow-callback", Level.WARN)
                .message("m")
                .thread("t")
                .fingerprint("00000001");
    }

    private JsonLinesSink open() throws IOException {
        return JsonLinesSink.open(file().toString(), 4711, problems::add);
    }

    private Path file() {
        return dir.resolve("report.jsonl");
    }

    /** Strictly read, a record each. */
    private static List<JsonObject> records(String text) {
        List<JsonObject> records = new ArrayList<>();
        assertThat(text).endsWith("\n");
        for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
            JsonReader reader = new JsonReader(new StringReader(line));
            reader.setStrictness(Strictness.STRICT);
            records.add(JsonParser.parseReader(reader).getAsJsonObject());
        }
        return records;
    }

    private List<JsonObject> records() throws IOException {
        return records(Files.readString(file()));
    }

    private JsonObject written(Diagnostic diagnostic) throws IOException {
        JsonLinesSink sink = open();
        sink.start(START);
        sink.accept(diagnostic);
        sink.end(END);
        return records().get(1);
    }

    @Test
    void aRunHasItsCommonFieldsInEveryRecord() throws IOException {
        JsonLinesSink sink = open();
        sink.start(START);
        sink.line(new Notice(true, "not a record"));
        sink.accept(plain().build());
        sink.accept(plain().kind(Kind.UPDATE).build());
        sink.accept(plain().kind(Kind.REMINDER).build());
        sink.end(END);

        List<JsonObject> records = records();
        List<String> kinds = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            JsonObject entry = records.get(i);
            kinds.add(entry.get("kind").getAsString());
            assertThat(entry.get("v").getAsInt()).isEqualTo(1);
            assertThat(entry.get("run").getAsString()).isEqualTo(RUN);
            assertThat(entry.get("seq").getAsInt()).isEqualTo(i + 1);
            assertThat(entry.get("time").getAsString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        }
        assertThat(kinds).containsExactly("start", "finding", "update", "reminder", "end");
        assertThat(problems).isEmpty();
    }

    @Test
    void theStartSaysWhatIsLive() throws IOException {
        JsonLinesSink sink = open();
        sink.start(START);
        assertThat(records())
                .singleElement()
                .satisfies(entry -> assertThat(without(entry, "time"))
                        .isEqualTo(JsonParser.parseString("{'v':1,'kind':'start','run':'" + RUN
                                + "','seq':1,'pid':4711,'agent':'0.1.0','jdk':'17.0.15','mode':'dev',"
                                + "'detectors':{'blocking-call':'live','slow-poll':'not on this JDK'},"
                                + "'hooksMissing':['java.lang.A#b']}")));
        sink.end(END);
    }

    @Test
    void aBareFindingHasTheFixedFieldsAndNoOther() throws IOException {
        assertThat(without(written(plain().build()), "time"))
                .isEqualTo(JsonParser.parseString("{'v':1,'kind':'finding','run':'" + RUN
                        + "','seq':2,'id':'slow-callback','level':'WARN','message':'m','thread':'t','loop':null,"
                        + "'frame':null,'stack':[],'fingerprint':'00000001','count':1}"));
    }

    @Test
    void aFullFindingHasThemAll() throws IOException {
        JsonObject entry = written(plain().loop("loop-0")
                .frame("a.A.b(A.java:1)")
                .stack(List.of("a.A.b(A.java:1)", "c.C.d(C.java:2)"))
                .operation("java.lang.Thread.sleep")
                .via("lib.L.m(L.java:3)")
                .durationNanos(52_123_456)
                .state("parked")
                .callback("<Task 'x'>")
                .createdAt(List.of("e.E.f(E.java:4)"))
                .failedAt("2026-11-02T10:31:55.120Z")
                .droppedAt("2026-11-02T10:32:01.007Z")
                .exception(new ExceptionText("java.lang.Error", null, List.of("g.G.h(G.java:5)")))
                .attribution(new Attribution(1, 2.5, 0, 0, 0.0004, 0, 1.2345, 7))
                .blocker(new Blocker(null, "a.Lock", true, List.of("i.I.j(I.java:6)")))
                .chain(List.of("x", "y"))
                .incident("s1")
                .fix("do")
                .notes(List.of("only for the text"))
                .build());
        assertThat(without(entry, "time"))
                .isEqualTo(JsonParser.parseString("{'v':1,'kind':'finding','run':'" + RUN
                        + "','seq':2,'id':'slow-callback','level':'WARN','message':'m','thread':'t','loop':'loop-0',"
                        + "'frame':'a.A.b(A.java:1)','stack':['a.A.b(A.java:1)','c.C.d(C.java:2)'],"
                        + "'fingerprint':'00000001','count':1,'operation':'java.lang.Thread.sleep',"
                        + "'via':'lib.L.m(L.java:3)','durationMs':52.123,'state':'parked','callback':\"<Task 'x'>\","
                        + "'createdAt':['e.E.f(E.java:4)'],'failedAt':'2026-11-02T10:31:55.120Z',"
                        + "'droppedAt':'2026-11-02T10:32:01.007Z',"
                        + "'exception':{'type':'java.lang.Error','message':null,'stack':['g.G.h(G.java:5)']},"
                        + "'attribution':{'cpuMs':1,'lockMs':2.5,'parkedMs':0,'ioMs':0,'gcMs':0,'classLoadMs':0,"
                        + "'notScheduledMs':1.235,'otherMs':7},"
                        + "'blocker':{'thread':null,'lock':'a.Lock','stack':['i.I.j(I.java:6)']},"
                        + "'chain':['x','y'],'incident':'s1','fix':'do'}"));
    }

    @Test
    void theEndCountsPerFingerprint() throws IOException {
        JsonLinesSink sink = open();
        sink.start(START);
        sink.end(new RunEnd(
                List.of(
                        new RunEnd.Tally("aaaaaaaa", "blocking-call", "m", 3, 1_500_000_000L, 1_002_000_499L),
                        new RunEnd.Tally("bbbbbbbb", "future-dropped", "n", 1, 0, 0)),
                2,
                5,
                List.of("used"),
                List.of("unused")));
        assertThat(without(records().get(1), "time"))
                .isEqualTo(JsonParser.parseString("{'v':1,'kind':'end','run':'" + RUN + "','seq':2,'counts':{"
                        + "'aaaaaaaa':{'id':'blocking-call','count':3,'totalMs':1500,'worstMs':1002,'message':'m'},"
                        + "'bbbbbbbb':{'id':'future-dropped','count':1,'totalMs':0,'worstMs':0,'message':'n'}},"
                        + "'agentErrors':2,'dropped':5,'allowancesUsed':['used'],'allowancesUnused':['unused']}"));
    }

    @Test
    void durationsHaveUpToThreeDecimals() {
        assertThat(new Json()
                        .open()
                        .nanos("a", 0)
                        .nanos("b", 499)
                        .nanos("c", 500)
                        .nanos("d", 1_000_000)
                        .nanos("e", 1_010_000)
                        .nanos("f", 1_100_000)
                        .nanos("g", 1_999_999)
                        .millis("h", -0.5)
                        .millis("i", Double.NaN)
                        .close())
                .hasToString("{\"a\":0,\"b\":0,\"c\":0.001,\"d\":1,\"e\":1.01,\"f\":1.1,\"g\":2,\"h\":-0.5,\"i\":0}");
    }

    @Test
    void stacksHaveSixtyFourFramesAtMost() throws IOException {
        List<String> stack = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            stack.add("a.A.b(A.java:" + i + ")");
        }
        JsonArray written = written(plain().stack(stack).build()).getAsJsonArray("stack");
        assertThat(written).hasSize(64);
        assertThat(written.get(63).getAsString()).isEqualTo("a.A.b(A.java:63)");
    }

    @Test
    void anyStringSurvives() throws IOException {
        Random random = new Random(42);
        List<String> strings = new ArrayList<>(Arrays.asList(
                "",
                "\"",
                "\\",
                "\\u0000",
                "\0",
                "\r\n",
                "\t\b\f",
                "\u007f",
                "\u2028\u2029",
                "\ud800",
                "\udc00",
                "\udc00\ud800",
                "\ud83d\ude00",
                "\ud83d\ud83d\ude00",
                "x\ud800",
                "</script>",
                "\uffff\ufffe\ufeff"));
        String nasty = "\"\\/\0\n\r\t\u001f\u007f\u0085\u2028\ud800\udbff\udc00\udfff\uffffa{}[]:,";
        for (int i = 0; i < 10_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append(
                        random.nextBoolean()
                                ? nasty.charAt(random.nextInt(nasty.length()))
                                : (char) random.nextInt(0x10000));
            }
            strings.add(text.toString());
        }
        JsonLinesSink sink = open();
        sink.start(START);
        for (String string : strings) {
            sink.accept(plain().message(string).stack(List.of(string)).build());
        }
        sink.end(END);

        List<JsonObject> records = records();
        assertThat(records).hasSize(strings.size() + 2);
        for (int i = 0; i < strings.size(); i++) {
            JsonObject entry = records.get(i + 1);
            assertThat(entry.get("message").getAsString()).isEqualTo(strings.get(i));
            assertThat(entry.getAsJsonArray("stack").get(0).getAsString()).isEqualTo(strings.get(i));
        }
    }

    @Test
    void aRecordIsInTheFileAtOnce() throws IOException {
        JsonLinesSink sink = open();
        sink.start(START);
        assertThat(records()).hasSize(1);
        sink.accept(plain().build());
        assertThat(records()).hasSize(2);
        sink.end(END);
    }

    @Test
    void theProcessIdGoesIntoTheName() throws IOException {
        JsonLinesSink sink = JsonLinesSink.open(dir.resolve("r-%p-%p.jsonl").toString(), 4711, problems::add);
        sink.start(START);
        sink.end(END);
        assertThat(dir.resolve("r-4711-4711.jsonl")).exists();
    }

    @Test
    void aLaterRunIsAppendedAlsoAfterHalfALine() throws IOException {
        Files.writeString(file(), "{\"v\":1,\"ki");
        JsonLinesSink sink = open();
        sink.start(START);
        sink.end(END);
        JsonLinesSink second = open();
        second.start(START);
        second.end(END);
        String text = Files.readString(file());
        assertThat(text).startsWith("{\"v\":1,\"ki\n");
        assertThat(records(text.substring(text.indexOf('\n') + 1))).hasSize(4);
    }

    @Test
    void aFileThatCannotBeOpenedIsNamed() {
        Path missing = dir.resolve("no/such/dir/r.jsonl");
        assertThatThrownBy(() -> JsonLinesSink.open(missing.toString(), 1, problems::add))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("option report: cannot open " + missing + ": ");
        assertThatThrownBy(() -> JsonLinesSink.open(dir.toString(), 1, problems::add))
                .hasMessageStartingWith("option report: cannot open " + dir + ": ");
        assertThatThrownBy(() -> JsonLinesSink.open("a\0b", 1, problems::add)).isInstanceOf(IOException.class);
    }

    @Test
    void aFullDiskIsSaidOnceAndLaterRecordsStartOnTheirOwnLine() {
        FailingStream out = new FailingStream();
        JsonLinesSink sink = new JsonLinesSink(new ReportFile("r.jsonl", out, true, problems::add), () -> 0);
        sink.start(START);
        out.full = true;
        sink.accept(plain().build());
        sink.accept(plain().build());
        out.full = false;
        sink.accept(plain().message("later").build());
        sink.end(END);

        assertThat(problems)
                .containsExactly(
                        "option report: cannot write r.jsonl: No space left on device. Records are missing from it.");
        String[] lines = out.written.toString(StandardCharsets.UTF_8).split("\n");
        assertThat(lines).hasSize(5);
        assertThat(records(lines[3] + "\n").get(0).get("message").getAsString()).isEqualTo("later");
        assertThat(lines[3]).contains("\"time\":\"1970-01-01T00:00:00.000Z\"");
    }

    @Test
    void nothingFollowsTheEnd() throws IOException {
        JsonLinesSink sink = open();
        sink.start(START);
        sink.end(END);
        sink.accept(plain().build());
        sink.end(END);
        assertThat(records()).hasSize(2);
        assertThat(problems).isEmpty();
    }

    private static JsonObject without(JsonObject entry, String key) {
        JsonObject copy = entry.deepCopy();
        copy.remove(key);
        return copy;
    }

    /** Writes half of what it is given, then fails, while it is full. */
    private static final class FailingStream extends OutputStream {
        final ByteArrayOutputStream written = new ByteArrayOutputStream();
        boolean full;

        @Override
        public void write(int b) {
            written.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            written.write(bytes, offset, full ? length / 2 : length);
            if (full) {
                throw new IOException("No space left on device");
            }
        }
    }
}
