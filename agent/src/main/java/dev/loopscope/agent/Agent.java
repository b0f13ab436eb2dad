// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import dev.loopscope.agent.option.DetectorIds;
import dev.loopscope.agent.option.OptionReader;
import dev.loopscope.agent.option.Options;
import java.lang.instrument.Instrumentation;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;

/** The agent's start, before any class that names the bridge may be linked. */
public final class Agent {
    private Agent() {}

    /** Called by the entry class, once, before the application's {@code main}. */
    public static void start(@Nullable String arguments, Instrumentation instrumentation) throws Exception {
        if (JdkTool.isRunning(System.getProperty("sun.java.command", ""))) {
            return;
        }
        Options options =
                OptionReader.read(arguments, System.getProperties(), System.getenv(), new HashSet<>(DetectorIds.ALL));
        if (!options.enabled()) {
            return;
        }
        ClassLoader loader = Agent.class.getClassLoader();
        Bridge.install(instrumentation, loader);
        try {
            Pipeline.start(options, instrumentation, loader);
        } catch (Throwable t) {
            // Half an agent would be worse than none.
            Silence.keep();
            throw t;
        }
    }
}
