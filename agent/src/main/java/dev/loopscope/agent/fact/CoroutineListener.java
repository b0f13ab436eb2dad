// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import org.jspecify.annotations.Nullable;

/** Coroutine objects of the bundled loop as they come and go. Any thread; neither blocks nor loads classes. */
public interface CoroutineListener {
    /**
     * One was made.
     *
     * @param code the class of the code it will run
     * @param origin where, if known
     * @return what {@link #started} is to be given, or null when this one is not followed
     */
    @Nullable
    Object made(Object coroutine, Class<?> code, @Nullable Throwable origin);

    /** It was started, or given up on purpose. */
    void started(Object made);
}
