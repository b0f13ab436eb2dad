// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import dev.loopscope.agent.allow.Allowance;
import dev.loopscope.agent.allow.Allowances;
import dev.loopscope.agent.detector.Detector;
import dev.loopscope.agent.fact.Fact;
import dev.loopscope.agent.fact.FactListener;
import dev.loopscope.agent.fact.FactQueue;
import dev.loopscope.agent.option.Mode;
import dev.loopscope.agent.option.Options;
import dev.loopscope.agent.option.Penalty;
import dev.loopscope.agent.sink.Notice;
import dev.loopscope.agent.sink.Sink;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * From facts to sinks, on a daemon thread of its own: hands each fact to the detectors, and what they find to the sinks, once
 * in full and then counted. Whatever fails here is counted as the agent's error, named once, and does not stop the rest.
 */
public final class Reporter implements Runnable, DiagnosticListener {
    /** How long a fact may wait; the loop thread wakes nobody. Nanoseconds. */
    private static final long POLL = 20_000_000L;
    /** Incidents remembered as shown; more are open at once in no program that can still be helped. */
    private static final int INCIDENTS = 1_024;
    /** How long the end of the JVM waits for a sink that hangs. Seconds; a guess. */
    private static final long PATIENCE = 3;

    private final FactQueue queue;
    private final Options options;
    private final Allowances allowances;
    private final List<Sink> sinks;
    private final Repeats repeats;
    private final Set<String> shownIncidents = new HashSet<>();
    private final ReentrantLock cycling = new ReentrantLock();
    private final Thread thread;
    private List<Detector> detectors = List.of();
    private List<FactListener> listeners = List.of();
    private List<Runnable> chores = List.of();
    private final Map<String, Long> counts = new ConcurrentHashMap<>();
    private final Set<String> failed = Collections.synchronizedSet(new HashSet<>());
    private volatile boolean isOver;
    private boolean isEnding;
    private boolean isSummedUp;
    private boolean hasSaidDropped;
    private final AtomicLong errors = new AtomicLong();

    public Reporter(FactQueue queue, Options options, Allowances allowances, List<Sink> sinks) {
        this.queue = queue;
        this.options = options;
        this.allowances = allowances;
        this.sinks = List.copyOf(sinks);
        this.repeats = new Repeats(options.repeatIntervalNanos());
        this.thread = new Thread(null, this, "loopscope-reporter", 0, false);
        this.thread.setDaemon(true);
    }

    /**
     * Starts the thread. Once.
     *
     * @param others hear facts beside the detectors
     * @param polled run every few milliseconds
     */
    public void start(RunStart run, List<Detector> liveDetectors, List<FactListener> others, List<Runnable> polled) {
        detectors = List.copyOf(liveDetectors);
        listeners = List.copyOf(others);
        chores = List.copyOf(polled);
        for (Sink sink : sinks) {
            try {
                sink.start(run);
            } catch (Throwable t) {
                failed("sink " + sink.getClass().getSimpleName(), t);
            }
        }
        thread.start();
    }

    @Override
    public void run() {
        while (!isOver) {
            cycling.lock();
            try {
                if (!isOver) {
                    cycle();
                }
            } finally {
                cycling.unlock();
            }
            LockSupport.parkNanos(this, POLL);
        }
    }

    private void cycle() {
        for (Fact fact = queue.poll(); fact != null; fact = queue.poll()) {
            fact.settle();
            for (FactListener listener : listeners) {
                tell(fact, listener, "the agent");
            }
            for (Detector detector : detectors) {
                tell(fact, detector, detector.id());
            }
        }
        for (Detector detector : detectors) {
            try {
                detector.poll();
            } catch (Throwable t) {
                failed(detector.id(), t);
            }
        }
        // At the end the log, which may be gone already, is for what is wrong.
        for (int i = 0; i < chores.size() && !isEnding; i++) {
            try {
                chores.get(i).run();
            } catch (Throwable t) {
                failed("the agent", t);
            }
        }
        if (!hasSaidDropped && dropped() > 0) {
            hasSaidDropped = true;
            say(new Notice(true, "more happens than can be followed: some of it is left out, and counted as dropped"));
        }
        for (Sink sink : sinks) {
            try {
                sink.poll();
            } catch (Throwable t) {
                failed("sink " + sink.getClass().getSimpleName(), t);
            }
        }
    }

    private void tell(Fact fact, FactListener listener, String name) {
        try {
            fact.tell(listener);
        } catch (Throwable t) {
            failed(name, t);
        }
    }

    /** Says a line of the agent's own to every sink. Reporter's thread, or before it starts. */
    public void say(Notice notice) {
        for (Sink sink : sinks) {
            try {
                sink.line(notice);
            } catch (Throwable t) {
                errors.incrementAndGet();
            }
        }
    }

    /** Counts and names a failure of a part of the agent. As {@link #say}. */
    public void failed(String who, Throwable t) {
        errors.incrementAndGet();
        name(who, t);
    }

