// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import dev.loopscope.agent.report.Reporter;
import dev.loopscope.agent.watch.Watchdog;

/** The end of the JVM, as a shutdown hook. */
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

    @Override
    public void run() {
        watchdog.stop();
        missingHooks.run();
        errors.sayLast();
        reporter.end(errors.beyondReporter());
    }
}
