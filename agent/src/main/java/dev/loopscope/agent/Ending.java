// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import dev.loopscope.agent.report.Reporter;
import dev.loopscope.agent.watch.Watchdog;
import dev.loopscope.agent.weave.Weaver;

/** The end of the JVM, as a shutdown hook. */
final class Ending implements Runnable {
    private final Reporter reporter;
    private final Watchdog watchdog;
    private final Weaver weaver;

    Ending(Reporter reporter, Watchdog watchdog, Weaver weaver) {
        this.reporter = reporter;
        this.watchdog = watchdog;
        this.weaver = weaver;
    }

    @Override
    public void run() {
        watchdog.stop();
        reporter.end(LoopscopeProbes.errors() + watchdog.errors() + weaver.errors());
    }
}
