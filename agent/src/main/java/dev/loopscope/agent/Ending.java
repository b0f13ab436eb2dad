// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import dev.loopscope.agent.report.Reporter;
import dev.loopscope.agent.watch.Watchdog;
import java.util.concurrent.TimeUnit;

/**
 * The end of the JVM, in two steps that the thread that ends it waits for: before any shutdown hook has begun, since those of the
 * application's log take away the log; and when all have ended, with what was found since. An application may do much in its
 * hooks. A hook itself, in a JDK that ends in another way than is known.
 */
final class Ending implements Runnable {
    private static final String NAME = "loopscope-end";
    /** Longer than all that waits for an appender in each of them. Guesses. */
    private static final long MOST_TO_BEGIN_MILLIS = 3_000;

    private static final long MOST_TO_FINISH_MILLIS = 2_000;

    private final Reporter reporter;
    private final Watchdog watchdog;
    private final AgentErrors errors;
    private final MissingHooks missingHooks;
    private volatile boolean hasBegun;

    Ending(Reporter reporter, Watchdog watchdog, AgentErrors errors, MissingHooks missingHooks) {
        this.reporter = reporter;
        this.watchdog = watchdog;
        this.errors = errors;
        this.missingHooks = missingHooks;
    }

    void begin() {
        hasBegun = true;
        await(new Thread(null, new Step(false), NAME, 0, false), MOST_TO_BEGIN_MILLIS);
    }

    @Override
    public void run() {
        if (!hasBegun) {
            finish();
        }
    }

    void finish() {
        await(new Thread(null, new Step(true), NAME, 0, false), MOST_TO_FINISH_MILLIS);
    }

    /** One of the two, on a thread that may hang with whatever takes what is said: a pipe that nobody reads, or a disk. */
    private final class Step implements Runnable {
        private final boolean isLast;

        Step(boolean isLast) {
            this.isLast = isLast;
        }

        @Override
        public void run() {
            if (isLast) {
                watchdog.stop();
            }
            missingHooks.run();
            errors.sayLast();
            if (isLast) {
                reporter.end(errors.beyondReporter());
            } else {
                reporter.lastCall(errors.beyondReporter());
            }
        }
    }

    private static void await(Thread step, long millis) {
        // Whoever ends the JVM may have been interrupted before.
        boolean wasInterrupted = Thread.interrupted();
        step.setDaemon(true);
        step.start();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (step.isAlive() && deadline - System.nanoTime() > 0) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(step, deadline - System.nanoTime());
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
