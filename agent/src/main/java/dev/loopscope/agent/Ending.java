// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import dev.loopscope.agent.report.Reporter;
import dev.loopscope.agent.watch.Watchdog;
import dev.loopscope.agent.weave.Weaver;
import org.jspecify.annotations.Nullable;

/** The end of the JVM, as a shutdown hook. */
final class Ending implements Runnable {
    private final Reporter reporter;
    private final Watchdog watchdog;
    private final Weaver weaver;
    private final MissingHooks missingHooks;

    Ending(Reporter reporter, Watchdog watchdog, Weaver weaver, MissingHooks missingHooks) {
        this.missingHooks = missingHooks;
        this.reporter = reporter;
        this.watchdog = watchdog;
        this.weaver = weaver;
    }

    @Override
    public void run() {
        watchdog.stop();
        missingHooks.run();
        name("a probe", LoopscopeProbes.lastError());
        name("the watchdog", watchdog.lastError());
        name("the weaver", weaver.lastError());
        reporter.end(LoopscopeProbes.errors() + watchdog.errors() + weaver.errors());
    }

    private void name(String who, @Nullable Throwable error) {
        if (error != null) {
            reporter.name(who, error);
        }
    }
}
