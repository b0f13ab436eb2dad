// SPDX-License-Identifier: Apache-2.0
package java.lang;

/**
 * The list of facts: everything woven code can tell the agent. Implemented once, in the agent's own class loader.
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

    /** A failed future of a bundled loop was collected unread; true when the agent reports it. */
    public abstract boolean neverRetrieved(String kind, Throwable exception, Throwable origin);

    /** A coroutine object was made, here; what is returned is given to {@link #coroutineStarted}, unless null. */
    public abstract Object coroutineMade(Object coroutine, Class<?> code);

    /** It was started, or given up on purpose. */
    public abstract void coroutineStarted(Object made);

    /** A loop is being closed with this task pending; true when the agent reports it. */
    public abstract boolean taskLeftPending(String loop, String name, StackTraceElement[] stack, Throwable origin);

    /** A loop-confined method was called from the current, foreign thread. */
    public abstract void wrongThread(Object loop, String operation, String alternative, Throwable refusal);

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

    /** {@code holder}, a {@code kind} of future or its box for an exceptional result, is not yet published. */
    public abstract void failureStored(Object holder, Throwable exception, String kind);

    /** Somebody looked at the exception of an exceptional result. */
    public abstract void failureRead(Throwable exception);

    /** Somebody was told it by having it thrown at them, on the current thread. */
    public abstract void failureThrown(Throwable exception);

    /** The current thread throws it out of the code of another future, which will store it. */
    public abstract void failureRethrown(Throwable exception);

    /**
     * A library's future is about to fail, if it is not done yet. Whoever makes it fail may have had the exception from another one.
     *
     * @param holder the future, or its box for an exceptional result
     */
    public abstract void futureFailing(Object holder, Throwable exception, String kind);

    /** Such a future takes over the result of another one, which may be the box of an exception. */
    public abstract void futureTaking(Object result, String kind);

    /** Somebody has asked such a future whether it has failed, or waited until it was done. */
    public abstract void futureAsked(Object future);

    /** Such a future, which is done, is about to tell a listener. */
    public abstract void futureHeard(Object future, Object listener);

    /** As {@link #futureHeard}, of a future that tells its exception; nobody hears it when {@code listener} is null. */
    public abstract void failureHeard(Object listener, Throwable exception);

    /**
     * {@code future}, which nobody depends on any more, may be about to fail.
     *
     * @param isSettled whether what was made of it has been completed without it, in time or by hand
     */
    public abstract void failureArriving(Object future, Throwable exception, boolean isSettled);

    /** {@code future} is pending, and nobody wants its result any more: another was faster, or it was cancelled too late. */
    public abstract void futureOutrun(Object future);

    /**
     * A future that depends on several answers for the failure of one.
     *
     * @param carried the failure it has itself, perhaps the very same; null when it has none
     */
    public abstract void failureSwallowed(Throwable other, Throwable carried);

    /** Who wanted one result of several tasks, a list of futures, is done with all of them. */
    public abstract void tasksGivenUp(Object tasks);

    /** Several tasks have been run, a list of futures; that the current thread found them failed tells nobody yet. */
    public abstract void tasksReturned(Object tasks);

    /** A task was made, here, that an executor is to run again and again. */
    public abstract void periodicTaskMade(Object task);

    /**
     * It threw, on the current thread, and will not run again.
     *
     * @param kind simple class name of the executor
     */
    public abstract void periodicTaskDied(Object task, Throwable exception, String kind);

    /** An attempt to fail a future ended; when not {@code won}, the future had been completed before. */
    public abstract void failureOffered(boolean won, Throwable exception);

    /** A thread is about to start. */
    public abstract void threadStarting(Thread thread);

    /** A thread that runs no known loop has waited in a selector several times. */
    public abstract void selects(Thread thread);

    /** A thread was renamed. */
    public abstract void threadRenamed(Thread thread);

    /** The current thread is about to end. */
    public abstract void threadEnding(Thread thread);

    /** The application has bound this {@code org.slf4j.LoggerFactory}. */
    public abstract void loggingBound(Class<?> loggerFactory);

    /** Somebody has asked for the platform's MBean server. */
    public abstract void managementOpened();
}
