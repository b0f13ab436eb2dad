// SPDX-License-Identifier: Apache-2.0
package java.lang;

import jdk.internal.misc.Unsafe;

/**
 * What is known of one thread that runs a loop. Whoever runs the loop's code writes, without a fence: this thread, or for
 * as long as it waits for it the thread of a task. The watchdog reads through the opaque getters and re-reads
 * {@link #sequenceOpaque} before it believes anything.
 *
 * <p>The time a loop is held is cut into segments. A segment begins when a callback starts, and again when an operation
 * ends that alone passed the limit (that operation is reported by itself). {@code sequence} is odd inside a segment and
 * even while the loop is idle, and never repeats.
 */
public final class LoopscopeThread {
    static final Unsafe UNSAFE = Unsafe.getUnsafe();
    private static final long SEQUENCE = UNSAFE.objectFieldOffset(LoopscopeThread.class, "sequence");
    private static final long MARKED = UNSAFE.objectFieldOffset(LoopscopeThread.class, "marked");
    private static final long BITS = UNSAFE.objectFieldOffset(LoopscopeThread.class, "operationBits");
    private static final long OPERATIONS = UNSAFE.objectFieldOffset(LoopscopeThread.class, "operations");
    private static final long ITERATION = UNSAFE.objectFieldOffset(LoopscopeThread.class, "iteration");
    private static final long MARKED_ITERATION = UNSAFE.objectFieldOffset(LoopscopeThread.class, "markedIteration");
    private static final long RUNNER = UNSAFE.objectFieldOffset(LoopscopeThread.class, "runner");
    private static final Class<?> VIRTUAL = typeNamed("java.lang.VirtualThread");
    /** By its name, since the bridge is made of nothing that does more than it does. */
    private static final Class<?> OWNABLE = typeNamed("java.util.concurrent.locks.AbstractOwnableSynchronizer");

    private static final long CARRIER = VIRTUAL == null ? 0 : UNSAFE.objectFieldOffset(VIRTUAL, "carrierThread");
    private static final long INTERRUPTED = UNSAFE.objectFieldOffset(Thread.class, "interrupted");
    private static final long OWNER = UNSAFE.objectFieldOffset(OWNABLE, "exclusiveOwnerThread");
    private static final long TID = UNSAFE.objectFieldOffset(Thread.class, "tid");

    /** Callbacks between two readings of the clock, on loops whose callbacks are too short to time one by one; a guess. */
    private static final int CLOCK_EVERY = 8;

    /** Beside a point's number: this call of it is usually over at once, {@code sleep(0)} or a write to the console. */
    public static final int INSTANT = 1 << 15;

    /** Beside the number of a point in a stream of files, what the stream leads to instead. */
    public static final int CONSOLE_INPUT = 1 << 16;

    public static final int CONSOLE_OUTPUT = 2 << 16;
    public static final int CHILD = 3 << 16;

    /** Beside a point's number: the penalty was thrown instead of letting the operation happen. */
    public static final int REFUSED = 1 << 14;

    /** What is left of a flagged point is its number. */
    public static final int NUMBER = REFUSED - 1;

    public static final int DESTINATION = 3 << 16;

    /** Beside a point's number: one of the parks of a method that may park more than once. */
    public static final int GATHERED = 1 << 18;

    /** A call that threw after this long has waited for something before. Nanoseconds; far above looking at arguments. */
    private static final long COMPLAINT_NANOS = 10_000_000L;

    /** The last bit that may still be shifted; deeper nesting is only counted. */
    private static final long DEEPEST = 1L << 62;

    /** Operations at or above this end their segment. Nanoseconds; set once before the first thread is watched. */
    static long limitNanos = 100_000_000L;
    /** By point: whether what happens there is part of the whole it happens in. Set once, as above. */
    static boolean[] parts = {};

    public final Thread thread;
    public final String family;
    /** Null for a thread known by its name only. */
    public final Object loop;

    public final String name;
    /** False for a thread known by its name only: all it does between two idle waits is one callback. */
    public final boolean hasBoundaries;

