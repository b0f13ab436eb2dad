// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

/**
 * The stack a task's code lives on, with a thread of its own that runs only while the loop waits for it. Whoever is
 * handed control writes the loop's thread slot first; so at any moment exactly one thread runs the loop's code.
 */
interface Strand {
    /** Where a thread that is handed control says so: {@link LoopThread}'s. */
    interface Slot {
        void set(Thread thread);
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

    /** Any thread; exact while suspended, empty before the first resume. */
    StackTraceElement[] stack();
}
