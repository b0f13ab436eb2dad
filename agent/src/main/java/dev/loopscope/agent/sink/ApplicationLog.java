// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.RunEnd;
import dev.loopscope.agent.report.RunStart;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The log that the application uses, {@code log=auto} and {@code log=jul}. It is never made to initialise: events wait in memory
 * until it has; without a log that takes them they go to stderr five seconds after the first finding, and at the end.
 *
 * <p>A thread of its own writes, made when there is somewhere to write to: an appender may hang, and the reporter has a file to
 * write as well. What an appender has held up for five seconds goes to stderr, too.
 */
public final class ApplicationLog implements Sink, Runnable {
    /** How long the end of the JVM waits for an appender that hangs, before anything else ends. Nanoseconds; a guess. */
    private static final long FLUSH = 2_000_000_000L;
    /** And once more for what was found since. */
    private static final long LAST_FLUSH = 1_000_000_000L;

    private static final long FLUSH_POLL = 100_000L;

    private final Logs logs;
    private final WaitingEvents events = new WaitingEvents(new Clock());
    private final StderrSink fallback;
    private @Nullable Thread thread;

    ApplicationLog(Logs logs, PrintStream stderr) {
        this.logs = logs;
        fallback = new StderrSink(stderr);
    }

    /** Any thread: the application has just got a logger from this class. */
    public void bound(Class<?> source) {
        logs.add(source);
    }

    /** Any thread: Spring Boot is about to set up the application's log. */
    public void configuring() {
        logs.configuring();
    }

    /** Any thread: Spring Boot has just set up the application's log. */
    public void configured() {
        logs.configured();
    }

    @Override
    public void start(RunStart start) {}

    @Override
    public void line(Notice notice) {
        events.add(Event.of(notice), false);
    }

    @Override
    public void accept(Diagnostic diagnostic) {
        events.add(Event.of(diagnostic), true);
    }

    @Override
    public void poll() {
        print(events.heldUp());
        if (!events.isEmpty()) {
            wake();
        }
    }

    private void print(List<Event> all) {
        for (int i = 0; i < all.size(); i++) {
            fallback.print(all.get(i));
        }
    }

    private void wake() {
        Thread writer = thread;
        if (writer != null) {
            LockSupport.unpark(writer);
        } else if (!logs.isEmpty() || !events.canWait()) {
            writer = new Thread(null, this, "loopscope-log", 0, false);
            writer.setDaemon(true);
            thread = writer;
            writer.start();
        }
    }

    /** The log's thread. */
    @Override
    public void run() {
        while (true) {
            if (!writeOne()) {
                // Until the reporter looks again whether something waits.
                LockSupport.park(this);
            }
        }
    }

    private boolean writeOne() {
        if (!events.begin()) {
            return false;
        }
        Event event = null;
        boolean isWritten = false;
        try {
            Log log = logs.open(events.canWait());
            event = events.take(log != null);
            isWritten = log != null && event != null && log.write(event);
        } catch (Throwable t) {
            // Whatever it is, the application's log has not taken it.
        }
        Event unwritten = events.leave(isWritten);
        if (unwritten != null) {
            fallback.print(unwritten);
            events.said();
        }
        return event != null;
    }

    @Override
    public void flush() {
        events.hurry();
        drain(FLUSH);
    }

    private void drain(long nanos) {
        long end = System.nanoTime() + nanos;
        while (!events.isDone() && System.nanoTime() - end < 0) {
            wake();
            LockSupport.parkNanos(this, FLUSH_POLL);
        }
    }

    @Override
    public void end(RunEnd end) {
        events.hurry();
        drain(LAST_FLUSH);
        List<Event> rest = events.giveUp();
        if (!rest.isEmpty()) {
            fallback.print(Event.warning("the application's log hangs; what it has not taken follows"));
            print(rest);
        }
        fallback.end(end);
    }

    /** A lambda would cost more at start-up. */
    private static final class Clock implements LongSupplier {
        @Override
        public long getAsLong() {
            return System.nanoTime();
        }
    }
}
