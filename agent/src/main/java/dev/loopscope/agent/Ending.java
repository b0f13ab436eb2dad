// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import dev.loopscope.agent.report.Reporter;
import dev.loopscope.agent.watch.Watchdog;

/**
 * The end of the JVM, in two steps: on the thread that ends it, before any shutdown hook has begun, since those of the
 * application's log take away the log; and as a shutdown hook, with what was found since.
 */
final class Ending implements Runnable {
    private final Reporter reporter;
    private final Watchdog watchdog;
    private final AgentErrors errors;
    private final MissingHooks missingHooks;

    Ending(Reporter reporter, Watchdog watchdog, AgentErrors errors, MissingHooks missingHooks) {
        this.reporter = reporter;
        this.watchdog = watchdog;
        this.errors = errors;
        this.missingHooks = missingHooks;
    }

    void begin() {
        missingHooks.run();
        errors.sayLast();
        reporter.lastCall(errors.beyondReporter());
    }

    @Override
    public void run() {
        watchdog.stop();
        missingHooks.run();
        errors.sayLast();
        reporter.end(errors.beyondReporter());
    }
}
