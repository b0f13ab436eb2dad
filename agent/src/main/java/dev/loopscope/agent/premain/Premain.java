// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.premain;

import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The agent jar's entry points: {@code -javaagent:loopscope-agent.jar} and {@code java -jar loopscope-agent.jar}. Whatever
 * goes wrong here costs one line on stderr; the application starts.
 */
public final class Premain {
    private static boolean isStarted;

    private Premain() {}

    /** Called by the JVM before the application's {@code main}. A second agent of the same kind does nothing. */
    public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
        if (!begin()) {
            return;
        }
        try {
            Class<?> agent = loader().loadClass("dev.loopscope.agent.Agent");
            agent.getMethod("start", String.class, Instrumentation.class).invoke(null, arguments, instrumentation);
        } catch (Throwable t) {
            Throwable cause = t instanceof InvocationTargetException && t.getCause() != null ? t.getCause() : t;
            System.err.println("WARN loopscope - the agent could not start and leaves the application alone: " + cause);
        }
    }

    /** True the first time. With an {@code AtomicBoolean} the JVM's first variable handle would cost 7 ms. */
    private static synchronized boolean begin() {
        boolean isFirst = !isStarted;
        isStarted = true;
        return isFirst;
    }

    /**
     * Runs the command line: {@code check}, {@code --help}, {@code --version}, {@code --print-config}. Ends the JVM with its
     * exit status.
     */
    public static void main(String[] arguments) throws Exception {
        Class<?> cli = loader().loadClass("dev.loopscope.agent.cli.Cli");
        cli.getMethod("main", String[].class).invoke(null, (Object) arguments);
    }

    private static AgentClassLoader loader() throws IOException, URISyntaxException {
        return new AgentClassLoader(new File(Premain.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI()));
    }
}
