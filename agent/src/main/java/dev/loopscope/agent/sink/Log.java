// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

/** A log of the application's. It may block, as the application's may; so only the thread that writes comes here. */
interface Log {
    /** Whether what is logged now can be seen by anybody. */
    boolean isOpen();

    /** False when the application's logging failed; then the event belongs where it can be seen. */
    boolean write(Event event);
}
