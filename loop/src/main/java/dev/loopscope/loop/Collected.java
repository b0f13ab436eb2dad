// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

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

    /** Says that a loop was collected that nobody closed. */
    static final class UnclosedLoop implements Runnable {
        private final String name;
        private final @Nullable Throwable origin = Boundary.origin();
        private volatile boolean closed;

        UnclosedLoop(String name) {
            this.name = name;
        }

        void closed() {
            closed = true;
        }

        @Override
        public void run() {
            if (!closed) {
                Log.warn("unclosed event loop <EventLoop " + name + Origin.suffix(origin)
                        + ">: its selector leaks; call close() on it");
            }
        }
    }
}
