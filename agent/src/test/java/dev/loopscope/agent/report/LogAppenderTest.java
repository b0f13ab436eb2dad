// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which appender a stack shows, and that nothing else is taken for one. */
class LogAppenderTest {
    private static final FrameRules RULES = new FrameRules(List.of(), List.of());

    private static final String LOGBACK = """
            ch.qos.logback.core.UnsynchronizedAppenderBase.doAppend
            ch.qos.logback.core.spi.AppenderAttachableImpl.appendLoopOnAppenders
            ch.qos.logback.classic.Logger.info
            com.acme.Orders.place
            """;
    private static final String LOGBACK_STREAM = """
            ch.qos.logback.core.OutputStreamAppender.writeBytes
            ch.qos.logback.core.OutputStreamAppender.append
            """;
    private static final String LOG4J = """
            org.apache.logging.log4j.core.appender.OutputStreamManager.flush
            org.apache.logging.log4j.core.appender.AbstractOutputStreamAppender.append
            org.apache.logging.log4j.core.config.AppenderControl.tryCallAppender
            org.apache.logging.log4j.core.config.AppenderControl.callAppender
            com.acme.Orders.place
            """;
    private static final String OLD_LOG4J = """
            org.apache.log4j.helpers.QuietWriter.flush
            org.apache.log4j.WriterAppender.append
            org.apache.log4j.AppenderSkeleton.doAppend
            org.apache.log4j.helpers.AppenderAttachableImpl.appendLoopOnAppenders
            com.acme.Orders.place
            """;
    private static final String JUL = """
            java.util.logging.Logger.log
            java.util.logging.Logger.info
            com.acme.Orders.place
            """;
    private static final String WRITE = "java.io.FileOutputStream.write\n";
    private static final String PRINT = WRITE + "java.io.PrintStream.write\n";

    private static StackTraceElement frame(String place) {
        int dot = place.lastIndexOf('.');
        return new StackTraceElement(place.substring(0, dot), place.substring(dot + 1), "A.java", 41);
    }

    private static LogAppender in(String... parts) {
        return Objects.requireNonNull(inIfAny(parts));
    }

    private static @Nullable LogAppender inIfAny(String... parts) {
        List<StackTraceElement> frames = new ArrayList<>();
        String.join("", parts).lines().forEach(line -> frames.add(frame(line)));
        return LogAppender.of(frames, RULES);
    }

    @Test
    void ofLogback() {
        String file = "ch.qos.logback.core.FileAppender.writeOut\n";
        assertThat(in(
                                WRITE,
                                "ch.qos.logback.core.recovery.ResilientOutputStreamBase.flush\n",
                                LOGBACK_STREAM,
                                file,
                                LOGBACK)
                        .identity())
                .isEqualTo("ch.qos.logback.core.FileAppender")
                .isEqualTo(in("java.util.concurrent.locks.ReentrantLock.lock\n", LOGBACK_STREAM, file, LOGBACK)
                        .identity());
        assertThat(in(PRINT, "ch.qos.logback.core.joran.spi.ConsoleTarget$1.write\n", LOGBACK_STREAM, LOGBACK)
                        .identity())
                .isEqualTo("ch.qos.logback.core.joran.spi.ConsoleTarget$1");
        String rolling = "ch.qos.logback.core.rolling.RollingFileAppender.subAppend\n";
        assertThat(in(WRITE, LOGBACK_STREAM, file, rolling, LOGBACK).identity())
                .isEqualTo("ch.qos.logback.core.rolling.RollingFileAppender")
                .isEqualTo(in(
                                "java.io.File.rename\n",
                                "ch.qos.logback.core.rolling.helper.RenameUtil.rename\n",
                                rolling,
                                LOGBACK)
                        .identity());
    }

