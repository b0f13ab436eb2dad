// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import org.jspecify.annotations.Nullable;

/**
 * The stack a task's code lives on, with a thread of its own that runs only while the loop waits for it. Whoever is
 * handed control says so in the loop's slot first, and whoever hands it on before; so at any moment at most one thread
 * runs the loop's code, and every other one knows that it does not.
 */
interface Strand {
    /** Who runs the loop's code: {@link LoopThread}'s. */
    interface Slot {
        /** The calling thread runs it from now on. */
        void takeControl(Thread me);

        /** The calling thread is about to hand control to another, which will take it. */
        void leaveControl();

        /** The one to take it is known, and the calling thread may run other code before it does. */
        void passControl(@Nullable Thread next);
    }

    /**
     * Gives control to the task's code until it suspends or ends. In the thread that runs the loop's code; that thread
     * waits, also while the task's code blocks.
     *
     * @throws IllegalStateException if no thread can be had for it
     */
    void resume();

    /**
     * Gives control back, to return when it is resumed. In the strand's own thread.
     *
     * @throws IllegalStateException if this stack cannot be left now; control was not given back then
     */
    void suspend();

    /**
     * Does something that resumes other strands, while this one waits. In the strand's own thread.
     *
     * @throws IllegalStateException as {@link #suspend()}
     */
    void aside(Runnable work);

    /** Any thread: its thread while it is suspended, else null; exact while nothing of the loop moves. */
    @Nullable
    Thread suspendedThread();

    /**
     * Any thread, while the strand's code waits for a lock: has the thread that waits for the strand do something meanwhile.
     * Then the strand's own thread cannot go on before that is done.
     *
     * @param blocked the thread that waits for the lock
     * @return false if nobody will, since the strand has another thread, or holds the one that waits for it; true promises
     *     nothing either, as it may go on just now
     */
    boolean meanwhile(Thread blocked, Runnable work);

    /** Any thread; exact while suspended, empty before the first resume. */
    StackTraceElement[] stack();
}
