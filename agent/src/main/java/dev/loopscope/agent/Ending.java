// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import dev.loopscope.agent.report.Reporter;
import dev.loopscope.agent.watch.Watchdog;

/**
 * The end of the JVM, in two steps on the thread that ends it: before any shutdown hook has begun, since those of the
 * application's log take away the log; and when all have ended, with what was found since. An application may do much in its
 * hooks. A hook itself, in a JDK that ends in another way than is known.
 */
final class Ending implements Runnable {
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
        missingHooks.run();
        errors.sayLast();
        reporter.lastCall(errors.beyondReporter());
    }

    @Override
    public void run() {
        if (!hasBegun) {
            finish();
        }
    }

    void finish() {
        watchdog.stop();
        missingHooks.run();
        errors.sayLast();
        reporter.end(errors.beyondReporter());
    }
}
