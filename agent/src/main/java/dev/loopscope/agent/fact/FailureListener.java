// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import org.jspecify.annotations.Nullable;

/**
 * Failures of other people's futures as they happen: called by the thread that fails or reads, inside the future's own code, so it
 * neither blocks nor loads classes.
 */
public interface FailureListener {
    /** {@code holder}, a {@code kind} of future or a box of its own, has {@code exception} and is not published yet. */
    void failureStored(Object holder, Throwable exception, String kind);

    /** It is what makes a future fail that was made there. */
    void failureBelongs(Throwable exception, Thrown origin);

    /** Somebody looked at it. */
    void failureRead(Throwable exception);

    /** Somebody had it thrown at them, on the current thread. */
    void failureThrown(Throwable exception);

    /** Somebody will be told it by {@code copy}, which has it as its cause, or is the very same. */
    void failureCopied(Throwable exception, Throwable copy);

    /** The current thread lets it out of the code of another future: having had it thrown at oneself was not the end of it. */
    void failureRethrown(Throwable exception);

    /** A library's future is about to fail with {@code exception}; {@code holder} is the future, or a box of its own. */
    void futureFailing(Object holder, Throwable exception, String kind);

    /** A library's future takes over a result, which may be the box of an exception that was told as a holder. */
    void futureTaking(Object result, String kind);

    /** Somebody asked a library's future whether it has failed; perhaps it has not. */
    void futureAsked(Object future);

    /** A library's future tells a listener that it is done; perhaps it has not failed. */
    void futureHeard(Object future, Object listener);

    /** A listener is told it. */
    void failureHeard(Object listener, Throwable exception);

    /**
     * {@code future}, which nobody depends on any more, may be about to fail.
     *
     * @param isSettled whether what was made of it has been completed without it
     */
    void failureArriving(Object future, Throwable exception, boolean isSettled);

    /** {@code future} is pending, and nobody wants its result any more. */
    void futureOutrun(Object future);

    /**
     * A future that depends on several answers for the failure of one.
     *
     * @param carried the failure it has itself, perhaps the very same; null when it has none
     */
    void failureSwallowed(Throwable other, @Nullable Throwable carried);

    /** It came too late: the future had been completed. */
    void failureRefused(Throwable exception);
}
