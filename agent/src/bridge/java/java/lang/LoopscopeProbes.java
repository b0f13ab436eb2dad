// SPDX-License-Identifier: Apache-2.0
package java.lang;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

/**
 * What woven code calls: static, branch-free at the call site, and for a thread that runs no loop one table look-up long.
 *
 * <p>Lives in java.base, because every class loader and every JDK package can call it there. Uses little but
 * {@code java.lang}, no lambda and no string concatenation: it runs inside class loading, locking and the first moments of
 * threads.
 */
public final class LoopscopeProbes {
    private static final LoopscopeThread[] NONE = {};
    private static final int LAST_SLOT = 255;

    /** Watched threads by the low bits of their number, those of one slot linked; constant, as compiled code likes it best. */
    private static final LoopscopeThread[] slots = new LoopscopeThread[LAST_SLOT + 1];

    /** The same, one after the other; replaced, never changed. */
    private static LoopscopeThread[] watched = NONE;

    /**
     * Bundled loops that have ever resumed a task: their code runs on threads that are in no slot. Replaced, never changed;
     * {@link #NONE} itself while there are none.
     */
    private static LoopscopeThread[] shared = NONE;

    /** Selects after which a thread looks like a loop; a guess. Who connects with a time limit selects once or twice. */
    private static final long OFTEN = 8;

    /** Of threads that run no loop and select: a thread's number, and in the lowest byte how often it has. */
    private static final long[] selecting = new long[256];

    private static LoopscopeFacts facts;
    private static boolean throwing;
    private static long wakeUps;
    private static volatile long errors;
    private static volatile Throwable lastError;

    private LoopscopeProbes() {}

    // ---- the agent's side -------------------------------------------------------------------------------------------

    /** Any thread. Null switches every probe off. */
    public static void listen(LoopscopeFacts listener) {
        facts = listener;
    }

    /** Any thread, before the first thread is watched. */
    public static void configure(long limitNanos, boolean mayThrow) {
        LoopscopeThread.limitNanos = limitNanos;
        throwing = mayThrow;
    }

    /** Any thread, before the first thread is watched: by point, whether it is part of the whole it happens in. */
    public static void parts(boolean[] parts) {
        LoopscopeThread.parts = parts;
    }

    /**
     * One thread at a time: watches these threads and no others. Of those before, the order must be the same: a thread that
     * is being looked up meanwhile is found by links that only ever get shorter.
     */
    public static void publish(LoopscopeThread[] threads) {
        LoopscopeThread[] firsts = new LoopscopeThread[slots.length];
        for (int i = 0; i < threads.length; i++) {
            int slot = slotOf(threads[i].thread);
            threads[i].next = firsts[slot];
            firsts[slot] = threads[i];
        }
        fillFirst();
        System.arraycopy(firsts, 0, slots, 0, slots.length);
        watched = threads;
    }

    private static int slotOf(Thread thread) {
        return (int) LoopscopeThread.idOf(thread) & LAST_SLOT;
    }

    /** Any thread: the threads watched now. */
    public static LoopscopeThread[] watched() {
        return watched;
    }

    /** Any thread: failures of the agent inside probes so far. */
    public static long errors() {
        return errors;
    }

    public static Throwable lastError() {
        return lastError;
    }

    /** The state of the loop whose code the current thread runs, or null. */
    public static LoopscopeThread current() {
        return runBy(Thread.currentThread());
    }

    /** Nearly every call ends after one slot: every thread of the JVM is asked for here, again and again. */
    private static LoopscopeThread runBy(Thread thread) {
        LoopscopeThread found = slots[slotOf(thread)];
        while (found != null) {
            if (found.thread == thread) {
                return found.isRunBy(thread) ? found : null;
            }
            found = found.next;
        }
        return shared == NONE ? null : sharedRunBy(thread);
    }

    private static LoopscopeThread sharedRunBy(Thread thread) {
        LoopscopeThread[] candidates = shared;
        for (int i = 0; i < candidates.length; i++) {
            if (candidates[i].isRunBy(thread)) {
                return candidates[i];
            }
        }
        return null;
    }

    /** Before an array is published to threads that read without a fence: its elements must not come after it. */
    private static void fillFirst() {
        LoopscopeThread.UNSAFE.storeFence();
    }

    private static synchronized void share(LoopscopeThread thread) {
        LoopscopeThread[] more = new LoopscopeThread[shared.length + 1];
        System.arraycopy(shared, 0, more, 0, shared.length);
        more[shared.length] = thread;
        fillFirst();
        shared = more;
    }

