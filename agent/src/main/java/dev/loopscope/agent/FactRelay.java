// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import dev.loopscope.agent.adapter.LoopNames;
import dev.loopscope.agent.adapter.named.NamedThreadAdapter;
import dev.loopscope.agent.fact.FactQueue;
import dev.loopscope.agent.fact.HoldEnded;
import dev.loopscope.agent.fact.IterationHeld;
import dev.loopscope.agent.fact.LoopSeen;
import dev.loopscope.agent.fact.OperationEnded;
import dev.loopscope.agent.interception.OperationKind;
import dev.loopscope.agent.management.Registration;
import dev.loopscope.agent.option.Mode;
import dev.loopscope.agent.option.Options;
import dev.loopscope.agent.sink.ApplicationLog;
import dev.loopscope.agent.watch.Hold;
import dev.loopscope.agent.watch.Iteration;
import dev.loopscope.agent.watch.LoopThreads;
import dev.loopscope.agent.watch.Switch;
import dev.loopscope.agent.watch.Watchdog;
import dev.loopscope.agent.weave.Points;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The agent's end of the bridge for what loops run and how long, and for the threads that run them: hears the facts on the
 * threads they happen on and puts them into the queue. What is done here is done on a loop thread, inside a JDK method, so it
 * comes to one small object and at most one stack trace.
 */
final class FactRelay extends LoopscopeFacts {
    /**
     * A park that returns sooner may have been given its permit in the moment it began, or was interrupted: 5 us in code that
     * is not compiled yet, 21 us seen on a busy machine; the shortest timed park there is takes some 55. Nanoseconds; rather
     * a short park unsaid than an innocent one accused.
     */
    private static final long PERMIT_NANOS = 50_000;
    /** Turns of a loop that gives up the processor in each, as far as they are told one by one; a guess. */
    private static final int SPINS = 16;
    /** Stack traces per loop and second outside {@code test} and {@code all}; a guess that costs 0.3 % of a core. */
    private static final int CAPTURES = 1_000;

    /** An iteration that goes on for so long may never end. Nanoseconds; a guess. */
    private static final long ENDLESS_NANOS = 1_000_000_000L;

    private static final long SECOND = 1_000_000_000L;

    /** What is said of loops names far fewer. */
    private static final int MOST_LOOPS_SEEN = 1_000;

    private static final String[] FACTS = {
        "dev.loopscope.agent.fact.LoopSeen",
        "dev.loopscope.agent.fact.OperationEnded",
        "dev.loopscope.agent.fact.HoldEnded",
        "dev.loopscope.agent.watch.CpuTime",
        "dev.loopscope.agent.watch.LoopWatch",
        "dev.loopscope.agent.watch.Hold"
    };

    private final Set<String> loopsSeen = ConcurrentHashMap.newKeySet();
    private final Set<String> selecting = ConcurrentHashMap.newKeySet();
    private final OperationKind[] kinds;
    private final boolean[] safe;
    private final @Nullable String[] names;
    private final Points points;
    private final FactQueue queue;
    private final LoopThreads threads;
    private final LoopNames loopNames;
    private final Watchdog watchdog;
    private final Switch power;
    private final Options options;
    private final ApplicationLog log;
    private final ThrowPolicy throwPolicy;
    private final long limitNanos;
    private final long leastNanos;
    private final long leastInstantNanos;
    private final long leastLongNanos;
    private final boolean tellsOperations;
    private final boolean countsCaptures;
    private volatile @Nullable Registration registration;
    private volatile @Nullable Ending ending;

    FactRelay(
            Points points,
            FactQueue queue,
            LoopThreads threads,
            LoopNames loopNames,
            Watchdog watchdog,
            Switch power,
            Options options,
            ApplicationLog log,
            ThrowPolicy throwPolicy) {
        this.points = points;
        this.kinds = new OperationKind[points.size()];
        this.safe = new boolean[points.size()];
        this.names = new String[points.size()];
        for (int i = 0; i < kinds.length; i++) {
            OperationKind kind = points.get(i).kind();
            kinds[i] = kind == null ? OperationKind.WAIT : kind;
            safe[i] = points.get(i).safeToThrow();
            names[i] = points.get(i).operation();
        }
        this.queue = queue;
        this.threads = threads;
        this.loopNames = loopNames;
        this.watchdog = watchdog;
        this.power = power;
        this.options = options;
        this.log = log;
        this.throwPolicy = throwPolicy;
        this.limitNanos = options.slowCallbackNanos();
        this.leastNanos = options.mode() == Mode.PROD ? options.blockingMinNanos() : 0;
        this.leastInstantNanos = options.mode() == Mode.ALL ? 0 : options.blockingMinNanos();
        this.leastLongNanos = Math.min(limitNanos, options.blockingMinNanos());
        this.tellsOperations = options.detectorEnabled("blocking-call");
        this.countsCaptures = options.mode() == Mode.DEV || options.mode() == Mode.PROD;
    }

