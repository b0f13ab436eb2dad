// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

/**
 * Failures of other people's futures as they happen: called by the thread that fails or reads, inside the future's own code, so it
 * neither blocks nor loads classes.
 */
public interface FailureListener {
    /** {@code holder}, a {@code kind} of future or a box of its own, has {@code exception} and is not published yet. */
    void failureStored(Object holder, Throwable exception, String kind);

    /** It is what makes a future fail that was made there. */
    void failureBelongs(Throwable exception, Throwable origin);

    /** Somebody looked at it. */
    void failureRead(Throwable exception);

    /** It came too late: the future had been completed. */
    void failureRefused(Throwable exception);
}
