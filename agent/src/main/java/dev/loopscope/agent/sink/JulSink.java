// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.DiagnosticText;
import dev.loopscope.agent.report.RunEnd;
import dev.loopscope.agent.report.RunStart;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * java.util.logging, for {@code log=jul} only: to touch this class is to initialise the application's logging, and a
 * trimmed run time may not have it (the constructor then throws NoClassDefFoundError).
 */
public final class JulSink implements Sink {
    /** Held here, since the log manager would let them be collected together with their level. */
    private final Map<String, Logger> loggers = new HashMap<>();

    /** The log manager takes its handlers away in a shutdown hook of its own, perhaps before the last findings are said. */
    private final StderrSink afterwards = new StderrSink(System.err);

    private final boolean hadHandlers;

    public JulSink() {
        hadHandlers = hasHandlers(logger("loopscope"));
    }

    @Override
    public void start(RunStart start) {}

    @Override
    public void line(Notice notice) {
        log("loopscope", notice.warning() ? Level.WARNING : Level.INFO, notice.text());
    }

    @Override
    public void accept(Diagnostic diagnostic) {
        boolean error = diagnostic.level() == dev.loopscope.agent.report.Level.ERROR;
        log(
                "loopscope.".concat(diagnostic.id()),
                error ? Level.SEVERE : Level.WARNING,
                DiagnosticText.render(diagnostic));
    }

    @Override
    public void end(RunEnd end) {}

    private void log(String name, Level level, String text) {
        Logger logger = logger(name);
        if (hadHandlers && !hasHandlers(logger)) {
            afterwards.print(
                    level.equals(Level.WARNING) ? "WARN" : level.equals(Level.SEVERE) ? "ERROR" : "INFO", name, text);
        } else if (logger.isLoggable(level)) {
            LogRecord entry = new LogRecord(level, text);
            entry.setLoggerName(name);
            // Otherwise the handler walks the stack and prints a class of the agent as the caller.
            entry.setSourceClassName(null);
            entry.setSourceMethodName(null);
            logger.log(entry);
        }
    }

    private static boolean hasHandlers(Logger logger) {
        for (Logger each = logger; each != null; each = each.getParent()) {
            if (each.getHandlers().length > 0) {
                return true;
            }
            if (!each.getUseParentHandlers()) {
                return false;
            }
        }
        return false;
    }

    private Logger logger(String name) {
        Logger logger = loggers.get(name);
        if (logger == null) {
            logger = Logger.getLogger(name);
            loggers.put(name, logger);
        }
        return logger;
    }
}