    /** Says once which part of the agent failed, and where; that it did is counted elsewhere. As {@link #say}. */
    public void name(String who, Throwable t) {
        if (failed.add(who)) {
            StringBuilder text = new StringBuilder()
                    .append(who)
                    .append(" failed inside the agent and goes on: ")
                    .append(t.getClass().getName());
            if (t.getStackTrace().length > 0) {
                text.append(" at ").append(StackView.text(t.getStackTrace()[0]));
            }
            say(new Notice(true, text.toString()));
        }
    }

    /** Any thread: failures counted here. */
    public long errors() {
        return errors.get();
    }

    /** Any thread: how often each detector has found something, by its id. */
    public Map<String, Long> counts() {
        return new TreeMap<>(counts);
    }

    /** Any thread: records left out because there were too many. */
    public long dropped() {
        return queue.dropped() + repeats.dropped();
    }

    @Override
    public void report(Diagnostic found) {
        if (options.penalty(found.id()) == Penalty.IGNORE || isAllowed(found)) {
            return;
        }
        Diagnostic shown = count(found);
        if (shown == null) {
            return;
        }
        if (shown.incident() != null) {
            if (shownIncidents.size() == INCIDENTS) {
                shownIncidents.clear();
            }
            shownIncidents.add(shown.incident());
        }
        for (Sink sink : sinks) {
            try {
                sink.accept(shown);
            } catch (Throwable t) {
                failed("sink " + sink.getClass().getSimpleName(), t);
            }
        }
    }

    /** An allowance for an operation covers the stall it causes: that is the same mistake. */
    private boolean isAllowed(Diagnostic found) {
        if (allowances.isEmpty()) {
            return false;
        }
        Allowance allowance = allowances.find(found);
        if (allowance == null && found.id().equals("loop-stalled")) {
            allowance = allowances.find(found.as("blocking-call"));
        }
        if (allowance == null) {
            return false;
        }
        allowance.markUsed();
        return !allowance.isExpired(LocalDate.now(ZoneId.systemDefault()));
    }

    private @Nullable Diagnostic count(Diagnostic found) {
        boolean isSameIncident = found.incident() != null && shownIncidents.contains(found.incident());
        if (found.kind() == Kind.UPDATE) {
            return isSameIncident ? found.counted(Kind.UPDATE, repeats.countOf(found)) : null;
        }
        counts.merge(found.id(), 1L, Long::sum);
        Repeats.Verdict verdict = repeats.count(found, System.nanoTime());
        if (verdict.isFirst() || isSameIncident || options.mode() == Mode.ALL) {
            return found.counted(Kind.FINDING, verdict.count());
        }
        return verdict.isDue() ? found.counted(Kind.REMINDER, verdict.count()) : null;
    }

    /**
     * The JVM begins to end: says all there is to say, and the summary, while the application's log is still there. Waits a few
     * seconds for a sink that hangs, then gives up. Any thread that is not the reporter's; once.
     *
     * @param agentErrors failures counted elsewhere in the agent
     */
    public void lastCall(long agentErrors) {
        finish(agentErrors, false);
    }

    /**
     * The end of the JVM, on the thread that ends it: says what was found since {@link #lastCall}, and closes the sinks. Waits as
     * that does.
     */
    public void end(long agentErrors) {
        isOver = true;
        finish(agentErrors, true);
    }

    private void finish(long agentErrors, boolean closes) {
        // Whoever ends the JVM may have been interrupted before.
        boolean wasInterrupted = Thread.interrupted();
        boolean mine = false;
        try {
            mine = cycling.tryLock(PATIENCE, TimeUnit.SECONDS);
            if (mine) {
                cycle();
                endDetectors();
                sumUp(agentErrors);
                if (closes) {
                    close(agentErrors);
                } else {
                    flush();
                }
            }
        } catch (InterruptedException e) {
            wasInterrupted = true;
        } finally {
            if (mine) {
                cycling.unlock();
            }
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void endDetectors() {
        isEnding = true;
        for (Detector detector : detectors) {
            try {
                detector.end();
            } catch (Throwable t) {
                failed(detector.id(), t);
            }
        }
    }

    /** Once, even if there is more afterwards: that is said in full. */
    private void sumUp(long agentErrors) {
        String summary = isSummedUp ? null : Summary.of(result(agentErrors));
        if (summary != null) {
            isSummedUp = true;
            say(new Notice(true, summary));
        }
    }

    private void flush() {
        for (Sink sink : sinks) {
            try {
                sink.flush();
            } catch (Throwable t) {
                failed("sink " + sink.getClass().getSimpleName(), t);
            }
        }
    }

    private RunEnd result(long agentErrors) {
        return new RunEnd(
                repeats.tallies(), agentErrors + errors.get(), dropped(), allowances.used(), allowances.unused());
    }

    private void close(long agentErrors) {
        RunEnd end = result(agentErrors);
        for (Sink sink : sinks) {
            try {
                sink.end(end);
            } catch (Throwable t) {
                errors.incrementAndGet();
            }
        }
    }
}
