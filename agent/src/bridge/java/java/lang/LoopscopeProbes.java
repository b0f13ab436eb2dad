// SPDX-License-Identifier: Apache-2.0
package java.lang;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * What woven code calls to tell of loops and of what they run: static, branch-free at the call site, and for a thread that
 * runs no loop one table look-up long. Of futures and tasks it tells {@link LoopscopeFutureProbes}, of mistakes that no
 * clock is needed to know {@link LoopscopeMistakeProbes}.
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
    private static boolean isLingering;
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

    /** Any thread: counts a failure of the agent inside a probe, of whatever it tells. */
    // Benign race: two failures at once may count as one. What matters is 0 or not.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    static void failed(Throwable error) {
        if (error instanceof StackOverflowError) {
            // The recursion is the application's; it overflows again in a moment, in its own code.
            return;
        }
        errors++;
        lastError = error;
    }

    // ---- which loop a thread runs -----------------------------------------------------------------------------------

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

    /** A socket is closed, which waits for nobody unless it was told to linger. */
    public static void enterClose(int point) {
        enterIf(isLingering, point);
    }

    /**
     * Somebody sets an option of a socket. Once one is to linger every close counts: which socket it is would cost a question
     * to the system at each close.
     *
     * @param option one of the JDK's, whose text is its name
     */
    // Benign race: it is only ever set, before the socket in question is closed by whoever has set its option.
    public static void socketOptionSet(Object option, Object value) {
        if (value instanceof Integer && (Integer) value > 0 && "SO_LINGER".equals(option.toString())) {
            isLingering = true;
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

    // What waits is refused at once with bad arguments, without the monitor, or while the thread is interrupted.
    // Null is the woven method's to complain about.

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

    /** Whether a throwable's message has these words; what its class does to answer is no operation of the loop's. */
    static boolean says(LoopscopeThread thread, Throwable thrown, String words) {
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

    /** A method that has done nothing when it returns null. */
    public static void exitUnlessNull(Object result, int point) {
        LoopscopeThread thread = current();
        if (thread != null && result != null) {
            thread.operationExited(point, false);
        } else if (thread != null) {
            thread.operationLeft();
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

    // ---- selectors, and loops that have another way to wait ---------------------------------------------------------

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

    /** For loops that ask first whether what they have is to be called at all. */
    public static void callbackStartedIf(boolean starts, Object callback) {
        if (starts) {
            callbackStartedNow(callback);
        }
    }

    /** What a loop is about to call says more than what the callback that runs was known by. */
    public static void callbackIs(Object callback) {
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.callbackIs(callback);
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

    // ---- threads, logging and management ----------------------------------------------------------------------------

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

    public static void loggingBound(Class<?> source) {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                listener.loggingBound(source);
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    public static void loggingConfiguring() {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                listener.loggingConfiguring();
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    public static void loggingConfigured() {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                listener.loggingConfigured();
            } catch (Throwable t) {
                failed(t);
            }
        }
    }

    /** On whatever thread ends the JVM; what the agent then does there is no operation of a loop's. */
    public static void jvmEnding() {
        LoopscopeFacts listener = facts;
        if (listener == null) {
            return;
        }
        LoopscopeThread thread = current();
        if (thread != null) {
            thread.guard++;
        }
        try {
            listener.jvmEnding();
        } catch (Throwable t) {
            failed(t);
        } finally {
            if (thread != null) {
                thread.guard--;
            }
        }
    }

    /** On the same thread, when all shutdown hooks have ended. */
    public static void jvmEnded() {
        LoopscopeFacts listener = facts;
        if (listener != null) {
            try {
                listener.jvmEnded();
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
