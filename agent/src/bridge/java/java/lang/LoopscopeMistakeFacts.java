// SPDX-License-Identifier: Apache-2.0
package java.lang;

/**
 * The list of facts about mistakes that no clock is needed to know, and about what may turn out to be one.
 * Implemented once, in the agent's own class loader.
 *
 * <p>Called and restricted as {@link LoopscopeFacts} is; {@link LoopscopeMistakeProbes} catches and counts what is thrown.
 */
public abstract class LoopscopeMistakeFacts {
    protected LoopscopeMistakeFacts() {}

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
}