    public final long createdNanos = System.nanoTime();
    /** Another watched thread in the same slot; whoever publishes writes it, anybody reads. */
    LoopscopeThread next;

    /** Whatever the watchdog keeps for this loop. */
    public volatile Object watched;

    // the runner's only, read racily by the watchdog
    private Thread runner;
    private long sequence;
    private long marked;
    private int callbackDepth;
    private Object callback;
    private long clock;
    private int sinceClock;
    private long operationBits;
    private int operation;
    private long operationStart;
    private long operations;
    private long iteration;
    private long iterationStart;
    private long iterationSequence;
    private long markedIteration;
    private boolean tellsTicks;
    private boolean pollWaits;
    private boolean pollReturned;
    private long polls;
    private long pollSequence;
    private long emptyPolls;

    /**
     * Whether the next park will not wait, because it was unparked before. Any thread sets it, before it unparks; the runner
     * clears it at each park's begin and end. Plain: what makes the permit seen makes this seen.
     */
    private boolean permitted;

    // the runner's only
    private long wholeBit;
    private int idleDepth;
    /** How deep in callbacks the loop was when it began to run nested in them, a byte for each time, the last one lowest. */
    private long nested;

    private int deeper;
    private int loads;
    private boolean muted;
    private int gatherDepth;
    private long gather;
    /** Positive while the agent itself works on this thread; what it does then is no finding. */
    public int guard;
    /** Stack captures this thread may still take before its budget is refilled. */
    public int captures;

    public long capturesRefilledAt;

    /** Yields told of the segment {@link #spinsOf}. */
    public int spins;

    public long spinsOf;

    public LoopscopeThread(Thread thread, String family, Object loop, String name, boolean hasBoundaries) {
        this.thread = thread;
        this.runner = thread;
        this.family = family;
        this.loop = loop;
        this.name = name;
        this.hasBoundaries = hasBoundaries;
    }

    /** Any thread. The thread's number; {@code getId} may be overridden by code that throws, blocks or lies. */
    public static long idOf(Thread thread) {
        return UNSAFE.getLong(thread, TID);
    }

    /** Any thread. Whether it is interrupted; {@code isInterrupted} may be overridden as well. */
    public static boolean isInterrupted(Thread thread) {
        return UNSAFE.getBooleanVolatile(thread, INTERRUPTED);
    }

    private static Class<?> typeNamed(String name) {
        try {
            return Class.forName(name, false, null);
        } catch (ClassNotFoundException notYet) {
            return null;
        }
    }

    /** Any thread: one whose time the system measures apart from its carrier's cannot be had for a virtual one. */
    public static boolean isVirtual(Thread thread) {
        return VIRTUAL != null && VIRTUAL.isInstance(thread);
    }

    /** Any thread: the platform thread this one runs on, itself unless virtual; null while a virtual one runs on none. */
    public static Thread platformThreadOf(Thread thread) {
        return isVirtual(thread) ? (Thread) UNSAFE.getReferenceOpaque(thread, CARRIER) : thread;
    }

    /** Any thread: who has what a thread is parked for; null when nobody has, or when it does not tell. */
    public static Thread ownerOf(Object synchronizer) {
        return OWNABLE.isInstance(synchronizer) ? (Thread) UNSAFE.getReferenceOpaque(synchronizer, OWNER) : null;
    }

    /** Whether the calling thread runs the loop's code. */
    boolean isRunBy(Thread caller) {
        return runner == caller;
    }

    /** Runner. It hands control over; nobody runs the loop's code until another takes it. */
    void controlLeft() {
        if (marked == sequence && (sequence & 1) != 0) {
            LoopscopeProbes.markedSegmentLeft(this, sequence);
        }
        UNSAFE.putReferenceOpaque(this, RUNNER, null);
    }

    void controlTaken(Thread taker) {
        permitted = false;
        if (operationBits > 1) {
            // Of who lost control in the middle of an operation, nobody hears the end.
            forgetOperations();
        }
        UNSAFE.putReferenceOpaque(this, RUNNER, taker);
    }

