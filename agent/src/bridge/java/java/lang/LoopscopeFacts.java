// SPDX-License-Identifier: Apache-2.0
package java.lang;

/**
 * The list of facts: everything woven code can tell the agent, except of other people's futures and tasks, which
 * {@link LoopscopeFutureFacts} lists. Implemented once, in the agent's own class loader.
 *
 * <p>Each method is called by the thread the fact is about, possibly inside a JDK method, with its locks held. So an
 * implementation neither blocks nor does I/O nor loads classes; {@link LoopscopeProbes} catches and counts what it throws.
 */
public abstract class LoopscopeFacts {
    protected LoopscopeFacts() {}

    /** The current thread begins to run {@code loop}. */
    public abstract void loopEntered(String family, Object loop, String name);

    /** A thread was made, and has not started, that will run nothing but callbacks of a loop until it ends. */
    public abstract void loopThreadMade(Thread thread, String family);

    /** The current thread has stopped running a loop, whether it is watched or not. */
    public abstract void loopExited();

    /** A blocking operation is about to begin; called only while some detector may throw. */
    public abstract void operationStarting(LoopscopeThread thread, int point);

    /** A blocking operation has ended, normally or not; its frames are still on the stack. */
    public abstract void operationEnded(
            LoopscopeThread thread, int point, long startNanos, long endNanos, long sequence);

    /** A callback the watchdog had marked has ended. */
    public abstract void callbackEnded(LoopscopeThread thread, long sequence, long startNanos, long endNanos);

    /** An iteration the watchdog had marked has ended. */
    public abstract void iterationEnded(LoopscopeThread thread, long iteration, long endNanos);

    /** The current thread is about to hand over a loop whose callback the watchdog had marked, and will wait. */
    public abstract void controlLeft(LoopscopeThread thread, long sequence, long nanos);

    /** A callback threw; true when the agent reports it. */
    public abstract boolean callbackFailed(Object loop, Object callback, Throwable exception, Throwable origin);

    /** What another loop than a bundled one has called threw, and nobody handles it. */
    public abstract void callbackThrew(LoopscopeThread thread, Throwable exception);

    /** A failed future of a bundled loop was collected unread; true when the agent reports it. */
    public abstract boolean neverRetrieved(String kind, Throwable exception, Throwable origin);

    /** A coroutine object was made, here; what is returned is given to {@link #coroutineStarted}, unless null. */
    public abstract Object coroutineMade(Object coroutine, Class<?> code);

    /** It was started, or given up on purpose. */
    public abstract void coroutineStarted(Object made);

    /** A loop is being closed with this task pending; true when the agent reports it. */
    public abstract boolean taskLeftPending(String loop, String name, StackTraceElement[] stack, Throwable origin);

    /** Whether {@link #futureDropped} wants to be called. */
    public abstract boolean followsFutures();

    /** A pending future of a bundled loop was collected, and a done callback with it. */
    public abstract void futureDropped(String loop, String kind, Throwable origin, Throwable added);

    /** A loop, or something of it, was left open; true when the agent reports it. */
    public abstract boolean unclosed(String kind, String detail, String loop, boolean isCollected, Throwable origin);

    /**
     * The current task's code is about to be told that it is cancelled; what is returned is given to the next two, unless
     * null.
     */
    public abstract Object cancellationThrown(String task, Throwable origin);

    /** It awaits once more. */
    public abstract void awaitsCancelled(Object thrown);

    /** It has returned a result. */
    public abstract void cancellationSwallowed(Object thrown);

    /** A loop-confined method was called from the current, foreign thread. */
    public abstract void wrongThread(Object loop, String operation, String alternative, Throwable refusal);

    /** A component or model of Swing's is about to be changed on the current thread, which seems not to be the event thread. */
    public abstract void swingChanges(Object changed);

    /**
     * Somebody waits, or would, for what only who waits could do.
     *
     * @param loop null for that of the current thread; then the mistake has no subject, and nothing but it is known
     * @param hung whether the loop has stood still because of it until now
     * @return true when the agent reports it
     */
    public abstract boolean selfDeadlock(
            Object loop, String mistake, String remedy, String[] chain, boolean hung, Throwable refusal);

    /** Whether a creation site is worth its trace now. */
    public abstract boolean wantsOrigin();

    /** A thread is about to start. */
    public abstract void threadStarting(Thread thread);

    /** A thread that runs no known loop has waited in a selector several times. */
    public abstract void selects(Thread thread);

    /** A thread was renamed. */
    public abstract void threadRenamed(Thread thread);

    /** The current thread is about to end. */
    public abstract void threadEnding(Thread thread);

    /** The application has got a logger from this class, {@code org.slf4j.LoggerFactory} or another log's. */
    public abstract void loggingBound(Class<?> source);

    /** Spring Boot is about to set up the application's log; until it has, what is logged is lost. */
    public abstract void loggingConfiguring();

    /** Spring Boot has set up the application's log. */
    public abstract void loggingConfigured();

    /** The JVM ends: the hooks of its shutdown are about to start, when this returns. */
    public abstract void jvmEnding();

    /** Somebody has asked for the platform's MBean server. */
    public abstract void managementOpened();
}
