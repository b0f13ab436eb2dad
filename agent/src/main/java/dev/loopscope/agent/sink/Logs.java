// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import org.jspecify.annotations.Nullable;

/** The logs of this JVM's applications, as far as these use them already. */
interface Logs {
    /** Any thread: the application has got a logger from this class; cheap when that is known. */
    void add(Class<?> source);

    /** Any thread: what sets a log up late begins to. */
    void configuring();

    /** Any thread: and has done so. */
    void configured();

    /** Any thread. */
    boolean isEmpty();

    /**
     * The log that takes what is to be said now; null for none. By the thread that writes.
     *
     * @param canWait whether it is better to have none yet than one that is to be set up
     */
    @Nullable
    Log open(boolean canWait);
}
