// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.loopscope.app.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whichever line logs, a log's appender is one finding, and one line allows it; the log is the real one. */
@Timeout(120)
class LogAppenderIT {
    private static final String APPENDER = "    appender: ";
    private static final String ALLOW = "    allow: ";

    @TempDir
    static Path directory;

    /** Each with two appenders, and the classes they are told by. */
    enum Framework {
        LOGBACK(
                "logback",
                "logback.xml",
                """
                <configuration>
                  <appender name="plain" class="ch.qos.logback.core.FileAppender">
                    <file>plain.log</file>
                    <encoder><pattern>%msg%n</pattern></encoder>
                  </appender>
                  <appender name="rolling" class="ch.qos.logback.core.rolling.RollingFileAppender">
                    <file>rolling.log</file>
                    <rollingPolicy class="ch.qos.logback.core.rolling.TimeBasedRollingPolicy">
                      <fileNamePattern>rolling.%d{yyyy-MM}</fileNamePattern>
                    </rollingPolicy>
                    <encoder><pattern>%msg%n</pattern></encoder>
                  </appender>
                  <root level="info"><appender-ref ref="plain"/><appender-ref ref="rolling"/></root>
                </configuration>
                """,
                "ch.qos.logback.core.FileAppender",
                "ch.qos.logback.core.rolling.RollingFileAppender"),
        LOG4J(
                "log4j+slf4j2-log4j",
                "log4j2.xml",
                """
                <Configuration>
                  <Appenders>
                    <RollingFile name="rolling" fileName="rolling.log" filePattern="rolling.%d{yyyy-MM}">
                      <PatternLayout pattern="%msg%n"/>
                      <TimeBasedTriggeringPolicy/>
                    </RollingFile>
                    <File name="plain" fileName="plain.log"><PatternLayout pattern="%msg%n"/></File>
                  </Appenders>
                  <Loggers>
                    <Root level="info"><AppenderRef ref="rolling"/><AppenderRef ref="plain"/></Root>
                  </Loggers>
                </Configuration>
                """,
                "org.apache.logging.log4j.core.appender.RollingFileAppender",
                "org.apache.logging.log4j.core.appender.FileManager"),
        JUL("jdk14", "jul.properties", """
                handlers=java.util.logging.FileHandler dev.loopscope.app.LogLines$SlowHandler
                java.util.logging.FileHandler.pattern=plain.log
                """, "java.util.logging.FileHandler", "dev.loopscope.app.LogLines$SlowHandler");

        private final String libraries;
        private final String file;
        private final String configuration;
        private final String first;
        private final String second;

        Framework(String libraries, String file, String configuration, String first, String second) {
            this.libraries = libraries;
            this.file = file;
            this.configuration = configuration;
            this.first = first;
            this.second = second;
        }

        Child application() throws IOException {
            Path folder = Files.createDirectories(directory.resolve(toString()));
            Files.writeString(folder.resolve(file), configuration);
            Child child = Child.bare(directory, LogLines.class)
                    .libraries("slf4j2")
                    .classes(folder)
                    .jvm("-Djava.util.logging.config.file=" + folder.resolve("jul.properties"))
                    .options("loop-threads=x-*", "log=stderr")
                    .whateverTimeItTakes();
            for (String each : libraries.split("\\+", -1)) {
                child.libraries(each);
            }
            return child;
        }
    }

    private static long countOf(Run run, Finding finding) {
        return run.end()
                .getAsJsonObject("counts")
                .getAsJsonObject(finding.fingerprint())
                .get("count")
                .getAsLong();
    }

    private static boolean isOfLog(Finding finding) {
        return finding.stack().stream().anyMatch(frame -> frame.contains(".logging.") || frame.contains("logback"));
    }

    @ParameterizedTest
    @EnumSource
    void isOneFindingWhicheverLineLogs(Framework log) throws IOException {
        Run run = log.application().runAlone();
        assertThat(run.findings())
                .as("%s", run)
                .extracting(LogAppenderIT::isOfLog, finding -> countOf(run, finding))
                .containsExactlyInAnyOrder(tuple(true, 3L), tuple(true, 3L), tuple(false, 1L), tuple(false, 1L));
        assertThat(run.errLines())
                .as("%s", run)
                .filteredOn(line -> line.startsWith(APPENDER))
                .extracting(line -> line.substring(APPENDER.length(), line.indexOf(';')))
                .containsExactlyInAnyOrder(log.first, log.second);

        List<String> suggested = run.errLines().stream()
                .filter(line -> line.startsWith(ALLOW) && !line.contains("#save"))
                .map(line -> line.substring(ALLOW.length()))
                .toList();
        Path allow = Files.write(directory.resolve(log + ".allow"), suggested);
        Run quiet = log.application().options("allow=" + allow).runAlone();
        assertThat(quiet.findings())
                .as("%s", quiet)
                .extracting(Finding::place)
                .containsExactlyInAnyOrder("LogLines.save", "LogLines.saveAgain");
    }
}
