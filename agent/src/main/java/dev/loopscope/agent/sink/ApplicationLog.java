// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.DiagnosticText;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.RunEnd;
import dev.loopscope.agent.report.RunStart;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * {@code log=auto}: the SLF4J the application has bound by itself, of whatever version and class loader. It never makes SLF4J
 * initialise: events wait in memory until it has; without a binding they go to stderr after five seconds, and at the end.
 *
 * <p>A blocked or slow appender must not be flooded: at most ten events a second, except at the end.
 */
public final class ApplicationLog implements Sink {
    private static final long PATIENCE_NANOS = 5_000_000_000L;
    private static final int PENDING = 1_000;
    private static final int PER_SECOND = 10;
    private static final long SECOND = 1_000_000_000L;

    private final ArrayDeque<Event> pending = new ArrayDeque<>();
    private final StderrSink fallback;
    private long firstPendingNanos;
    private boolean patienceIsOver;
    private int budget = PER_SECOND;
    private long refilledNanos = System.nanoTime();
    private long dropped;
    /** Weak, so that an application that is undeployed can go. */
    private volatile @Nullable WeakReference<Class<?>> factory;

    private @Nullable WeakReference<Class<?>> refused;

    private record Event(boolean warning, boolean error, String logger, String text) {}

    public ApplicationLog(PrintStream stderr) {
        fallback = new StderrSink(stderr);
    }

    /** Any thread: the application has just bound this {@code org.slf4j.LoggerFactory}. */
    public void bound(Class<?> loggerFactory) {
        factory = new WeakReference<>(loggerFactory);
    }

    @Override
    public void start(RunStart start) {}

    @Override
    public void line(Notice notice) {
        add(new Event(notice.warning(), false, "loopscope", notice.text()));
    }

    @Override
    public void accept(Diagnostic diagnostic) {
        boolean isError = diagnostic.level() == Level.ERROR;
        add(new Event(!isError, isError, "loopscope.".concat(diagnostic.id()), DiagnosticText.render(diagnostic)));
    }

    private void add(Event event) {
        if (pending.isEmpty()) {
            firstPendingNanos = System.nanoTime();
        }
        if (pending.size() < PENDING) {
            pending.add(event);
        } else {
            dropped++;
        }
    }

    @Override
    public void poll() {
        if (pending.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        if (now - refilledNanos >= SECOND) {
            refilledNanos = now;
            budget = PER_SECOND;
        }
        patienceIsOver |= now - firstPendingNanos > PATIENCE_NANOS;
        Slf4j log = application();
        if (log == null && !patienceIsOver) {
            return;
        }
        while (budget > 0 && !pending.isEmpty()) {
            budget--;
            deliver(log, pending.remove());
        }
    }

    @Override
    public void end(RunEnd end) {
        Slf4j log = application();
        while (!pending.isEmpty()) {
            deliver(log, pending.remove());
        }
        if (dropped > 0) {
            deliver(log, new Event(true, false, "loopscope", dropped + " events did not fit the log's waiting list"));
        }
        fallback.end(end);
    }

    private void deliver(@Nullable Slf4j log, Event event) {
        if (log != null && log.write(event)) {
            return;
        }
        fallback.print(event.error ? "ERROR" : event.warning ? "WARN" : "INFO", event.logger, event.text);
    }

    /** The application's SLF4J, unless it has none yet or has bound the one that does nothing. */
    // One binding is refused, not its class: the next one, of the same class, may be another log.
    @SuppressWarnings("ReferenceEquality")
    private @Nullable Slf4j application() {
        WeakReference<Class<?>> bound = factory;
        Class<?> type = bound == null ? null : bound.get();
        if (type == null || bound == refused) {
            return null;
        }
        Slf4j found = Slf4j.of(type);
        if (found == null) {
            refused = bound;
        }
        return found;
    }

    /** SLF4J by its names: there is none in the agent's own class loader. */
    private static final class Slf4j {
        private final Method getLogger;
        private final Method info;
        private final Method warn;
        private final Method error;

        private Slf4j(Method getLogger) throws NoSuchMethodException {
            this.getLogger = getLogger;
            Class<?> logger = getLogger.getReturnType();
            this.info = logger.getMethod("info", String.class);
            this.warn = logger.getMethod("warn", String.class);
            this.error = logger.getMethod("error", String.class);
        }

        static @Nullable Slf4j of(Class<?> factory) {
            try {
                Object bound = factory.getMethod("getILoggerFactory").invoke(null);
                if (bound == null || bound.getClass().getName().equals("org.slf4j.helpers.NOPLoggerFactory")) {
                    return null;
                }
                return new Slf4j(factory.getMethod("getLogger", String.class));
            } catch (ReflectiveOperationException | RuntimeException e) {
                return null;
            }
        }

        /** False when the application's logging failed; then the event goes where it can be seen. */
        boolean write(Event event) {
            try {
                Object logger = getLogger.invoke(null, event.logger);
                Method level = event.error ? error : event.warning ? warn : info;
                level.invoke(logger, event.text);
                return true;
            } catch (IllegalAccessException | InvocationTargetException | RuntimeException e) {
                return false;
            }
        }
    }
}
