// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import org.jspecify.annotations.Nullable;

/** Cancellations of the bundled loop's tasks, on the threads of their code; neither blocks nor loads classes. */
public interface CancellationListener {
    /**
     * A task's code is about to be told that it is cancelled.
     *
     * @param task the task's name
     * @param place made where it awaits
     * @param origin where the task was made, if known
     * @return what the other two are to be given until the task has taken the request back; null when this one is not followed
     */
    @Nullable
    Object thrown(String task, Throwable place, @Nullable Throwable origin);

    /** Its code awaits once more. */
    void awaits(Object thrown);

    /** Its code has returned a result. */
    void swallowed(Object thrown);
}
