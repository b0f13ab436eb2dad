// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.lang.ref.Cleaner;

/** What is said about objects that were collected too early; from a daemon thread of its own. */
final class Collected {
    private static final Cleaner CLEANER = Cleaner.create(runnable -> {
        Thread thread = new Thread(runnable, "loopscope-collected");
        thread.setDaemon(true);
        thread.setContextClassLoader(Collected.class.getClassLoader()); // Not that of whoever came first.
        return thread;
    });

    private Collected() {}

    /**
     * Runs the action when the object is collected, or when the result is cleaned. The action must not refer to the
     * object.
     */
    static Cleaner.Cleanable watch(Object object, Runnable action) {
        return CLEANER.register(object, action);
    }
}
