// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import dev.loopscope.agent.report.Reporter;
import dev.loopscope.agent.watch.Watchdog;
import dev.loopscope.agent.weave.Weaver;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Failures of the agent itself, wherever they are counted. Any thread. */
final class AgentErrors implements LongSupplier {
    private final Reporter reporter;
    private final Watchdog watchdog;
    private final Weaver weaver;

    AgentErrors(Reporter reporter, Watchdog watchdog, Weaver weaver) {
        this.reporter = reporter;
        this.watchdog = watchdog;
        this.weaver = weaver;
    }

    @Override
    public long getAsLong() {
        return beyondReporter() + reporter.errors();
    }

    /** Those the reporter does not count. */
    long beyondReporter() {
        return LoopscopeProbes.errors() + watchdog.errors() + weaver.errors();
    }

    /** Has the reporter say where the last of each came from. At the end of the JVM. */
    void sayLast() {
        say("a probe", LoopscopeProbes.lastError());
        say("the watchdog", watchdog.lastError());
        say("the weaver", weaver.lastError());
    }

    private void say(String who, @Nullable Throwable error) {
        if (error != null) {
            reporter.name(who, error);
        }
    }
}
