// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionReaderTest {
    private static final Set<String> IDS = new LinkedHashSet<>(DetectorIds.ALL);

    private final Properties system = new Properties();
    private final Map<String, String> env = new HashMap<>();

    private Options read(String agentArgs) {
        return OptionReader.read(agentArgs, system, env, IDS);
    }

    /** For input that must be accepted without a word. */
    private Options good(String agentArgs) {
        Options options = read(agentArgs);
        assertThat(options.problems()).isEmpty();
        return options;
    }

    @Test
    void defaultsAreTheDocumentedOnes() {
        Options options = OptionReader.read(null, system, env, IDS);
        assertThat(options.enabled()).isTrue();
        assertThat(options.mode()).isEqualTo(Mode.DEV);
        assertThat(DetectorIds.ALL).allMatch(options::detectorEnabled);
        assertThat(options.slowCallbackNanos()).isEqualTo(100_000_000L);
        assertThat(options.blockingMinNanos()).isEqualTo(10_000_000L);
        assertThat(options.loopThreads()).isEmpty();
        assertThat(options.idleMethods()).isEmpty();
        assertThat(options.appPackages()).isEmpty();
        assertThat(options.libraryPackages()).isEmpty();
        assertThat(options.allowFile()).isNull();
        assertThat(DetectorIds.ALL).allMatch(id -> options.penalty(id) == Penalty.LOG);
        assertThat(options.log()).isEqualTo(LogTarget.AUTO);
        assertThat(options.report()).isNull();
        assertThat(options.repeatIntervalNanos()).isEqualTo(600_000_000_000L);
        assertThat(options.creationTraces()).isEqualTo(CreationTraces.SAMPLED);
        assertThat(options.stackDepth()).isEqualTo(10);
        assertThat(options.unretrievedAfterNanos()).isEqualTo(-1);
        assertThat(options.redact()).isFalse();
        assertThat(options.problems()).isEmpty();
    }

    @Test
    void everyKeyIsRead() {
        Options options = good("enabled=true,mode=test,detectors=blocking-call,wrong-thread,slow-callback=50ms,"
                + "blocking-min=1ms,loop-threads=a-*,b-?,idle-methods=com.acme.Loop#takeNext,app-packages=com.acme,"
                + "library-packages=org.lib,allow=allow.txt,penalty=ignore,penalty.wrong-thread=throw,log=stderr,"
                + "report=/tmp/x-%p.jsonl,repeat-interval=1min,creation-traces=off,stack-depth=3,"
                + "unretrieved-after=30s,redact=true");
        assertThat(options.mode()).isEqualTo(Mode.TEST);
        assertThat(options.detectorEnabled("blocking-call")).isTrue();
        assertThat(options.detectorEnabled("slow-poll")).isFalse();
        assertThat(options.slowCallbackNanos()).isEqualTo(50_000_000L);
        assertThat(options.blockingMinNanos()).isEqualTo(1_000_000L);
        assertThat(options.loopThreads()).containsExactly("a-*", "b-?");
        assertThat(options.isLoopThreadName("b-1")).isTrue();
        assertThat(options.isLoopThreadName("c-1")).isFalse();
        assertThat(options.idleMethods()).containsExactly("com.acme.Loop#takeNext");
        assertThat(options.appPackages()).containsExactly("com.acme");
        assertThat(options.libraryPackages()).containsExactly("org.lib");
        assertThat(options.allowFile()).isEqualTo("allow.txt");
        assertThat(options.penalty("wrong-thread")).isEqualTo(Penalty.THROW);
        assertThat(options.penalty("blocking-call")).isEqualTo(Penalty.IGNORE);
        assertThat(options.log()).isEqualTo(LogTarget.STDERR);
        assertThat(options.report()).isEqualTo("/tmp/x-%p.jsonl");
        assertThat(options.repeatIntervalNanos()).isEqualTo(60_000_000_000L);
        assertThat(options.creationTraces()).isEqualTo(CreationTraces.OFF);
        assertThat(options.stackDepth()).isEqualTo(3);
        assertThat(options.unretrievedAfterNanos()).isEqualTo(30_000_000_000L);
        assertThat(options.redact()).isTrue();
    }

    @Nested
    class Arguments {
        @Test
        void aPieceWithoutEqualsContinuesTheValueBeforeIt() {
            Options options = good("loop-threads=a-*,b-*,mode=prod");
            assertThat(options.loopThreads()).containsExactly("a-*", "b-*");
            assertThat(options.mode()).isEqualTo(Mode.PROD);
        }

        @Test
        void aFileNameMayHoldACommaOrAnEqualsSign() {
            assertThat(good("report=/tmp/a,b.jsonl").report()).isEqualTo("/tmp/a,b.jsonl");
            assertThat(good("report=/tmp/a=b.jsonl").report()).isEqualTo("/tmp/a=b.jsonl");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "mode=prod,",
                    ",mode=prod",
                    "mode=prod,,log=off",
                    " mode = prod ",
                    "mode=PROD",
                    "mode=dev,mode=prod"
                })
        void blanksCaseAndRepetitionAreHarmless(String args) {
            assertThat(good(args).mode()).isEqualTo(Mode.PROD);
        }

        @ParameterizedTest
        @CsvSource({"prod, mode=prod", "off, enabled=false", "slow-callback, slow-callback=..."})
        void aWordAloneIsNamedWithWhatWasMeant(String args, String meant) {
            Options options = read(args);
            assertThat(options.problems())
                    .containsExactly("agent argument " + args + " has no \"=\", did you mean " + meant + "? Ignored.");
            assertThat(options.mode()).isEqualTo(Mode.DEV);
            assertThat(options.enabled()).isTrue();
        }

        @Test
        void whatContinuesAnUnknownKeyIsNotBlamedTwice() {
            assertThat(read("loop-thread=a,b,c").problems()).hasSize(1);
        }
    }

    @Nested
    class Precedence {
        @TempDir
        Path dir;

        @ParameterizedTest
        @CsvSource({
            // argument, property, environment, file, winner
            "1ms, 2ms, 3ms, 4ms, 1",
            "'', 2ms, 3ms, 4ms, 2",
            "'', '', 3ms, 4ms, 3",
            "'', '', '', 4ms, 4",
            "1ms, '', '', 4ms, 1",
            "'', 2ms, '', 4ms, 2",
            "'', '', '', '', 100",
        })
        void argumentPropertyEnvironmentFile(String arg, String property, String variable, String file, long millis)
                throws IOException {
            String args = arg.isEmpty() ? "mode=dev" : "slow-callback=" + arg;
            if (!property.isEmpty()) {
                system.setProperty("loopscope.slow-callback", property);
            }
            if (!variable.isEmpty()) {
                env.put("LOOPSCOPE_SLOW_CALLBACK", variable);
            }
            if (!file.isEmpty()) {
                Path config = dir.resolve("c.properties");
                Files.writeString(config, "slow-callback=" + file);
                args += ",config=" + config;
            }
            assertThat(good(args).slowCallbackNanos()).isEqualTo(millis * 1_000_000);
        }

        @ParameterizedTest
        @ValueSource(strings = {"false", "0", "off", "FALSE", "Off"})
        void enabledFalseWinsFromAnywhere(String no) throws IOException {
            assertThat(good("enabled=" + no).enabled()).isFalse();

            system.setProperty("loopscope.enabled", no);
            assertThat(good("enabled=true").enabled()).isFalse();
            system.clear();

            env.put("LOOPSCOPE_ENABLED", no);
            assertThat(good("enabled=true").enabled()).isFalse();
            env.clear();

            Path config = dir.resolve("c.properties");
            Files.writeString(config, "enabled=" + no);
            assertThat(good("enabled=true,config=" + config).enabled()).isFalse();

            assertThat(good("enabled=" + no + ",enabled=true").enabled()).isFalse();
        }

        @Test
        void aBadStrongValueGivesTheDefaultAndNotTheWeakerSource() {
            system.setProperty("loopscope.mode", "prod");
            Options options = read("mode=fast");
            assertThat(options.mode()).isEqualTo(Mode.DEV);
            assertThat(options.problems()).hasSize(1);
        }

        @Test
        void theFileMayBeNamedByPropertyOrEnvironment() throws IOException {
            Path config = dir.resolve("c.properties");
            Files.writeString(config, "mode=prod");
            system.setProperty("loopscope.config", config.toString());
            assertThat(good("").mode()).isEqualTo(Mode.PROD);
            system.clear();
            env.put("LOOPSCOPE_CONFIG", config.toString());
            assertThat(good("").mode()).isEqualTo(Mode.PROD);
        }
    }

    @Nested
    class Environment {
        @Test
        void hyphenAndDotBecomeUnderscore() {
            env.put("LOOPSCOPE_PENALTY_BLOCKING_CALL", "throw");
            env.put("LOOPSCOPE_LOOP_THREADS", "x-*, y");
            env.put("PATH", "/bin");
            Options options = good("");
            assertThat(options.penalty("blocking-call")).isEqualTo(Penalty.THROW);
            assertThat(options.penalty("slow-callback")).isEqualTo(Penalty.LOG);
            assertThat(options.loopThreads()).containsExactly("x-*", "y");
        }

        @Test
        void anEmptyVariableIsNotSet() {
            env.put("LOOPSCOPE_MODE", "");
            env.put("LOOPSCOPE_WHATEVER", " ");
            assertThat(good("").mode()).isEqualTo(Mode.DEV);
        }

        @Test
        void aNameThatMatchesNothingIsNamed() {
            env.put("LOOPSCOPE_MOED", "prod");
            assertThat(read("").problems())
                    .containsExactly(
                            "unknown option LOOPSCOPE_MOED (environment), did you mean LOOPSCOPE_MODE? Ignored.");
        }

        @Test
        void aBadValueIsShownUnderTheNameItHasThere() {
            env.put("LOOPSCOPE_MODE", "fast");
            assertThat(read("").problems())
                    .containsExactly("option LOOPSCOPE_MODE=fast (environment) is not one of dev, prod, test, all; the"
                            + " default dev is used.");
        }
    }

    @Nested
    class UnknownKeys {
        @ParameterizedTest
        @CsvSource({
            "slow-calback, slow-callback",
            "slowCallback, slow-callback",
            "detector, detectors",
            "loop-thread, loop-threads",
            "threads, loop-threads",
            "Mode, mode",
            "packages, app-packages",
            "penalty.blocking-cal, penalty.blocking-call",
            "blocking-call, detectors=-blocking-call or penalty.blocking-call",
        })
        void theNearestIsNamed(String key, String nearest) {
            assertThat(read(key + "=1").problems())
                    .containsExactly(
                            "unknown option " + key + " (agent argument), did you mean " + nearest + "? Ignored.");
        }

        @Test
        void ofPropertiesToo() {
            system.setProperty("loopscope.slow-calback", "1ms");
            system.setProperty("loopscopeX", "1ms");
            assertThat(read("").problems())
                    .containsExactly("unknown option loopscope.slow-calback (system property), did you mean"
                            + " loopscope.slow-callback? Ignored.");
        }

        @Test
        void theOthersStillCount() {
            assertThat(read("nonsense=1,mode=prod").mode()).isEqualTo(Mode.PROD);
        }
    }

    @Nested
    class BadValues {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "enabled=maybe|enabled=maybe (agent argument) is neither true nor false; the default true is used.",
                    "redact=|redact= (agent argument) is neither true nor false; the default false is used.",
                    "log=file|log=file (agent argument) is not one of auto, jul, stderr, stdout, off; the default auto is used.",
                    "penalty=exit|penalty=exit (agent argument) is not one of log, throw, ignore; the default log is used.",
                    "penalty.slow-poll=exit|penalty.slow-poll=exit (agent argument) is not one of log, throw, ignore;"
                            + " the default log is used.",
                    "creation-traces=some|creation-traces=some (agent argument) is not one of all, sampled, off; the"
                            + " default sampled is used.",
                    "stack-depth=0|stack-depth=0 (agent argument) is not a number from 1 to 64; the default 10 is used.",
                    "stack-depth=x|stack-depth=x (agent argument) is not a number from 1 to 64; the default 10 is used.",
                    "slow-callback=banana|slow-callback=banana (agent argument) is not a duration such as 500us, 100ms,"
                            + " 2s, 1min or off; the default 100ms is used.",
                    "slow-callback=-5ms|slow-callback=-5ms (agent argument) is not a duration such as 500us, 100ms, 2s,"
                            + " 1min or off; the default 100ms is used.",
                    "slow-callback=0ms|slow-callback=0ms (agent argument) is not more than 0; the default 100ms is used.",
                })
        void areNamedAndTheDefaultIsUsed(String args, String problem) {
            Options options = read(args);
            assertThat(options.problems()).containsExactly("option " + problem);
            assertThat(options.print()).isEqualTo(read("").print());
        }

        @Test
        void anIdleMethodNeedsClassAndMethod() {
            Options options = read("idle-methods=com.acme.Loop,com.acme.A#b,#x,y#");
            assertThat(options.idleMethods()).containsExactly("com.acme.A#b");
            assertThat(options.problems()).hasSize(3);
            assertThat(options.problems().get(0))
                    .contains("idle-methods")
                    .contains("com.acme.Loop#takeNext")
                    .contains("agent argument");
        }
    }

    @Nested
    class Detectors {
        @Test
        void namedOnesAreTheOnlyOnes() {
            Options options = good("detectors=blocking-call,slow-callback");
            assertThat(DetectorIds.ALL.stream().filter(options::detectorEnabled))
                    .containsExactly("blocking-call", "slow-callback");
        }

        @Test
        void minusMeansAllBut() {
            Options options = good("detectors=-blocking-call,-slow-poll");
            assertThat(DetectorIds.ALL.stream().filter(id -> !options.detectorEnabled(id)))
                    .containsExactly("blocking-call", "slow-poll");
        }

        @Test
        void allIsAllAndTheLastWordIsMinus() {
            assertThat(DetectorIds.ALL).allMatch(good("detectors=all")::detectorEnabled);
            assertThat(good("detectors=slow-poll,-slow-poll").detectorEnabled("slow-poll"))
                    .isFalse();
        }

        @Test
        void anUnknownIdIsNamedWithTheNearestAndTheRestCounts() {
            Options options = read("detectors=blocking-cal,slow-poll");
            assertThat(options.problems())
                    .containsExactly("option detectors (agent argument): unknown detector blocking-cal, did you mean"
                            + " blocking-call? Ignored.");
            assertThat(options.detectorEnabled("slow-poll")).isTrue();
            assertThat(options.detectorEnabled("blocking-call")).isFalse();
        }

        @Test
        void onlyUnknownOnesLeaveTheDefault() {
            Options options = read("detectors=bogus");
            assertThat(DetectorIds.ALL).allMatch(options::detectorEnabled);
            assertThat(options.problems()).hasSize(1);
        }
    }

    @Nested
    class Values {
        @ParameterizedTest
        @CsvSource({"dev, SAMPLED", "prod, OFF", "test, ALL", "all, ALL"})
        void creationTracesFollowTheMode(String mode, CreationTraces traces) {
            assertThat(good("mode=" + mode).creationTraces()).isEqualTo(traces);
            assertThat(good("mode=" + mode + ",creation-traces=sampled").creationTraces())
                    .isEqualTo(CreationTraces.SAMPLED);
        }

        @Test
        void offSwitchesLimitsOff() {
            Options options = good("slow-callback=off,repeat-interval=off,unretrieved-after=off,blocking-min=off");
            assertThat(options.slowCallbackNanos()).isEqualTo(Options.NEVER);
            assertThat(options.repeatIntervalNanos()).isEqualTo(Options.NEVER);
            assertThat(options.unretrievedAfterNanos()).isEqualTo(-1);
            assertThat(options.blockingMinNanos()).isZero();
        }

        @Test
        void packagesLoseTheirWildcard() {
            Options options = good("app-packages=com.acme.*,org.x.,net.y");
            assertThat(options.appPackages()).containsExactly("com.acme", "org.x", "net.y");
            assertThat(Options.isIn(options.appPackages(), "com.acme.sub.A")).isTrue();
            assertThat(Options.isIn(options.appPackages(), "com.acme")).isTrue();
            assertThat(Options.isIn(options.appPackages(), "com.acme$Inner")).isTrue();
            assertThat(Options.isIn(options.appPackages(), "com.acmeother.A")).isFalse();
            assertThat(Options.isIn(options.appPackages(), "com")).isFalse();
        }
    }

    @Nested
    class ConfigFiles {
        @TempDir
        Path dir;

        private Path write(String text) throws IOException {
            Path file = dir.resolve("loopscope.properties");
            Files.write(file, text.getBytes(StandardCharsets.UTF_8));
            return file;
        }

        @Test
        void isAPropertiesFile() throws IOException {
            Path file =
                    write("\uFEFF# comment\r\n! comment\r\n\r\nmode = prod\r\nslow-callback: 7ms\nloop-threads=a-*,\\\n"
                            + "   b-*\nloopscope.redact=true\nreport=C:\\\\logs\\\\\u00fc.jsonl\nmode=test");
            Options options = good("config=" + file);
            assertThat(options.mode()).isEqualTo(Mode.TEST);
            assertThat(options.slowCallbackNanos()).isEqualTo(7_000_000L);
            assertThat(options.loopThreads()).containsExactly("a-*", "b-*");
            assertThat(options.redact()).isTrue();
            assertThat(options.report()).isEqualTo("C:\\logs\\\u00fc.jsonl");
        }

        @Test
        void badLinesAreNamedWithFileAndLineAndTheOthersCount() throws IOException {
            Path file =
                    write("#\nmoed=prod\njust-a-word\nslow-callback=fast\n\nreport=\\uZZZZ\nconfig=other\nlog=off\n");
            Options options = read("config=" + file);
            assertThat(options.log()).isEqualTo(LogTarget.OFF);
            assertThat(options.problems())
                    .containsExactly(
                            "unknown option moed (" + file + ":2), did you mean mode? Ignored.",
                            file + ":3: just-a-word has no value, expected key=value. Line ignored.",
                            file + ":6: a backslash and u without four hex digits. Line ignored.",
                            "option config (" + file + ":7): a config file cannot name another. Ignored.",
                            "option slow-callback=fast (" + file
                                    + ":4) is not a duration such as 500us, 100ms, 2s, 1min"
                                    + " or off; the default 100ms is used.");
        }

        @Test
        void theLineOfAContinuedEntryIsItsFirst() throws IOException {
            Path file = write("mode=\\\n\\\nfast");
            assertThat(read("config=" + file).problems().get(0)).contains(file + ":1");
        }

        @Test
        void aMissingFileIsNamed() {
            Path file = dir.resolve("none");
            Options options = read("mode=prod,config=" + file);
            assertThat(options.problems())
                    .containsExactly("option config (agent argument): there is no file " + file + ". Ignored.");
            assertThat(options.mode()).isEqualTo(Mode.PROD);
        }

        @Test
        void anUnreadableFileIsNamed() {
            assertThat(read("config=" + dir).problems())
                    .singleElement()
                    .asString()
                    .startsWith("option config (agent argument): cannot read " + dir);
            assertThat(read("config=a\0b").problems()).hasSize(1);
        }
    }

    @Nested
    class Printing {
        @TempDir
        Path dir;

        @Test
        void blockingMethodsAreMethodsWithOrWithoutParametersAndFilesOfThem() throws IOException {
            Path file = dir.resolve("blocking");
            Files.writeString(
                    file,
                    "\uFEFF# ours\ncom.acme.Db#query(java.lang.String, int[], long)\n\nnonsense\ncom.acme.Db#<init>()\n");
            Options options = read("blocking-methods=com.acme.Legacy#load,com.acme.A$B#c(int,java.util.List[][]),"
                    + file + ",no/such/file,x#y(int,mode=test");
            assertThat(options.blockingMethods())
                    .containsExactly(
                            new BlockingMethod("com/acme/Legacy", "load", null),
                            new BlockingMethod("com/acme/A$B", "c", "(I[[Ljava/util/List;)"),
                            new BlockingMethod("com/acme/Db", "query", "(Ljava/lang/String;[IJ)"),
                            new BlockingMethod("com/acme/Db", "<init>", "()"));
            assertThat(options.mode()).isEqualTo(Mode.TEST);
            assertThat(options.problems()).hasSize(3);
            assertThat(options.problems().get(0)).contains(file + ":4", "nonsense", "com.acme.Legacy#load");
            assertThat(options.problems().get(1)).contains("blocking-methods", "no/such/file", "nor a file");
            assertThat(options.problems().get(2)).contains("blocking-methods", "x#y(int");
            assertThat(options.print())
                    .containsPattern("blocking-methods +com.acme.Legacy#load,com.acme.A\\$B#c,com.acme.Db#query");
        }

        @Test
        void everyKeyHasItsValueAndSource() throws IOException {
            Path file = dir.resolve("c.properties");
            Files.writeString(file, "\nredact=true\n");
            system.setProperty("loopscope.mode", "prod");
            env.put("LOOPSCOPE_PENALTY_SLOW_POLL", "ignore");
            String text = read("loop-threads=a-*,b-*,detectors=-slow-poll,config=" + file)
                    .print();
            assertThat(text.lines().map(line -> line.replaceAll(" +", " ")))
                    .containsExactly(
                            "enabled true default",
                            "mode prod property",
                            "detectors -slow-poll argument",
                            "slow-callback 100ms default",
                            "blocking-min 10ms default",
                            "loop-threads a-*,b-* argument",
                            "idle-methods none default",
                            "blocking-methods none default",
                            "app-packages none default",
                            "library-packages none default",
                            "allow none default",
                            "penalty log default",
                            "penalty.slow-poll ignore environment",
                            "log auto default",
                            "report none default",
                            "repeat-interval 10min default",
                            "creation-traces off default",
                            "stack-depth 10 default",
                            "unretrieved-after off default",
                            "redact true " + file + ":2",
                            "config " + file + " argument");
        }

        @Test
        void enabledNamesTheSourceThatSwitchedItOff() {
            env.put("LOOPSCOPE_ENABLED", "0");
            assertThat(read("enabled=true").print()).containsPattern("enabled +false +environment");
        }
    }
}
