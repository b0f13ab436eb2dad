// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

/** How many of several futures {@link Async#waitUntil} waits for. */
public enum ReturnWhen {
    /** Until one of them is done, however it ended. */
    FIRST_COMPLETED,
    /** Until one of them has failed, a cancellation not counted, or all are done. */
    FIRST_EXCEPTION,
    /** Until all are done. */
    ALL_COMPLETED
}
