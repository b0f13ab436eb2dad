// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

/**
 * How a task's code is suspended on this JDK. The rules are the same on each: one task runs at a time, only an await
 * gives the loop back, and blocking inside a task blocks the loop.
 */
interface TaskEngine {
    /** As the system property spells it. */
    String name();

    /** For the log. */
    String description();

    /** A stack for a body that throws nothing; runs nothing yet. */
    Strand strand(EventLoop loop, String name, Runnable body);
}
