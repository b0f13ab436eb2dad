// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import org.jspecify.annotations.Nullable;

/**
 * Where the loop can be watched from outside: the whole of what a diagnosing agent may weave, by class, method and
 * descriptor. Nothing is registered and nothing is paid for; without an agent every method is empty and is inlined away.
 *
 * <p>Version 5. A change of a name, a parameter or of when a method is called is a new version; the agent names the
 * versions it knows and leaves an unknown one alone. The methods stay small and have no state.
 *
 * <p>The {@code boolean} methods hand a report over: {@code false} (nobody took it) makes the loop report by itself, so
 * one mistake is one report with and without an agent.
 */
final class Boundary {
    /** The contract's version, read by name. */
    static final int VERSION = 5;

    private Boundary() {}

    /** Loop thread, once per run, before the first tick. */
    static void loopEntered(EventLoop loop, String name) {}

    /** Loop thread, once per run, after the last tick, also when the run ends by a throwable. */
    static void loopExited(EventLoop loop) {}

    /**
     * Loop thread, in each tick that read the clock, after the selector returned and before the first callback.
     *
     * @param nanoTime the tick's own reading of {@link System#nanoTime()}
     */
    static void tickStarted(EventLoop loop, long nanoTime) {}

    /**
     * Loop thread, before a callback runs; each call is followed by {@link #callbackEnded}, also when the callback throws.
     *
     * @param handle names the callback by its {@code toString()}: class and creation site, never the user's objects
     */
    static void callbackStarted(EventLoop loop, Object handle) {}

    /** Loop thread, after a callback ran and its exception (if any) was reported, to the exception handler for instance. */
    static void callbackEnded(EventLoop loop, Object handle) {}

    /**
     * The thread that runs the loop's code, between {@link #loopEntered} and {@link #loopExited}: it is about to hand
     * control to another thread, a task's or the loop's own, and to wait. Until {@link #controlTaken} no thread runs it.
     */
    static void controlLeft(EventLoop loop) {}

    /** The thread that runs the loop's code from now on: a task's, or the loop's own again. */
    static void controlTaken(EventLoop loop) {}

    /**
     * The creation site of a handle, future or resource: called by its constructor, kept by the object, handed back with
     * reports about it.
     *
     * @return a Throwable whose stack trace is the site, or null when nobody wants to know
     */
    static @Nullable Throwable origin() {
        return null;
    }

    /** Loop thread: a callback threw and no exception handler of the user's took it. */
    static boolean callbackException(EventLoop loop, Object handle, Throwable exception, @Nullable Throwable origin) {
        return false;
    }

    /**
     * Any thread, when a failed future has been collected and nobody ever asked for its exception.
     *
     * @param kind the future's class name; for a task {@code Task 'order-17'}
     */
    static boolean neverRetrieved(String kind, Throwable exception, @Nullable Throwable origin) {
        return false;
    }

    /**
     * Any thread: a coroutine object was made.
     *
     * @param code the class of the code it will run
     * @return what {@link #coroutineStarted} is to be given, or null when nobody wants to know
     */
    static @Nullable Object coroutineMade(Coroutine<?> coroutine, Class<?> code) {
        return null;
    }

    /** Any thread, once: the coroutine was started, or given up on purpose. */
    static void coroutineStarted(Object made) {}

    /**
     * The task's thread: a cancellation is about to be thrown at its code, where that awaits.
     *
     * @param name the task's
     * @return what the next two are to be given, for as long as a request to cancel the task has not been taken back; null
     *     when nobody wants to know
     */
    static @Nullable Object cancellationThrown(EventLoop loop, String name, @Nullable Throwable origin) {
        return null;
    }

    /** The task's thread: its code awaits once more, which may be its cleanup. */
    static void awaitsCancelled(Object thrown) {}

    /** The task's thread: its code has returned a result, as if it had not been cancelled. */
    static void cancellationSwallowed(Object thrown) {}

    /**
     * The thread that closes the loop: a task was left pending.
     *
     * @param loop the loop's name
     * @param name the task's
     * @param stack where its code waits, innermost first; empty if it never began
     */
    static boolean taskLeftPending(String loop, String name, StackTraceElement[] stack, @Nullable Throwable origin) {
        return false;
    }

    /** Any thread: whether {@link #futureDropped} wants to be called. */
    static boolean followsFutures() {
        return false;
    }

    /**
     * A thread of its own: a pending future was collected, and with it a done callback of somebody's, while its loop was open.
     *
     * @param loop the loop's name
     * @param kind the future's class name
     * @param origin where the future was made
     * @param added where the callback was added
     */
    static void futureDropped(String loop, String kind, @Nullable Throwable origin, @Nullable Throwable added) {}

    /**
     * The thread that closes the loop, or any once the resource was collected: it was left open.
     *
     * @param kind {@code EventLoop}, {@code Server}, {@code Transport}, or of a transport whose owner was collected the
     *     owner's class, {@code StreamWriter}
     * @param detail what is known of it beside the kind, addresses for instance
     * @param loop the loop's name
     * @param isCollected whether nobody can close it any more; else its loop was closed, and has closed it as well
     * @param origin where the application asked for it
     */
    static boolean unclosed(String kind, String detail, String loop, boolean isCollected, @Nullable Throwable origin) {
        return false;
    }

    /**
     * A foreign thread, just before {@code refusal} is thrown at it.
     *
     * @param operation the loop-confined method, {@code EventLoop.callSoon}
     * @param alternative what to call instead, {@code EventLoop.callSoonThreadSafe}
     */
    static void wrongThread(EventLoop loop, String operation, String alternative, Throwable refusal) {}

    /**
     * The thread that waits, or that is kept from waiting: for what only who waits could do, so that it would wait for ever.
     *
     * @param mistake a sentence without the place, which is where {@code refusal} is thrown
     * @param remedy what to do instead
     * @param chain who waits for whom, a link each
     * @param hung whether the loop has stood still because of it until now
     * @param refusal about to be thrown
     */
    static boolean selfDeadlock(
            EventLoop loop, String mistake, String remedy, String[] chain, boolean hung, Throwable refusal) {
        return false;
    }
}
