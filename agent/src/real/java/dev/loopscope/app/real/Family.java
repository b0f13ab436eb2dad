// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import java.util.concurrent.Callable;

/** Loops of one library, and the ways its users get their code to run there. Any thread but the loops'. */
interface Family {
    /** Has a handler of the library's called that does this work: something has become ready. Returns before. */
    void onReady(Runnable work) throws Exception;

    /** Has a task run that does this work. Returns before. */
    void onTask(Runnable work) throws Exception;

    /** What must be right on the library's other threads, and in the middle of callbacks. */
    default void otherwise() throws Exception {}

    /** Has so many callbacks run one after the other, without a poll in between; false where that is not the library's to say. */
    default boolean atOnce(Runnable work, int times) throws Exception {
        return false;
    }

    /** What the names of the threads have in them on which it polls; null where it does not. */
    default String polling() {
        return null;
    }

    /** A wait that the library refuses in its loops; null where it never does. */
    default Callable<?> refusedWait() {
        return null;
    }

    void end() throws Exception;
}
