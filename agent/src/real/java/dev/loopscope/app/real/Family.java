// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

/** Loops of one library, and the ways its users get their code to run there. Any thread but the loops'. */
interface Family {
    /** Has a handler of the library's called that does this work: something has become ready. Returns before. */
    void onReady(Runnable work) throws Exception;

    /** Has a task run that does this work. Returns before. */
    void onTask(Runnable work) throws Exception;

    /** What must be right on the library's other threads, and in the middle of callbacks. */
    default void otherwise() throws Exception {}

    void end() throws Exception;
}