    /** Any thread: the loop has stopped running; harmless for one that never ran a task. */
    public static synchronized void unshare(LoopscopeThread thread) {
        for (int i = 0; i < shared.length; i++) {
            if (shared[i] == thread) {
                LoopscopeThread[] fewer = shared.length == 1 ? NONE : new LoopscopeThread[shared.length - 1];
                System.arraycopy(shared, 0, fewer, 0, i);
                System.arraycopy(shared, i + 1, fewer, i, fewer.length - i);
                fillFirst();
                shared = fewer;
                return;
            }
        }
    }

    // Benign race: two failures at once may count as one. What matters is 0 or not.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private static void failed(Throwable error) {
        if (error instanceof StackOverflowError) {
            // The recursion is the application's; it overflows again in a moment, in its own code.
            return;
        }
        errors++;
        lastError = error;
    }

    // ---- blocking operations ----------------------------------------------------------------------------------------

    public static void enter(int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.operationEntered(true, point);
        }
    }

    public static void enterIf(boolean blocks, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.operationEntered(blocks, point);
        }
    }

    /** A method that may block, unless it throws before {@link #begun} can say that it does. */
    public static void beginning(boolean blocks, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.operationBeginning(blocks, point);
        }
    }

    public static void beginning(int point) {
        beginning(true, point);
    }

    public static void begun(int point) {
        begun(true, point);
    }

    public static void begun(boolean blocks, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.operationBegun(blocks, point);
        }
    }

    /** A method that blocks by what it calls, which is one operation however much that is. */
    public static void enterWhole() {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.wholeEntered();
        }
    }

    public static void enterPark(int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.parkEntered(mayWait(), point);
        }
    }

    /** A park of so long; of none or less it returns at once. */
    public static void enterPark(long nanos, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.parkEntered(nanos > 0 && mayWait(), point);
        }
    }

    /** A park until a time, in milliseconds since the epoch. */
    public static void enterParkUntil(long deadline, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.parkEntered(deadline > System.currentTimeMillis() && mayWait(), point);
        }
    }

    /** {@code Thread.join}: of a thread that has ended, it only asks. */
    public static void enterJoin(Thread awaited, int point) {
        enterJoin(awaited, 0, 0, point);
    }

    public static void enterJoin(Thread awaited, long millis, int point) {
        enterJoin(awaited, millis, 0, point);
    }

    public static void enterJoin(Thread awaited, long millis, int nanos, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.operationEntered(isAlive(awaited) && isTime(millis, nanos) && mayWait(), point);
        }
    }

    public static void enterJoin(Thread awaited, java.time.Duration duration, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.operationEntered(isAlive(awaited) && isPositive(duration) && mayWait(), point);
        }
    }

    /** {@code TimeUnit.timedJoin}, for which no time is none at all. */
    public static void enterTimedJoin(Thread awaited, long timeout, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.operationEntered(timeout > 0 && isAlive(awaited) && mayWait(), point);
        }
    }

    /** A pause of so long; none at all gives up the processor at most, and a negative one is refused. */
    public static void enterSleep(long millis, int point) {
        enterSleep(millis, 0, point);
    }

    public static void enterSleep(long millis, int nanos, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.operationEntered(
                    isTime(millis, nanos) && mayWait(),
                    (millis | nanos) == 0 ? point | LoopscopeThread.INSTANT : point);
        }
    }

    public static void enterSleep(java.time.Duration duration, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            boolean isZero = duration != null && duration.isZero();
            thread.operationEntered(
                    (isZero || isPositive(duration)) && mayWait(), isZero ? point | LoopscopeThread.INSTANT : point);
        }
    }

    /** Waiting for a result that is there is no waiting. */
    public static void enterUnlessDone(Future<?> awaited, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            boolean waits = false;
            thread.guard++;
            try {
                waits = !awaited.isDone();
            } catch (Throwable ofASubclass) {
                // Its own business, also when the woven method asks the same.
            } finally {
                thread.guard--;
            }
            thread.operationEntered(waits, point);
        }
    }

    public static void enterUnlessZero(CountDownLatch awaited, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.operationEntered(awaited.getCount() > 0, point);
        }
    }

    public static void enterUnlessAvailable(Semaphore awaited, int point) {
        enterUnlessAvailable(awaited, 1, point);
    }

    public static void enterUnlessAvailable(Semaphore awaited, int permits, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.operationEntered(awaited.availablePermits() < permits, point);
        }
    }

    /** {@code Object.wait}: whoever does not own the monitor gets an exception, at once. */
    public static void enterWait(Object monitor, int point) {
        enterWait(monitor, 0, 0, point);
    }

    public static void enterWait(Object monitor, long millis, int point) {
        enterWait(monitor, millis, 0, point);
    }

    public static void enterWait(Object monitor, long millis, int nanos, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.operationEntered(isOwned(monitor) && isTime(millis, nanos) && mayWait(), point);
        }
    }

    /** {@code TimeUnit.timedWait}, for which no time is none at all. */
    public static void enterTimedWait(Object monitor, long timeout, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.operationEntered(timeout > 0 && isOwned(monitor) && mayWait(), point);
        }
    }

    /** {@code Method.invoke} where what it calls may be native, and has no code of its own to be woven. */
    public static void enterReflective(Object method, Object receiver, Object[] arguments) {
        LoopscopeThread thread = current();
        if (thread != null) {
            LoopscopeCalls.enterReflective(thread, method, receiver, arguments);
        }
    }

    // What waits is refused at once with bad arguments, without the monitor, or while the thread is interrupted. Null
    // is
    // the woven method's to complain about.

    static boolean isTime(long millis, int nanos) {
        return millis >= 0 && nanos >= 0 && nanos <= 999_999;
    }

    static boolean isOwned(Object monitor) {
        return monitor != null && Thread.holdsLock(monitor);
    }

    static boolean mayWait() {
        return !LoopscopeThread.isInterrupted(Thread.currentThread());
    }

    private static boolean isAlive(Thread thread) {
        return thread != null && thread.isAlive();
    }

    private static boolean isPositive(java.time.Duration duration) {
        return duration != null && !duration.isNegative() && !duration.isZero();
    }

    /** A method begins that may park more than once before it is done: all of that is one operation. */
    public static void gatherEntered() {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.gatherEntered();
        }
    }

    public static void gatherExited() {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.gatherExited();
        }
    }

    public static void loadEntered() {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.loadEntered();
        }
    }

    public static void loadExited() {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.loadExited();
        }
    }

    /** Reading from a file, the console or a child process. */
    public static void enterInput(java.io.FileInputStream in, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            int source = LoopscopeStreams.sourceOf(in);
            thread.operationEntered(source >= 0, point | source);
        }
    }

    /** Writing to a file, the console or a child process. */
    public static void enterOutput(java.io.FileOutputStream out, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            int destination = LoopscopeStreams.destinationOf(out);
            thread.operationEntered(destination >= 0, point | destination);
        }
    }

    public static void exitPark(int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.parkExited(point);
        }
    }

    /** Before a thread is unparked, by whomever; null does nothing. */
    public static void unparking(Thread thread) {
        LoopscopeThread loop = thread == null ? null : runBy(thread);
        if (loop != null) {
            loop.unparked();
        }
    }

    /** {@code Process.waitFor}: of a child that has ended, it only asks. */
    public static void enterWaitFor(Process child, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.operationEntered(isAlive(thread, child), point);
        }
    }

    public static void enterWaitFor(Process child, long timeout, java.util.concurrent.TimeUnit unit, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.operationEntered(timeout > 0 && unit != null && isAlive(thread, child), point);
        }
    }

    /** Takes the child's lock, which the woven method takes next. */
    private static boolean isAlive(LoopscopeThread thread, Process child) {
        thread.guard++;
        try {
            return child.isAlive();
        } finally {
            thread.guard--;
        }
    }

    /** {@code System.load}: a path that does not begin at a root is refused. */
    public static void enterLoad(String path, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.operationEntered(path != null && new java.io.File(path).isAbsolute(), point);
        }
    }

    /** {@code System.loadLibrary}: a name that is a path is refused. */
    public static void enterLoadLibrary(String name, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.operationEntered(name != null && name.indexOf(java.io.File.separatorChar) < 0, point);
        }
    }

    public static void exit(int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.operationExited(point, false);
        }
    }

    /** A woven method is left by a throwable. */
    public static void exitThrown(Throwable thrown, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.operationExited(point, isComplaint(thrown) || isClosed(thread, thrown));
        }
    }

    /**
     * Whether a call did nothing but complain: of a bad argument, the wrong state, a stream that is closed. Classes outside
     * {@code java.lang} by name, because they need not be loaded.
     */
    private static boolean isComplaint(Throwable thrown) {
        if (thrown instanceof RuntimeException) {
            return thrown instanceof NullPointerException
                    || thrown instanceof IllegalArgumentException
                    || thrown instanceof IllegalMonitorStateException
                    || thrown instanceof IndexOutOfBoundsException
                    || thrown instanceof UnsupportedOperationException
                    || thrown instanceof ClassCastException
                    || (thrown instanceof IllegalStateException
                            && thrown.getClass().getName().startsWith("java.nio.channels."));
        }
        String type = thrown.getClass().getName();
        if (type.equals("java.io.IOException")) {
            return "Stream Closed".equals(thrown.getMessage()) || "Negative seek offset".equals(thrown.getMessage());
        }
        return type.equals("java.nio.channels.ClosedChannelException")
                || type.equals("java.sql.SQLFeatureNotSupportedException")
                || (type.equals("java.net.SocketException") && "Socket closed".equals(thrown.getMessage()));
    }

    /** Whether a driver complains that its statement or connection is closed; only its words tell. */
    private static boolean isClosed(LoopscopeThread thread, Throwable thrown) {
        Class<?> type = thrown.getClass();
        while (type != null && !type.getName().equals("java.sql.SQLException")) {
            type = type.getSuperclass();
        }
        return type != null && says(thread, thrown, "closed");
    }

    /** A method that has done nothing when it returns null. */
    public static void exitUnlessNull(Object result, int point) {
        LoopscopeThread thread = current();
        if (thread != null && result != null) {
            thread.operationExited(point, false);
        } else if (thread != null) {
            thread.operationLeft();
        }
    }

    /** A selector waits: idleness of a thread known by its name, an operation inside anybody's callback. */
    public static void selectEntered(boolean blocks, int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.pollEntered(blocks);
            if (thread.hasBoundaries) {
                thread.operationEntered(blocks, point);
            } else {
                thread.idleEntered();
            }
        } else if (blocks) {
            selects(Thread.currentThread());
        }
    }

    // Benign race: two threads whose numbers share a slot are counted anew in turns, and may be told of twice.
    private static void selects(Thread thread) {
        long id = LoopscopeThread.idOf(thread);
        int slot = (int) id & selecting.length - 1;
        long known = selecting[slot];
        long times = known >>> 8 == id ? known & 255 : 0;
        if (times < OFTEN) {
            selecting[slot] = id << 8 | times + 1;
            LoopscopeFacts listener = facts;
            if (times + 1 == OFTEN && listener != null) {
                try {
                    listener.selects(thread);
                } catch (Throwable t) {
                    failed(t);
                }
            }
        }
    }

    public static void selectExited(int point) {
        LoopscopeThread thread = current();
        if (thread != null) {
            if (thread.hasBoundaries) {
                thread.operationExited(point, false);
                thread.pollExited();
            } else {
                thread.idleExited();
            }
        }
    }

    /** A selector has told so many keys. */
    public static void selected(int keys) {
        if (keys == 0) {
            LoopscopeThread thread = current();
            if (thread != null) {
                thread.polledNothing();
            }
        }
    }

    /** Somebody wakes some selector up; the selector of an interrupted thread does so itself, which is not meant. */
    // Benign race: it tells many from none.
    public static void selectorWoken() {
        if (mayWait()) {
            wakeUps++;
        }
    }

    /** Any thread: how many wake-ups there have been, more or less. */
    public static long wakeUps() {
        return wakeUps;
    }

    /** A loop that has no selector of the JDK's begins to wait for what may become ready. */
    public static void pollEntered() {
        pollEntered(true);
    }

    /** It asks for that, and does not wait. */
    public static void pollNowEntered() {
        pollEntered(false);
    }

    private static void pollEntered(boolean waits) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.pollEntered(waits);
        }
    }

    public static void pollExited() {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.pollExited();
        }
    }

    /** It has been told of so many events. */
    public static void pollExited(int events) {
        LoopscopeThread thread = current();
        if (thread != null) {
            if (events == 0) {
                thread.polledNothing();
            }
            thread.pollExited();
        }
    }

    /** A loop is about to ask, and if nothing has to be done to wait as well: that it waits is told in its turn. */
    public static void polls() {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.pollEntered(false);
            thread.pollExited();
        }
    }

    static void operationStarting(LoopscopeThread thread, int point) {
        LoopscopeFacts listener = facts;
        if (throwing && listener != null) {
            thread.guard++;
            try {
                listener.operationStarting(thread, point);
            } catch (LoopscopeError wanted) {
                // The woven method's own handler pops what was pushed.
                thread.operationRefused();
                throw wanted;
            } catch (Throwable t) {
                failed(t);
            } finally {
                thread.guard--;
            }
        }
    }

    static void operationEnded(LoopscopeThread thread, int point, long startNanos, long endNanos, long sequence) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            thread.guard++;
            try {
                listener.operationEnded(thread, point, startNanos, endNanos, sequence);
            } catch (Throwable t) {
                failed(t);
            } finally {
                thread.guard--;
            }
        }
    }

    // ---- loops and callbacks ----------------------------------------------------------------------------------------

    public static void loopEntered(Object loop, String name, String family) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                listener.loopEntered(family, loop, name);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** For families whose loops have no name but their thread's. */
    public static void loopEntered(Object loop, String family) {
        loopEntered(loop, Thread.currentThread().getName(), family);
    }

    /** For families whose threads are known before they run. */
    public static void loopThreadMade(Thread thread, String family) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                listener.loopThreadMade(thread, family);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    public static void loopExited() {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            LoopscopeThread thread = current();
            if (thread != null) {
                thread.lastIterationEnded();
            }
            try {
                listener.loopExited();
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    public static void tickStarted(long nanoTime) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.tickStarted(nanoTime);
        }
    }

    /** The current thread hands the loop's code over to another and waits: how the loop works, no operation of anybody's. */
    public static void controlLeft(Object loop) {
        LoopscopeThread thread = current();
        if (thread != null && thread.loop == loop) {
            if (!isShared(thread)) {
                share(thread);
            }
            thread.controlLeft();
        }
    }

    public static void controlTaken(Object loop) {
        LoopscopeThread[] candidates = shared;
        for (int i = 0; i < candidates.length; i++) {
            if (candidates[i].loop == loop) {
                candidates[i].controlTaken(Thread.currentThread());
            }
        }
    }

    private static boolean isShared(LoopscopeThread thread) {
        LoopscopeThread[] known = shared;
        for (int i = 0; i < known.length; i++) {
            if (known[i] == thread) {
                return true;
            }
        }
        return false;
    }

    static void markedSegmentLeft(LoopscopeThread thread, long sequence) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            thread.guard++;
            try {
                listener.controlLeft(thread, sequence, System.nanoTime());
            } catch (Throwable t) {
                failed(t);
            } finally {
                thread.guard--;
            }
        }
    }

    /** For loops that tell their ticks. */
    public static void callbackStarted(Object callback) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.callbackStarted(callback, false);
        }
    }

    /** For loops that do not. */
    public static void callbackStartedNow(Object callback) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.callbackStarted(callback, true);
        }
    }

    public static void callbackEnded() {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.callbackEnded();
        }
    }

    /** The loop runs on inside of what may be a callback, until something has happened that this waits for. */
    public static void nestedEntered() {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.nestedEntered();
        }
    }

    public static void nestedExited() {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.nestedExited();
        }
    }

    public static void idleEntered() {
        LoopscopeThread thread = current();
        if (thread != null && !thread.hasBoundaries) {
            thread.idleEntered();
        }
    }

    public static void idleExited() {
        LoopscopeThread thread = current();
        if (thread != null && !thread.hasBoundaries) {
            thread.idleExited();
        }
    }

    /** {@code System.exit} on a loop thread: waiting for shutdown hooks is nobody's mistake. */
    public static void shutdownEntered() {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.mute();
        }
    }

    static void segmentEnded(LoopscopeThread thread, long sequence, long startNanos) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            thread.guard++;
            try {
                listener.callbackEnded(thread, sequence, startNanos, System.nanoTime());
            } catch (Throwable t) {
                failed(t);
            } finally {
                thread.guard--;
            }
        }
    }

    static void iterationEnded(LoopscopeThread thread, long iteration) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            thread.guard++;
            try {
                listener.iterationEnded(thread, iteration, System.nanoTime());
            } catch (Throwable t) {
                failed(t);
            } finally {
                thread.guard--;
            }
        }
    }

    // ---- what a bundled loop tells ----------------------------------------------------------------------------------

    public static boolean callbackFailed(Object loop, Object callback, Throwable exception, Throwable origin) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                return listener.callbackFailed(loop, callback, exception, origin);
            } catch (Throwable t) {
                failed(t);
            }
        }
        return false;
    }

    public static boolean neverRetrieved(String kind, Throwable exception, Throwable origin) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                return listener.neverRetrieved(kind, exception, origin);
            } catch (Throwable t) {
                failed(t);
            }
        }
        return false;
    }

    public static Object coroutineMade(Object coroutine, Class<?> code) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                return listener.coroutineMade(coroutine, code);
            } catch (Throwable t) {
                failed(t);
            }
        }
        return null;
    }

    public static void coroutineStarted(Object made) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                listener.coroutineStarted(made);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    public static boolean taskLeftPending(String loop, String name, StackTraceElement[] stack, Throwable origin) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                return listener.taskLeftPending(loop, name, stack, origin);
            } catch (Throwable t) {
                failed(t);
            }
        }
        return false;
    }

    public static void wrongThread(Object loop, String operation, String alternative, Throwable refusal) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                listener.wrongThread(loop, operation, alternative, refusal);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    public static boolean selfDeadlock(
            Object loop, String mistake, String remedy, String[] chain, boolean hung, Throwable refusal) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                return listener.selfDeadlock(loop, mistake, remedy, chain, hung, refusal);
            } catch (Throwable t) {
                failed(t);
            }
        }
        return false;
    }

    /** A library has refused to let a loop's thread wait; elsewhere that is nobody's loop. */
    public static void waitRefused(Throwable refusal, String mistake) {
        if (current() != null) {
            selfDeadlock(null, mistake, null, null, false, refusal);
        }
    }

    /** As above, where the same method may throw for other reasons: it is one only with these words in its message. */
    public static void waitRefused(Throwable thrown, String words, String mistake) {
        LoopscopeThread thread = current();
        if (thread != null && says(thread, thrown, words)) {
            selfDeadlock(null, mistake, null, null, false, thrown);
        }
    }

    private static boolean says(LoopscopeThread thread, Throwable thrown, String words) {
        thread.guard++;
        try {
            String message = thrown.getMessage();
            return message != null && message.contains(words);
        } catch (Throwable ofAnother) {
            return false;
        } finally {
            thread.guard--;
        }
    }

    public static Throwable origin() {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                // Made here, so that the frames above the site are all java.lang's.
                return listener.wantsOrigin() ? new Throwable() : null;
            } catch (Throwable t) {
                failed(t);
            }
        }
        return null;
    }

    // ---- failures of futures ----------------------------------------------------------------------------------------

    public static void failureStored(Object holder, Throwable exception, String kind) {
        LoopscopeFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                listener.failureStored(holder, exception, kind);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    public static void failureRead(Throwable exception) {
        LoopscopeFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                listener.failureRead(exception);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** Somebody asked whether a future has failed, and was told. */
    public static void failureChecked(boolean failed, Object future) {
        if (failed) {
            failureAsked(future);
        }
    }

    /** Somebody has looked at a future, or wants no more of it; if it has failed, that is read. */
    public static void failureAsked(Object future) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                Throwable exception = LoopscopeFutures.exceptionOf(future);
                if (exception != null) {
                    listener.failureRead(exception);
                }
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** Code of the application's threw what may have been thrown at it by another future. */
    public static void failureRethrown(Throwable exception) {
        LoopscopeFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                listener.failureRethrown(exception);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** An attempt to fail a future is about to be made. */
    public static void failureArriving(Object future, Throwable exception) {
        LoopscopeFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                int dependents = LoopscopeFutures.dependentsOf(future);
                if (dependents != LoopscopeFutures.PENDING) {
                    listener.failureArriving(future, exception, dependents == LoopscopeFutures.DONE);
                }
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** A future is about to take over another's result. */
    public static void resultArriving(Object future, Object result) {
        failureArriving(future, LoopscopeFutures.exceptionIn(result));
    }

    /** It has tried to. What has come too late is answered for by what came before. */
    public static void resultOffered(boolean won, Object result) {
        LoopscopeFacts listener = facts;
        if (!won && listener != null) {
            try {
                Throwable exception = LoopscopeFutures.exceptionIn(result);
                if (exception != null) {
                    listener.failureRead(exception);
                }
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** A future drops what others have settled meanwhile. */
    public static void stagesDropped(Object future) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                if (LoopscopeFutures.dependentsOf(future) == LoopscopeFutures.DONE) {
                    outrun(listener, future, null);
                }
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** A future depends on two results; if both are failures it carries the first, and thereby answers for both. */
    public static void failuresJoined(Object first, Object second) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                Throwable carried = LoopscopeFutures.exceptionIn(first);
                Throwable other = LoopscopeFutures.exceptionIn(second);
                if (carried != null && other != null) {
                    listener.failureSwallowed(other, carried);
                }
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** Several futures were made one that is settled by the first of them; so it may be already. */
    public static void futuresRaced(Object any, Object[] futures) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                for (int i = 0; LoopscopeFutures.isDone(any) && i < futures.length; i++) {
                    outrun(listener, futures[i], LoopscopeFutures.exceptionOf(any));
                }
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** As {@link #futuresRaced}, of two that are about to be. */
    public static void stagesRaced(Object first, Object second) {
        LoopscopeFacts listener = facts;
        if (listener != null && second instanceof CompletableFuture<?>) {
            try {
                if (LoopscopeFutures.isDone(first)) {
                    outrun(listener, second, LoopscopeFutures.exceptionOf(first));
                } else if (LoopscopeFutures.isDone(second)) {
                    outrun(listener, first, null);
                }
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** @param carried the failure that has won, if it is one */
    private static void outrun(LoopscopeFacts listener, Object loser, Throwable carried) {
        if (!LoopscopeFutures.isDone(loser)) {
            listener.futureOutrun(loser);
            return;
        }
        Throwable other = LoopscopeFutures.exceptionOf(loser);
        if (other != null) {
            listener.failureSwallowed(other, carried);
        }
    }

    /** As {@link #failuresJoined}, of a completion that may be about to fire. */
    public static void sourcesJoining(Object completion) {
        failuresJoined(LoopscopeFutures.sourceOf(completion, false), LoopscopeFutures.sourceOf(completion, true));
    }

    /** A future was made of several; if it has failed at once it answers for all that have. */
    public static void futuresJoined(Object joined, Object[] futures) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                Throwable carried = LoopscopeFutures.exceptionOf(joined);
                for (int i = 0; carried != null && i < futures.length; i++) {
                    Throwable other = LoopscopeFutures.exceptionOf(futures[i]);
                    if (other != null) {
                        listener.failureSwallowed(other, carried);
                    }
                }
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    public static void failureOffered(boolean won, Throwable exception) {
        LoopscopeFacts listener = facts;
        if (!won && exception != null && listener != null) {
            try {
                listener.failureOffered(false, exception);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** A function has been handed an exception; of the JDK's own, one only ends a timer. */
    public static void failureHandled(Throwable exception, Object function) {
        if (!LoopscopeFutures.isTimersEnd(function)) {
            failureRead(exception);
        }
    }

    /** Somebody was told the exception by having it thrown at them. */
    public static void failureThrown(Throwable exception) {
        LoopscopeFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                listener.failureThrown(exception);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    // ---- failures of libraries' futures -----------------------------------------------------------------------------

    /** A future is about to fail with an exception, null if it is about to succeed. */
    public static void futureFailing(Object holder, Throwable exception, String kind) {
        LoopscopeFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                listener.futureFailing(holder, exception, kind);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** A task of Netty's executors has thrown; one that is periodic will not run again. */
    public static void promiseTaskFailing(Object task, Throwable exception) {
        LoopscopeFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                if (LoopscopeTasks.isPeriodicPromise(task)) {
                    listener.periodicTaskDied(task, exception, "Netty executor");
                }
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** A future takes over another one's result. */
    public static void futureTaking(Object result, String kind) {
        LoopscopeFacts listener = facts;
        if (result != null && listener != null) {
            try {
                listener.futureTaking(result, kind);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** Somebody has looked at a future. */
    public static void futureAsked(Object future) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                listener.futureAsked(future);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** Somebody has asked whether a future has failed, and was told. */
    public static void failureConfirmed(boolean failed, Object future) {
        if (failed) {
            futureAsked(future);
        }
    }

    /** Somebody has asked whether a future has succeeded, and was told. */
    public static void successConfirmed(boolean succeeded, Object future) {
        if (!succeeded) {
            futureAsked(future);
        }
    }

    /** A future that is done is about to tell a listener; null is nobody. */
    public static void futureHeard(Object future, Object listener) {
        LoopscopeFacts told = facts;
        if (told != null && listener != null) {
            try {
                told.futureHeard(future, listener);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** A listener is about to be told an exception, null if the future has succeeded. */
    public static void failureHeard(Object listener, Throwable exception) {
        LoopscopeFacts told = facts;
        if (told != null && listener != null && exception != null) {
            try {
                told.failureHeard(listener, exception);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    // ---- failures of tasks ------------------------------------------------------------------------------------------

    /** A {@code FutureTask} is about to keep what its code has thrown. */
    public static void taskFailing(Object task, Throwable exception) {
        LoopscopeFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                if (!LoopscopeTasks.isPeriodic(task) || LoopscopeTasks.isAwaited(task)) {
                    listener.failureRethrown(exception);
                    listener.failureStored(task, exception, "FutureTask");
                } else if (!LoopscopeTasks.isEnding(task)) {
                    listener.periodicTaskDied(task, exception, "ScheduledThreadPoolExecutor");
                }
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** It has tried to. */
    public static void taskFailed(Object task, Throwable exception) {
        LoopscopeFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                if (LoopscopeTasks.keeps(task, exception)) {
                    // It may have been given up meanwhile.
                    listener.failureArriving(task, exception, false);
                } else {
                    listener.failureOffered(false, exception);
                }
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** Somebody asks a {@code FutureTask} for its result and is told only that there is none. */
    public static void taskAsked(Object task) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                Throwable exception = LoopscopeTasks.exceptionOf(task);
                if (exception != null) {
                    listener.failureRead(exception);
                }
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** Somebody wants no more of a {@code FutureTask}, and may come too late for that. */
    public static void taskGivenUp(boolean cancelled, Object task) {
        LoopscopeFacts listener = facts;
        if (!cancelled && listener != null) {
            try {
                if (LoopscopeTasks.isCompleting(task)) {
                    listener.futureOutrun(task);
                }
            } catch (Throwable t) {
                failed(t);
            }
            taskAsked(task);
        }
    }

    /** Who wanted one result of several tasks, a list of futures, is done with all of them. */
    public static void tasksGivenUp(Object tasks) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                listener.tasksGivenUp(tasks);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** Several tasks have been run and are handed, a list of futures, to who wanted it. */
    public static void tasksReturned(Object tasks) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                listener.tasksReturned(tasks);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** The agent's side: the exception of a future of the JDK's that has failed; else null. */
    public static Throwable exceptionOf(Object future) {
        if (future instanceof FutureTask<?>) {
            return LoopscopeTasks.exceptionOf(future);
        }
        return future instanceof CompletableFuture<?> ? LoopscopeFutures.exceptionOf(future) : null;
    }

    /** A {@code ForkJoinTask} is about to keep what its code has thrown. */
    public static void forkFailing(Object task, Throwable exception) {
        LoopscopeFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                if (LoopscopeForks.isPeriodic(task) && !LoopscopeForks.isAwaited(task)) {
                    listener.periodicTaskDied(task, exception, "ForkJoinPool");
                } else if (LoopscopeForks.isAnswerable(task)) {
                    listener.failureRethrown(exception);
                    listener.failureStored(task, exception, "ForkJoinTask");
                }
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** It has tried to. */
    public static void forkFailed(Object task, Throwable exception) {
        LoopscopeFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                if (!LoopscopeForks.keeps(task, exception)) {
                    listener.failureOffered(false, exception);
                }
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** As {@link #taskAsked}, of a {@code ForkJoinTask}. */
    public static void forkAsked(Object task) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                Throwable exception = LoopscopeForks.exceptionOf(task);
                if (exception != null) {
                    listener.failureRead(exception);
                }
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** A task was scheduled that will run every {@code period}, or once if that is 0. */
    public static void periodicTaskMade(Object task, long period) {
        LoopscopeFacts listener = facts;
        if (period != 0 && listener != null) {
            try {
                listener.periodicTaskMade(task);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** A periodic task of some executor, {@code kind}, threw and will not run again. */
    public static void periodicTaskDied(Object task, Throwable exception, String kind) {
        LoopscopeFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                listener.periodicTaskDied(task, exception, kind);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    // ---- threads, logging and management
    // -------------------------------------------------------------------------------

    public static void threadStarting(Thread thread) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                listener.threadStarting(thread);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    public static void threadRenamed(Thread thread) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                listener.threadRenamed(thread);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    public static void threadEnding(Thread thread) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                listener.threadEnding(thread);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    public static void loggingBound(Class<?> loggerFactory) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                listener.loggingBound(loggerFactory);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    public static void managementOpened() {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                listener.managementOpened();
            } catch (Throwable t) {
                failed(t);
            }
        }
    }
}
