// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * java.util.logging. To touch this class is to initialise the application's logging, and a trimmed run time may not have it
 * (NoClassDefFoundError then).
 */
public final class JulLog implements Log {
    /** Held here, since the log manager would let them be collected together with their level. */
    private final Map<String, Logger> loggers = new HashMap<>();

    /** The log manager takes the handlers away when the JVM ends. */
    @Override
    public boolean isOpen() {
        return isHandled(Event.ROOT);
    }

    /** Whether what is logged under this name comes to anybody's hands; for an application that uses this log already. */
    static boolean isHandled(String name) {
        for (Logger each = Logger.getLogger(name); each != null; each = each.getParent()) {
            if (each.getHandlers().length > 0) {
                return true;
            }
            if (!each.getUseParentHandlers()) {
                return false;
            }
        }
        return false;
    }

    @Override
    public boolean write(Event event) {
        Logger logger = logger(event.logger());
        Level level = level(event.severity());
        if (logger.isLoggable(level)) {
            LogRecord entry = new LogRecord(level, event.text());
            entry.setLoggerName(event.logger());
            // Otherwise the handler walks the stack and prints a class of the agent as the caller.
            entry.setSourceClassName(null);
            entry.setSourceMethodName(null);
            logger.log(entry);
        }
        return true;
    }

    private static Level level(Event.Severity severity) {
        return switch (severity) {
            case ERROR -> Level.SEVERE;
            case WARN -> Level.WARNING;
            case INFO -> Level.INFO;
        };
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
