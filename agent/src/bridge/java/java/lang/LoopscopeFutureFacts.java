// SPDX-License-Identifier: Apache-2.0
package java.lang;

/**
 * The list of facts about futures and the tasks of executors, the JDK's and libraries'. Implemented once, in the agent's own
 * class loader.
 *
 * <p>Called and restricted as {@link LoopscopeFacts} is; {@link LoopscopeFutureProbes} catches and counts what is thrown.
 */
public abstract class LoopscopeFutureFacts {
    protected LoopscopeFutureFacts() {}

    /** {@code holder}, a {@code kind} of future or its box for an exceptional result, is not yet published. */
    public abstract void failureStored(Object holder, Throwable exception, String kind);

    /** Somebody looked at the exception of an exceptional result. */
    public abstract void failureRead(Throwable exception);

    /** Somebody was told it by having it thrown at them, on the current thread. */
    public abstract void failureThrown(Throwable exception);

    /**
     * Somebody will be told it by another exception.
     *
     * @param copy one of the same class that has it as its cause, wrapped perhaps, or the very same
     */
    public abstract void failureCopied(Throwable exception, Throwable copy);

    /** The current thread throws it out of the code of another future, which will store it. */
    public abstract void failureRethrown(Throwable exception);

    /**
     * A library's future is about to fail, if it is not done yet. Whoever makes it fail may have had the exception from another one.
     *
     * @param holder the future, or its box for an exceptional result
     */
    public abstract void futureFailing(Object holder, Throwable exception, String kind);

    /**
     * As {@link #futureFailing}, of a holder of several results.
     *
     * @param exceptions a {@code Function} that has the exception of each, by its number
     */
    public abstract void futuresFailing(Object holder, Object exceptions, String kind);

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

    /** A future has been made: {@code origin} was taken in its constructor. */
    public abstract void futureMade(Object future, Throwable origin);

    /** {@code exception} is what makes this {@code future} fail. */
    public abstract void failureBelongs(Object future, Throwable exception);

    /** The JDK's class of futures is initialised, and all its ancestors are; on the thread that did it. */
    public abstract void futuresReady();

    /**
     * Something is about to depend on a future that is pending and that no record is kept of.
     *
     * @return what is known of it from now on, or null when it is not followed
     */
    public abstract Object futureExpected(Object future);

    /**
     * What {@link #futureExpected} is for a future that depends on another one from its first moment.
     *
     * @param source what is known of that one
     * @param site where it was made so
     */
    public abstract Object stageHung(Object stage, Object source, Throwable site);

    /** A future depends on one more; both records are known. */
    public abstract void stageJoined(Object stage, Object source);

    /** A future of which {@code record} is known is done, whichever way; perhaps more than once. */
    public abstract void futureSettled(Object record);
}
