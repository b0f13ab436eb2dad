// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import org.jspecify.annotations.Nullable;

/** Tasks that executors run again and again; called by the thread it happens on, and neither blocks nor loads classes. */
public interface PeriodicTaskListener {
    /** One was scheduled. */
    void made(Object task, Throwable origin);

    /**
     * One threw and will not run again.
     *
     * @param kind simple class name of the executor
     */
    void died(Object task, Throwable exception, String kind);

    /** Somebody looked at an exception, or the task that threw it was cancelled before: nobody needs to be told. */
    void settled(@Nullable Throwable exception);
}