    /** Any thread: who runs the loop's code, null in between. */
    public Thread runnerOpaque() {
        return (Thread) UNSAFE.getReferenceOpaque(this, RUNNER);
    }

    /** Runner. A callback starts; the clock is read for each, or for every eighth where ticks are told. */
    void callbackStarted(Object callback, boolean always) {
        if (callbackDepth++ == 0) {
            this.callback = callback;
            if (always || ++sinceClock >= CLOCK_EVERY) {
                sinceClock = 0;
                clock = System.nanoTime();
            }
            forgetOperations();
            UNSAFE.putLongRelease(this, SEQUENCE, sequence + 1);
        }
    }

    private void forgetOperations() {
        operationBits = 0;
        wholeBit = 0;
        deeper = 0;
        loads = 0;
        gatherDepth = 0;
    }

    /** Runner. The callback that runs turns out to be this; one inside of another does not count. */
    void callbackIs(Object callback) {
        if (callbackDepth == 1) {
            this.callback = callback;
        }
    }

    /** Runner. The callback that started last has ended. */
    void callbackEnded() {
        if (callbackDepth > 0 && --callbackDepth == 0) {
            long ended = sequence;
            UNSAFE.putLongRelease(this, SEQUENCE, ended + 1);
            if (marked == ended) {
                LoopscopeProbes.segmentEnded(this, ended, clock);
            }
            callback = null;
        }
    }

    /** Runner. The loop woke up and read the clock itself. */
    void tickStarted(long nanoTime) {
        clock = nanoTime;
        sinceClock = -1;
        tellsTicks = true;
        pollReturned = false;
        iterationEnded();
        iterationStarted(nanoTime);
    }

    /*
     * An iteration is what a loop does between two polls, or between two of its own ticks where it tells them. Like the
     * sequence, its number is odd inside and never repeats.
     */
    private void iterationStarted(long nanoTime) {
        iterationStart = nanoTime;
        iterationSequence = sequence;
        UNSAFE.putLongRelease(this, ITERATION, iteration + 1);
    }

    private void iterationEnded() {
        long ended = iteration;
        if ((ended & 1) != 0) {
            UNSAFE.putLongRelease(this, ITERATION, ended + 1);
            if (markedIteration == ended) {
                LoopscopeProbes.iterationEnded(this, ended);
            }
        }
    }

    /** Runner. The loop has run for the last time, and will not poll again. */
    void lastIterationEnded() {
        iterationEnded();
    }

    /** Runner. It polls its selector; inside a callback that is somebody's own selector. */
    void pollEntered(boolean waits) {
        pollWaits = waits;
        if (callbackDepth == 0) {
            pollReturned = false;
            iterationEnded();
        }
    }

    /** Runner. The poll is over; a loop that tells its ticks tells when the rest begins. */
    void pollExited() {
        if (callbackDepth != 0) {
            return;
        }
        if (pollWaits) {
            polls++;
            pollSequence = sequence;
            pollReturned = true;
        }
        if (!tellsTicks) {
            iterationEnded();
            iterationStarted(System.nanoTime());
        }
    }

    /** Runner. A poll that might have waited told nothing. */
    void polledNothing() {
        if (pollWaits && (callbackDepth == 0 || !hasBoundaries)) {
            emptyPolls++;
        }
    }

    /** Runner. The callback, if there is one, is over for now: the loop runs others within. */
    void nestedEntered() {
        nested = nested << 8 | Math.min(callbackDepth, 255);
        if (callbackDepth > 0) {
            callbackDepth = 1;
            callbackEnded();
        }
    }

    /** Runner. What is left of the callback goes on. */
    void nestedExited() {
        int depth = (int) (nested & 255);
        nested >>>= 8;
        if (depth > 0) {
            callbackDepth = 0;
            callbackStarted(null, true);
            callbackDepth = depth;
        }
    }

    /** Runner. A wait for work begins, on a thread without boundaries. */
    void idleEntered() {
        if (idleDepth++ == 0 && callbackDepth > 0) {
            callbackDepth = 1;
            callbackEnded();
        }
    }

