// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The appender of a logging framework that waits, or the handler: whichever line logs, its wait is one mistake. Told by class
 * names alone, since a stack shows where methods are declared: two of one class are one, and one that overrides nothing goes by
 * the stream it writes to. Layouts, encoders and what they call of a library do not count.
 */
public final class LogAppender {
    /** Whoever calls an appender: class, method and the method called, where not all of them do. */
    private static final String[][] CALLERS = {
        {"ch.qos.logback.core.spi.AppenderAttachableImpl", "appendLoopOnAppenders", null},
        {"org.apache.logging.log4j.core.config.AppenderControl", null, null},
        {"org.apache.log4j.helpers.AppenderAttachableImpl", "appendLoopOnAppenders", null},
        {"java.util.logging.Logger", "log", "publish"},
        // Has none, and writes by itself.
        {"org.slf4j.simple.SimpleLogger", "write", null}
    };

    /** What appenders of different kinds inherit, and write through. */
    private static final List<String> SHARED = List.of(
            "ch.qos.logback.core.AppenderBase",
            "ch.qos.logback.core.OutputStreamAppender",
            "ch.qos.logback.core.UnsynchronizedAppenderBase",
            "java.util.logging.Handler",
            "java.util.logging.StreamHandler",
            "org.apache.log4j.AppenderSkeleton",
            "org.apache.log4j.WriterAppender",
            "org.apache.log4j.helpers.QuietWriter",
            "org.apache.logging.log4j.core.appender.AbstractOutputStreamAppender",
            "org.apache.logging.log4j.core.appender.AbstractWriterAppender",
            "org.apache.logging.log4j.core.appender.OutputStreamManager",
            "org.apache.logging.log4j.core.appender.WriterManager");

    private static final String[] KINDS = {"Appender", "Handler", "Manager", "Target", "Stream", "Writer"};

    private final String type;
    private final boolean isPrinting;
    private final List<String> within;

    private LogAppender(String type, boolean isPrinting, List<String> within) {
        this.type = type;
        this.isPrinting = isPrinting;
        this.within = within;
    }

    /**
     * The one that is nearest to what waits; null when none has been called.
     *
     * @param frames innermost first
     */
    static @Nullable LogAppender of(List<StackTraceElement> frames, FrameRules rules) {
        for (int i = 0; i < frames.size(); i++) {
            if (isCaller(frames, i)) {
                return calledBy(frames.get(i), frames.subList(0, i), rules);
            }
        }
        return null;
    }

    private static boolean isCaller(List<StackTraceElement> frames, int index) {
        StackTraceElement frame = frames.get(index);
        for (String[] caller : CALLERS) {
            if (caller[0].equals(frame.getClassName())) {
                return index > 0 && isMethod(caller[1], frame) && isMethod(caller[2], frames.get(index - 1));
            }
        }
        return false;
    }

    private static boolean isMethod(@Nullable String name, StackTraceElement frame) {
        return name == null || name.equals(frame.getMethodName());
    }

    private static LogAppender calledBy(StackTraceElement caller, List<StackTraceElement> called, FrameRules rules) {
        String shared = caller.getClassName();
        for (int i = called.size() - 1; i >= 0; i--) {
            StackTraceElement frame = called.get(i);
            String type = frame.getClassName();
            if (SHARED.contains(type)) {
                shared = type;
            } else if (rules.isUser(frame)) {
                return new LogAppender(type, false, List.of());
            } else if (isOfItsOwn(frame, rules)) {
                return new LogAppender(type, false, applicationFrames(called.subList(0, i), rules));
            }
        }
        return new LogAppender(shared, isPrinting(called), List.of());
    }

    private static boolean isOfItsOwn(StackTraceElement frame, FrameRules rules) {
        String type = frame.getClassName();
        if (rules.isJdk(frame)) {
            return type.startsWith("java.util.logging.") && type.endsWith("Handler");
        }
        for (String kind : KINDS) {
            if (type.contains(kind)) {
                return true;
            }
        }
        return false;
    }

    /** What of the application's such an appender calls, the {@code toString} of what is logged, is not the appender's doing. */
    private static List<String> applicationFrames(List<StackTraceElement> called, FrameRules rules) {
        List<String> frames = new ArrayList<>();
        for (StackTraceElement frame : called) {
            if (rules.isUser(frame)) {
                frames.add(StackView.text(frame));
            }
        }
        return frames;
    }

    /** The console is a print stream to those who write to it. */
    private static boolean isPrinting(List<StackTraceElement> called) {
        for (StackTraceElement frame : called) {
            if (frame.getClassName().equals("java.io.PrintStream")) {
                return true;
            }
        }
        return false;
    }

    /** The class that tells it from others; a place for the allow file. */
    public String type() {
        return type;
    }

    /** Stands in a fingerprint for whatever waits in it. */
    public String identity() {
        return isPrinting ? type + " (PrintStream)" : type;
    }

    /** The frames of the application that wait inside it, innermost first; none when it is the application's own. */
    public List<String> within() {
        return within;
    }
}