    /** By point, whether it is part of the whole it happens in. */
    boolean[] parts() {
        boolean[] parts = new boolean[kinds.length];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = kinds[i].isPartOfWhole();
        }
        return parts;
    }

    /**
     * Loads what facts are made of, before the first. An operation may end in the middle of a class loader's reading of a jar;
     * to load a class of this jar then would move the file under the hands of the one who reads.
     */
    static void load(ClassLoader loader) throws ClassNotFoundException {
        for (String name : FACTS) {
            Class.forName(name, true, loader);
        }
    }

    @Override
    public void loopEntered(String found, Object loop, String name) {
        if (!points.isBroken(found)) {
            Thread current = Thread.currentThread();
            watch(new LoopscopeThread(current, loopNames.family(found, current), loop, name, true));
        }
    }

    @Override
    public void loopThreadMade(Thread thread, String family) {
        if (!points.isBroken(family)) {
            watch(new LoopscopeThread(thread, family, thread, thread.getName(), true));
        }
    }

    /** Any thread: the loops that were found by a family's points are not watched any more, unless by their names. */
    void switchOff(String family) {
        for (LoopscopeThread watched : LoopscopeProbes.watched()) {
            if (watched.hasBoundaries
                    && loopNames.family(family, watched.thread).equals(watched.family)) {
                threads.remove(watched.thread);
                threadRenamed(watched.thread);
            }
        }
    }

    private void watch(LoopscopeThread thread) {
        if (threads.add(thread)) {
            offerSeen(thread.name, thread.family, thread.hasBoundaries);
            watchdog.wake();
        }
    }

    /** Once for each: a program may run a loop for a moment, again and again. Any thread. */
    private void offerSeen(String name, String family, boolean isExact) {
        if (loopsSeen.size() < MOST_LOOPS_SEEN && loopsSeen.add(family + (isExact ? ' ' : '?') + name)) {
            queue.offer(new LoopSeen(name, family, isExact));
        }
    }

    @Override
    public void loopExited() {
        LoopscopeThread known = threads.find(Thread.currentThread());
        if (known != null && known.hasBoundaries) {
            threads.remove(known.thread);
            threadRenamed(known.thread);
        }
    }

    @Override
    public void operationStarting(LoopscopeThread thread, int point) {
        int number = point & LoopscopeThread.NUMBER;
        // What is usually over at once is not worth an error.
        if ((point & LoopscopeThread.INSTANT) == 0 && safe[number]) {
            throwPolicy.check(thread, names[number], new Throwable());
        }
    }

    @Override
    public void operationEnded(
            LoopscopeThread thread, int flaggedPoint, long startNanos, long endNanos, long sequence) {
        long duration = endNanos - startNanos;
        int point = flaggedPoint & LoopscopeThread.NUMBER;
        OperationKind kind = kindOf(flaggedPoint);
        boolean wasRefused = (flaggedPoint & LoopscopeThread.REFUSED) != 0;
        boolean usuallyInstant = (flaggedPoint & LoopscopeThread.INSTANT) != 0 || kind.isUsuallyInstant();
        long gather = (flaggedPoint & LoopscopeThread.GATHERED) != 0 ? thread.gather() : 0;
        if (!wasRefused && isTooShort(duration, kind, usuallyInstant, gather != 0)) {
            return;
        }
        if (thread.isLoadingClass() && kind == OperationKind.FILE && duration < leastInstantNanos) {
            // Usually instant; of very many, none may take the place of a finding.
            return;
        }
        if (kind == OperationKind.YIELD && !maySpin(thread, sequence)) {
            return;
        }
        boolean closesHold = duration >= limitNanos;
        Iteration iteration = Watchdog.iterationOf(thread, thread.iterationOpaque());
        if (iteration != null) {
            iteration.operation(duration, tellsOperations, closesHold);
        }
        // Of very many the short ones are left out, lest they keep out what matters.
        boolean isTooMany = (countsCaptures && !mayCapture(thread, endNanos)) || queue.isCrowded();
        if (isTooMany && duration < leastLongNanos && !wasRefused) {
            queue.drop();
            return;
        }
        Hold hold = Watchdog.holdOf(thread, sequence);
        if (closesHold && hold != null) {
            if (hold.isExplained()) {
                return;
            }
            hold.collected(watchdog.gcNanos());
        }
        queue.offer(new OperationEnded(
                thread,
                Thread.currentThread().getName(),
                kind,
                names[point],
                usuallyInstant,
                wasRefused,
                gather,
                startNanos,
                endNanos,
                sequence,
                new Throwable(),
                thread.callbackRacy(),
                closesHold,
                hold));
    }

    private OperationKind kindOf(int flaggedPoint) {
        return switch (flaggedPoint & LoopscopeThread.DESTINATION) {
            case LoopscopeThread.CONSOLE_INPUT -> OperationKind.CONSOLE_INPUT;
            case LoopscopeThread.CONSOLE_OUTPUT -> OperationKind.CONSOLE;
            case LoopscopeThread.CHILD -> OperationKind.PROCESS;
            default -> kinds[flaggedPoint & LoopscopeThread.NUMBER];
        };
    }

    /** One park of many may be short; what they come to is compared when all are over. */
    private boolean isTooShort(long duration, OperationKind kind, boolean usuallyInstant, boolean isGathered) {
        long least = usuallyInstant ? Math.max(leastInstantNanos, leastNanos) : leastNanos;
        return (!isGathered && duration < least)
                || (kind == OperationKind.PARK && duration < PERMIT_NANOS)
                || (kind == OperationKind.LINGER && duration < options.blockingMinNanos());
    }

    /** Whoever spins would fill the queue with one thing. */
    private static boolean maySpin(LoopscopeThread thread, long sequence) {
        if (thread.spinsOf != sequence) {
            thread.spinsOf = sequence;
            thread.spins = 0;
        }
        return ++thread.spins <= SPINS;
    }

    private static boolean mayCapture(LoopscopeThread thread, long now) {
        if (now - thread.capturesRefilledAt > SECOND || thread.capturesRefilledAt == 0) {
            thread.capturesRefilledAt = now;
            thread.captures = CAPTURES;
        }
        return --thread.captures >= 0;
    }

    @Override
    public void callbackEnded(LoopscopeThread thread, long sequence, long startNanos, long endNanos) {
        Hold hold = Watchdog.holdOf(thread, sequence);
        if (hold != null) {
            hold.collected(watchdog.gcNanos());
            queue.offer(new HoldEnded(hold, endNanos, watchdog.cpuOfCurrent()));
        }
        Iteration iteration = Watchdog.iterationOf(thread, thread.iterationOpaque());
        if (iteration != null) {
            thread.mark(iteration.callbackEnded(sequence, thread.callbackRacy(), hold, endNanos));
            if (iteration.isOverdue(endNanos, Math.max(limitNanos, ENDLESS_NANOS))) {
                offer(iteration, endNanos, false);
            }
        }
    }

    @Override
    public void iterationEnded(LoopscopeThread thread, long number, long endNanos) {
        Iteration iteration = Watchdog.iterationOf(thread, number);
        if (iteration != null && iteration.hasTaken(endNanos, limitNanos)) {
            offer(iteration, endNanos, true);
        }
    }

    private void offer(Iteration iteration, long nanos, boolean isOver) {
        IterationHeld held = iteration.at(nanos, watchdog.cpuOfCurrent(), watchdog.pauses(), limitNanos, isOver);
        if (held != null) {
            queue.offer(held);
        }
    }

    @Override
    public void controlLeft(LoopscopeThread thread, long sequence, long nanos) {
        Hold hold = Watchdog.holdOf(thread, sequence);
        if (hold != null) {
            hold.leftAt(nanos, watchdog.cpuOfCurrent());
        }
    }

    /** Threads that ran before the agent did and have a name the user gave. Once, at start. */
    void adoptRunningThreads() {
        if (!options.loopThreads().isEmpty()) {
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                threadStarting(thread);
            }
        }
    }

    @Override
    public void threadStarting(Thread thread) {
        if (options.isLoopThreadName(thread.getName())) {
            LoopscopeThread named =
                    new LoopscopeThread(thread, NamedThreadAdapter.FAMILY, null, thread.getName(), false);
            named.begin();
            watch(named);
        }
    }

    @Override
    public void selects(Thread thread) {
        if (!LoopscopeThread.isVirtual(thread) && selecting.size() < MOST_LOOPS_SEEN) {
            selecting.add(thread.getName());
        }
    }

    /** Any thread: names of threads that wait in selectors and run no known loop. */
    Set<String> selecting() {
        return selecting;
    }

    @Override
    public void threadRenamed(Thread thread) {
        if (options.loopThreads().isEmpty()) {
            return;
        }
        LoopscopeThread known = threads.find(thread);
        if (known == null) {
            if (thread.isAlive()) {
                threadStarting(thread);
            }
        } else if (!known.hasBoundaries && !known.name.equals(thread.getName())) {
            threads.remove(thread);
            threadStarting(thread);
        }
    }

    @Override
    public void threadEnding(Thread thread) {
        boolean isWatched = LoopscopeProbes.current() != null;
        if (isWatched) {
            // Closes what it was held in.
            LoopscopeProbes.idleEntered();
        }
        if (isWatched || !power.isOn()) {
            threads.remove(thread);
        }
    }

    @Override
    public void loggingBound(Class<?> source) {
        log.bound(source);
    }

    @Override
    public void loggingConfiguring() {
        log.configuring();
    }

    @Override
    public void loggingConfigured() {
        log.configured();
    }

    /** Before the agent's threads start. */
    void whenJvmEnds(Ending wanted) {
        ending = wanted;
    }

    @Override
    public void jvmEnding() {
        // Which runs no callback any more.
        threadEnding(Thread.currentThread());
        Ending wanted = ending;
        if (wanted != null) {
            wanted.begin();
        }
    }

    @Override
    public void jvmEnded() {
        Ending wanted = ending;
        if (wanted != null) {
            wanted.finish();
        }
    }

    /** Before the agent's threads start. */
    void whenManagementOpens(Registration wanted) {
        registration = wanted;
    }

    @Override
    public void managementOpened() {
        Registration wanted = registration;
        if (wanted != null) {
            wanted.opened();
        }
    }
}
