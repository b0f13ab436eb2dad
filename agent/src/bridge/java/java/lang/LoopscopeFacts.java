// SPDX-License-Identifier: Apache-2.0
package java.lang;

/**
 * The list of facts: everything woven code can tell the agent, except of other people's futures and tasks, which
 * {@link LoopscopeFutureFacts} lists, and of mistakes that no clock is needed to know, which {@link LoopscopeMistakeFacts}
 * lists. Implemented once, in the agent's own class loader.
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

    /** All shutdown hooks have ended. */
    public abstract void jvmEnded();

    /** Somebody has asked for the platform's MBean server. */
    public abstract void managementOpened();
}