    /** Runner. The wait for work is over. */
    void idleExited() {
        if (idleDepth > 0 && --idleDepth == 0) {
            callbackStarted(null, true);
        }
    }

    /** Runner, or its starter before it runs: from now on everything is one callback. */
    public void begin() {
        callbackStarted(null, true);
    }

    /** Runner. Nothing this thread does from now on is judged: the JVM is shutting down on it. */
    void mute() {
        muted = true;
        if (callbackDepth > 0) {
            callbackDepth = 0;
            UNSAFE.putLongRelease(this, SEQUENCE, sequence + 1);
        }
    }

    /*
     * One bit per woven method on the stack, the innermost lowest, below a leading 1: 1 for a method that blocks, 0 for one
     * that was told not to. The outermost blocking one is the operation; it ends when its bit goes. Exits carry no
     * argument, so an entry that does not block has to leave its mark as well.
     *
     * A whole is a method that blocks by what it calls, and may call much: a handshake, a request and its answer. Its bit is
     * 0 until the first of its parts begins, then 1: so that operation goes on until the whole ends, and what else happens
     * meanwhile belongs to it. Only the outermost whole counts; wholeBit is where it stands, or 0.
     */
    void operationEntered(boolean blocks, int point) {
        if (entered() && blocks) {
            boolean isOutermost = isOneBit(operationBits);
            operationBits |= 1;
            if (isOutermost) {
                operationBegins(point);
                LoopscopeProbes.operationStarting(this, point);
            }
        }
    }

    /** Runner. A method is entered that may yet only throw; the penalty has to come before it can. */
    void operationBeginning(boolean blocks, int point) {
        if (entered() && blocks && isOneBit(operationBits)) {
            operation = point;
            LoopscopeProbes.operationStarting(this, point);
        }
    }

    /** Runner. What was beginning did not throw. */
    void operationBegun(boolean blocks, int point) {
        // Where the mark is missing the method was entered before anybody watched.
        if (blocks && deeper == 0 && operationBits > 1 && isOneBit(operationBits) && guard == 0 && !muted) {
            operationBits |= 1;
            operationBegins(point);
        }
    }

    /** Runner. */
    void wholeEntered() {
        if (entered() && wholeBit == 0 && isOneBit(operationBits)) {
            wholeBit = 1;
        }
    }

    /** Pushes the mark of a method that does not block; false where no marks are kept. */
    private boolean entered() {
        if (callbackDepth == 0 || guard != 0 || muted) {
            return false;
        }
        long bits = Math.max(operationBits, 1);
        if (bits >= DEEPEST) {
            // Recursion through woven methods, a driver's that calls the application's that calls the driver's.
            deeper++;
            return false;
        }
        operationBits = bits << 1;
        wholeBit <<= 1;
        return true;
    }

    private void operationBegins(int point) {
        operationStart = System.nanoTime();
        operation = point;
        operations++;
        if (wholeBit != 0 && point < parts.length && parts[point]) {
            operationBits |= wholeBit;
        }
    }

    /** Runner, at the entry of an operation: it will not happen, and is over with the throwable that says so. */
    void operationRefused() {
        operationBits |= 1;
        operationBegins(operation);
        operation |= REFUSED;
    }

    /** Any thread, about to unpark the runner. */
    void unparked() {
        permitted = true;
    }

    /** Runner. A park that has its permit already is over at once, however long the machine then leaves it lying. */
    void parkEntered(boolean mayWait, int point) {
        boolean waits = mayWait && !permitted;
        permitted = false;
        operationEntered(waits, gatherDepth > 0 ? point | GATHERED : point);
    }

    /** Runner. Who woke it up has been heard. */
    void parkExited(int point) {
        permitted = false;
        operationExited(point, false);
    }

