// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.HangingLog;
import dev.loopscope.app.Logged;
import dev.loopscope.app.TwoLogs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each finding is once in the log the application uses, whichever that is and however the JVM ends; the log is the real one. */
@Timeout(120)
class ApplicationLogIT {
    /** More than a log is given in a second, so that some wait when the JVM ends. */
    private static final String MISTAKES = "14";

    private static final String ASYNCHRONOUS =
            "-Dlog4j2.contextSelector=org.apache.logging.log4j.core.async.AsyncLoggerContextSelector";

    @TempDir
    static Path directory;

    private static Child application(Class<?> main, String folders, String... arguments) {
        Child child = Child.bare(directory, main, arguments);
        for (String folder : folders.split("\\+", -1)) {
            child.libraries(folder);
        }
        return withOptions(child.classes(configurations()));
    }

    /** One whose log hangs. */
    private static Child hanging(Hang hang, String mistakes) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(hang.toString()));
        Files.writeString(folder.resolve(hang.file), hang.configuration);
        Child child = Child.bare(directory, HangingLog.class, mistakes, Integer.toString(hang.room));
        for (String library : hang.libraries.split("\\+", -1)) {
            child.libraries(library);
        }
        return withOptions(child.classes(folder));
    }

    private static Child withOptions(Child child) {
        return child.options("loop-threads=x-*").whateverTimeItTakes();
    }

    /** Of Log4j2, which without one logs errors only, and of Logback, which ends with the JVM only where told to. */
    private static Path configurations() {
        Path folder = directory.resolve("configurations");
        try {
            if (!Files.exists(folder)) {
                Files.createDirectory(folder);
                Files.writeString(folder.resolve("log4j2.xml"), """
                        <Configuration>
                          <Appenders>
                            <Console name="out"><PatternLayout pattern="%level %logger -- %msg%n"/></Console>
                          </Appenders>
                          <Loggers><Root level="info"><AppenderRef ref="out"/></Root></Loggers>
                        </Configuration>
                        """);
                Files.writeString(folder.resolve("logback.xml"), """
                        <configuration>
                          <shutdownHook/>
                          <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                            <encoder><pattern>%level %logger -- %msg%n</pattern></encoder>
                          </appender>
                          <root level="info"><appender-ref ref="out"/></root>
                        </configuration>
                        """);
            }
            return folder;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final String QUEUE = """
            <appender name="queue" class="ch.qos.logback.classic.AsyncAppender">
              <queueSize>8</queueSize>
              <neverBlock>%s</neverBlock>
              <appender-ref ref="err"/>
            </appender>
            """;

    /** Its own events go elsewhere than what the agent says, and what fills the queue. */
    private static String logback(String queue, String appender) {
        return """
                <configuration>
                  <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%%level %%logger -- %%msg%%n</pattern></encoder>
                  </appender>
                  <appender name="err" class="ch.qos.logback.core.ConsoleAppender">
                    <target>System.err</target>
                    <encoder><pattern>%%msg%%n</pattern></encoder>
                  </appender>
                  %s
                  <logger name="loopscope" additivity="false"><appender-ref ref="%2$s"/></logger>
                  <logger name="hanging" additivity="false"><appender-ref ref="%2$s"/></logger>
                  <root level="info"><appender-ref ref="out"/></root>
                </configuration>
                """.formatted(queue, appender);
    }

    /** Does not wait for its appenders when the JVM ends. */
    private static String log4j() {
        return """
                <Configuration shutdownHook="disable">
                  <Appenders>
                    <Console name="out"><PatternLayout pattern="%level %logger -- %msg%n"/></Console>
                    <Console name="err" target="SYSTEM_ERR"><PatternLayout pattern="%msg%n"/></Console>
                  </Appenders>
                  <Loggers>
                    <Logger name="loopscope" additivity="false"><AppenderRef ref="err"/></Logger>
                    <Logger name="hanging" additivity="false"><AppenderRef ref="err"/></Logger>
                    <Root level="info"><AppenderRef ref="out"/></Root>
                  </Loggers>
                </Configuration>
                """;
    }

    /** A log that writes to a stream which takes nothing. */
    enum Hang {
        LOGBACK_APPENDER("slf4j2+logback", "logback.xml", logback("", "err"), 0),
        LOGBACK_QUEUE("slf4j2+logback", "logback.xml", logback(QUEUE.formatted(false), "queue"), 9),
        LOGBACK_QUEUE_THAT_NEVER_BLOCKS("slf4j2+logback", "logback.xml", logback(QUEUE.formatted(true), "queue"), 9),
        LOG4J_APPENDER("slf4j2+log4j+slf4j2-log4j", "log4j2.xml", log4j(), 0),
        LOG4J_QUEUE("slf4j2+log4j+slf4j2-log4j", "log4j2.xml", log4j(), 128);

        private final String libraries;
        private final String file;
        private final String configuration;
        private final int room;

        /** @param room events that the queue takes, with the one in which its appender hangs */
        Hang(String libraries, String file, String configuration, int room) {
            this.libraries = libraries;
            this.file = file;
            this.configuration = configuration;
            this.room = room;
        }
    }

    private static void assertSound(Run run) {
        assertThat(run.start().getAsJsonArray("hooksMissing")).as("%s", run).isEmpty();
        assertThat(run.end().get("agentErrors").getAsInt()).as("%s", run).isZero();
        assertThat(run.end().get("dropped").getAsInt()).as("%s", run).isZero();
    }

    /** First lines with the fingerprint; the summary, which is indented, has it again. */
    static long said(String text, Finding finding) {
        return text.lines()
                .filter(line -> !line.startsWith(" ") && line.endsWith("#" + finding.fingerprint()))
                .count();
    }

    static void assertEachIsSaidOnce(Run run, int mistakes, String text) {
        assertSound(run);
        assertThat(run.findings())
                .as("%s", run)
                .hasSize(mistakes)
                .allSatisfy(finding -> assertThat(said(text, finding))
                        .as("%s in %s", finding.fingerprint(), run)
                        .isEqualTo(1));
        assertThat(text.lines().filter(line -> line.contains("findings in ") || line.contains("finding in ")))
                .as("summary of %s", run)
                .hasSize(1);
    }

    /** As on stderr; the banner alone may have been there for five seconds before a slow machine got to the application. */
    private static void assertNothingIsSaidPlainly(Run run) {
        assertThat(run.errLines()).as("%s", run).noneMatch(line -> line.startsWith("WARN loopscope"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "slf4j2+simple",
                "slf4j2+logback",
                // Never run.
                "slf4j2+logback+spring-boot",
                "slf4j2+log4j+slf4j2-log4j",
                "slf4j2+jdk14",
                "slf4j17+logback12",
                "slf4j17+log4j+slf4j17-log4j"
            })
    void whateverIsBound(String folders) {
        Run run = application(Logged.class, folders, MISTAKES, "exit").runUnchecked();
        assertThat(run.status()).as("%s", run).isZero();
        assertEachIsSaidOnce(run, 14, run.out() + run.err());
        assertNothingIsSaidPlainly(run);
    }

    /** It would be set up by Spring Boot, did the application run that; until then it is what Logback does unasked. */
    @Test
    void thatNobodyHasConfigured() {
        Run run = withOptions(Child.bare(directory, Logged.class, "1", "exit")
                        .libraries("slf4j2")
                        .libraries("logback")
                        .libraries("spring-boot"))
                .runUnchecked();
        assertThat(run.status()).as("%s", run).isZero();
        assertThat(run.out()).contains("the application speaks").doesNotContain("loopscope");
        assertEachIsSaidOnce(run, 1, run.err());
    }

    @Test
    void asynchronously() {
        Run run = application(Logged.class, "slf4j2+log4j+slf4j2-log4j", MISTAKES, "return")
                .jvm(ASYNCHRONOUS)
                .runUnchecked();
        assertThat(run.status()).as("%s", run).isZero();
        assertEachIsSaidOnce(run, 14, run.out());
        assertNothingIsSaidPlainly(run);
    }

    /** The application goes on, and ends; what the log has not taken is said, with a line that says why it is said there. */
    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"LOGBACK_QUEUE_THAT_NEVER_BLOCKS", "LOG4J_QUEUE"})
    void thatHangs(Hang hang) throws IOException {
        Run run = hanging(hang, MISTAKES).runUnchecked();
        assertThat(run.status()).as("%s", run).isZero();
        assertThat(run.out()).contains("the application speaks");
        assertEachIsSaidOnce(run, 14, run.err());
        assertThat(run.errLines())
                .as("%s", run)
                .containsOnlyOnce("WARN loopscope - the application's log hangs; what it has not taken follows");
    }

    /** It has taken what it throws away, as it was told to. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void thatThrowsAwayWhatDoesNotFit() throws IOException {
        Run run = hanging(Hang.LOGBACK_QUEUE_THAT_NEVER_BLOCKS, MISTAKES).runUnchecked();
        assertThat(run.status()).as("%s", run).isZero();
        assertSound(run);
        assertThat(run.findings()).as("%s", run).hasSize(14);
        assertNothingIsSaidPlainly(run);
    }

    /** While one thread waits for room, Log4j2 throws away what others log; unless that one is the agent's. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void thatThrowsAwayWhatDoesNotFitWhileAnotherThreadWaits() throws IOException {
        Run run = hanging(Hang.LOG4J_QUEUE, MISTAKES)
                .jvm(ASYNCHRONOUS, "-Dlog4j2.asyncLoggerRingBufferSize=" + Hang.LOG4J_QUEUE.room)
                .runUnchecked();
        assertThat(run.status()).as("%s", run).isZero();
        assertSound(run);
        assertThat(run.findings())
                .as("%s", run)
                .hasSize(14)
                .allSatisfy(finding ->
                        assertThat(said(run.err(), finding)).as("%s", run).isLessThanOrEqualTo(1));
    }

    /** Each of these takes its appenders away in a shutdown hook. */
    @ParameterizedTest
    @ValueSource(strings = {"slf4j2+logback", "slf4j2+log4j+slf4j2-log4j", "slf4j2+jdk14"})
    void whenTheJvmIsTerminated(String folders) {
        Child.Running child =
                application(Logged.class, folders, MISTAKES, "wait").start(true);
        await(child, "waits", "");
        child.process().toHandle().destroy();
        Run run = child.finish();
        assertThat(run.status()).as("%s", run).isEqualTo(143);
        assertEachIsSaidOnce(run, 14, run.out() + run.err());
        assertNothingIsSaidPlainly(run);
    }

    @ParameterizedTest
    @CsvSource({"nop,logback", "logback,nop", "logback,logback"})
    void ofSeveralApplicationsTheFirstThatHasOne(String first, String second) {
        Run run = withOptions(Child.bare(
                        directory,
                        TwoLogs.class,
                        Child.folder("slf4j2") + "," + Child.folder(first),
                        Child.folder("slf4j2") + "," + Child.folder(second)))
                .runUnchecked();
        assertThat(run.status()).as("%s", run).isZero();
        assertEachIsSaidOnce(run, 1, run.out());
        assertNothingIsSaidPlainly(run);
    }

    @Test
    void ofAnApplicationMadeOfModules() throws IOException {
        Path sources = Files.createDirectory(directory.resolve("sources"));
        Path classes = directory.resolve("module");
        Files.writeString(sources.resolve("module-info.java"), "module shop { requires org.slf4j; }");
        Files.writeString(sources.resolve("Shop.java"), """
                package shop;

                public class Shop {
                    public static void main(String[] arguments) throws InterruptedException {
                        org.slf4j.LoggerFactory.getLogger(Shop.class).info("the application speaks");
                        Thread thread = new Thread(Shop::sleep, "x-loop");
                        thread.start();
                        thread.join();
                    }

                    static void sleep() {
                        try {
                            Thread.sleep(20);
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                }
                """);
        String libraries = String.join(
                File.pathSeparator,
                List.of(
                        Child.folder("slf4j2").toString(),
                        Child.folder("logback").toString()));
        int status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "--release",
                        "17",
                        "-p",
                        libraries,
                        "-d",
                        classes.toString(),
                        sources.resolve("module-info.java").toString(),
                        sources.resolve("Shop.java").toString());
        assertThat(status).isZero();
        Run run = withOptions(Child.launched(
                        directory, "-p", libraries + File.pathSeparator + classes, "-m", "shop/shop.Shop"))
                .runUnchecked();
        assertThat(run.status()).as("%s", run).isZero();
        assertThat(run.out()).contains("the application speaks");
        assertEachIsSaidOnce(run, 1, run.out());
        assertNothingIsSaidPlainly(run);
    }

    /** Until a file of the child's is there and has {@code part}; the test's time-out is the bound. */
    static void await(Child.Running child, String file, String part) {
        Path path = child.directory().resolve(file);
        try {
            boolean isOver = false;
            while (!Files.exists(path) || !Files.readString(path).contains(part)) {
                assertThat(isOver).as("has ended without %s in %s", part, file).isFalse();
                isOver = !child.process().isAlive();
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