    @Test
    void ofLog4j() {
        assertThat(in(WRITE, "org.apache.logging.log4j.core.appender.FileManager.writeToDestination\n", LOG4J)
                        .identity())
                .isEqualTo("org.apache.logging.log4j.core.appender.FileManager");
        assertThat(in(PRINT, "org.apache.logging.log4j.core.util.CloseShieldOutputStream.write\n", LOG4J)
                        .identity())
                .isEqualTo("org.apache.logging.log4j.core.util.CloseShieldOutputStream");
        assertThat(in(WRITE, OLD_LOG4J).identity()).isEqualTo("org.apache.log4j.helpers.QuietWriter");
        assertThat(in(PRINT, OLD_LOG4J).identity())
                .isNotEqualTo(in(WRITE, OLD_LOG4J).identity());
    }

    @Test
    void ofTheJdk() {
        String stream = "java.util.logging.StreamHandler.flush\n";
        assertThat(in(WRITE, stream, "java.util.logging.FileHandler.publish\n", JUL)
                        .identity())
                .isEqualTo("java.util.logging.FileHandler");
        assertThat(in(PRINT, stream, "java.util.logging.ConsoleHandler.publish\n", JUL)
                        .identity())
                .isEqualTo("java.util.logging.ConsoleHandler");
        assertThat(in(WRITE, "com.other.Sink.publish\n", JUL).type()).isEqualTo("com.other.Sink");
    }

    @Test
    void ofSimpleSlf4j() {
        assertThat(in(
                                PRINT,
                                "org.slf4j.simple.SimpleLogger.write\norg.slf4j.simple.SimpleLogger.info\n",
                                "com.acme.A.b\n")
                        .type())
                .isEqualTo("org.slf4j.simple.SimpleLogger");
    }

    @Test
    void oneOfTheApplicationsOwnIsOneHoweverItWaits() {
        LogAppender sleeping = in("java.lang.Thread.sleep\n", "com.acme.Slow.append\n", LOGBACK);
        LogAppender sending =
                in("java.net.Socket.connect\n", "com.acme.Client.send\n", "com.acme.Slow.append\n", LOGBACK);
        assertThat(sleeping.identity()).isEqualTo("com.acme.Slow").isEqualTo(sending.identity());
        assertThat(sending.within()).isEmpty();
    }

    @Test
    void layoutsDoNotCountButTheApplicationsCodeInThemDoes() {
        String layout =
                "ch.qos.logback.classic.PatternLayout.doLayout\nch.qos.logback.core.encoder.LayoutWrappingEncoder.encode\n";
        String file = "ch.qos.logback.core.FileAppender.writeOut\n";
        assertThat(in("java.net.InetAddress.getLocalHost\n", layout, file, LOGBACK)
                        .identity())
                .isEqualTo("ch.qos.logback.core.FileAppender");
        LogAppender asking = in("java.lang.Thread.sleep\n", "com.acme.Order.toString\n", layout, file, LOGBACK);
        assertThat(asking.type()).isEqualTo("ch.qos.logback.core.FileAppender");
        assertThat(asking.within()).containsExactly("com.acme.Order.toString(A.java:41)");
    }

    @Test
    void theNearestOfSeveral() {
        assertThat(in(WRITE, "java.util.logging.FileHandler.publish\n", JUL, "com.acme.Slow.append\n", LOGBACK)
                        .type())
                .isEqualTo("java.util.logging.FileHandler");
    }

    @Test
    void whatLogsWithoutAnAppenderIsNone() {
        assertThat(inIfAny(WRITE, "com.acme.Orders.place\n")).isNull();
        assertThat(inIfAny("java.lang.Thread.sleep\n", "com.acme.Filter.isLoggable\n", JUL))
                .isNull();
        assertThat(inIfAny(
                        "java.lang.Thread.sleep\n",
                        "com.acme.Filter.decide\n",
                        "ch.qos.logback.classic.Logger.info\n",
                        "com.acme.A.b\n"))
                .isNull();
        assertThat(inIfAny(WRITE, "com.acme.FileAppender.append\n", "com.acme.A.b\n"))
                .isNull();
        assertThat(inIfAny(
                        "java.lang.Thread.sleep\n",
                        "com.acme.Order.toString\n",
                        "org.slf4j.simple.SimpleLogger.info\n",
                        "com.acme.A.b\n"))
                .isNull();
    }
}