    /** @param complained whether the call only threw, over its arguments or because something is closed */
    void operationExited(int point, boolean complained) {
        if (!operationLeft()) {
            return;
        }
        long now = System.nanoTime();
        if (complained && now - operationStart < COMPLAINT_NANOS) {
            return;
        }
        long segment = sequence;
        LoopscopeProbes.operationEnded(this, operation, operationStart, now, segment);
        if (now - operationStart >= limitNanos) {
            clock = now;
            sinceClock = 0;
            UNSAFE.putLongRelease(this, SEQUENCE, segment + 2);
        }
    }

    /** A woven method is left; returns whether it was the operation, of which nothing is told by this. */
    boolean operationLeft() {
        if (callbackDepth == 0 || guard != 0 || operationBits <= 1) {
            return false;
        }
        if (deeper > 0) {
            deeper--;
            return false;
        }
        long bits = operationBits;
        boolean blocked = (bits & 1) != 0;
        bits >>>= 1;
        operationBits = bits;
        wholeBit >>>= 1;
        return blocked && isOneBit(bits);
    }

    /** Runner. The outermost method that gathers counts; those within are how it works. */
    void gatherEntered() {
        if (callbackDepth > 0 && guard == 0 && !muted && gatherDepth++ == 0) {
            gather++;
        }
    }

    void gatherExited() {
        if (guard == 0 && gatherDepth > 0) {
            gatherDepth--;
        }
    }

    /** Runner. A loader of the JDK's begins to find a class, or to find that it has none. */
    void loadEntered() {
        if (callbackDepth > 0 && guard == 0 && !muted) {
            loads++;
        }
    }

    void loadExited() {
        if (guard == 0 && loads > 0) {
            loads--;
        }
    }

    /** Runner. Whether what happens now happens in order to find a class. */
    public boolean isLoadingClass() {
        return loads > 0;
    }

    /** Runner. The number of the method that gathers, one for each time it is called. */
    public long gather() {
        return gather;
    }

    /** Any thread: odd while a callback runs. */
    public long sequenceOpaque() {
        return UNSAFE.getLongAcquire(this, SEQUENCE);
    }

    /** Any thread: when the segment began, as far as the loop has read the clock. */
    public long clockRacy() {
        return clock;
    }

    /** Any thread: whether {@link #clockRacy} was read for this very callback, not some callbacks before. */
    public boolean isClockExact() {
        return sinceClock <= 0;
    }

    /** Any thread: what runs, null between callbacks. */
    public Object callbackRacy() {
        return callback;
    }

    /** Any thread: the point of the operation under way, or -1. */
    public int operationRacy() {
        return isOneBit(UNSAFE.getLongOpaque(this, BITS)) ? -1 : operation & NUMBER;
    }

    /** Any thread: how many operations have begun. */
    public long operationsRacy() {
        return UNSAFE.getLongOpaque(this, OPERATIONS);
    }

    private static boolean isOneBit(long bits) {
        return (bits & (bits - 1)) == 0;
    }

    /** Any thread: when that operation began. */
    public long operationStartRacy() {
        return operationStart;
    }

    /** Watchdog, or the runner when it is told of one that was marked: asks to be told when this segment ends. */
    public void mark(long segment) {
        UNSAFE.putLongRelease(this, MARKED, segment);
    }

    /** Any thread: odd while an iteration runs; 0 where nobody tells them. */
    public long iterationOpaque() {
        return UNSAFE.getLongAcquire(this, ITERATION);
    }

    /** Any thread: when the iteration began. */
    public long iterationStartRacy() {
        return iterationStart;
    }

    /** Any thread: the sequence when the iteration began; each callback since has added 2. */
    public long iterationSequenceRacy() {
        return iterationSequence;
    }

    /** Any thread: polls that might have waited and told nothing. */
    public long emptyPollsRacy() {
        return emptyPolls;
    }

    /** Any thread: the number of the poll that waited and has returned, and nothing has run since; 0 when something has. */
    public long returnedPollRacy() {
        return pollReturned && sequenceOpaque() == pollSequence ? polls : 0;
    }

    /** Watchdog only: asks to be told when this iteration ends. */
    public void markIteration(long number) {
        UNSAFE.putLongRelease(this, MARKED_ITERATION, number);
    }
}
