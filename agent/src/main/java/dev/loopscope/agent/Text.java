// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import dev.loopscope.agent.option.LogTarget;
import dev.loopscope.agent.option.Options;
import dev.loopscope.agent.report.RunStart;
import java.util.Locale;
import java.util.Map;

/** What the agent says about itself. */
final class Text {
    private Text() {}

    /** One line: version, JDK, what is live, mode, where findings go. */
    static String banner(RunStart run, int detectors, int hooks, Options options) {
        StringBuilder text = new StringBuilder(160)
                .append("Loopscope ")
                .append(run.agentVersion())
                .append(" on JDK ")
                .append(run.jdk())
                .append(": ")
                .append(detectors)
                .append(" of ")
                .append(built(run))
                .append(" detectors, ")
                .append(hooks - run.hooksMissing().size())
                .append(" of ")
                .append(hooks)
                .append(" hooks, mode ")
                .append(run.mode())
                .append(", findings go to ")
                .append(target(options.log()));
        if (options.report() != null) {
            text.append(" and to ").append(options.report());
        }
        for (String missing : run.hooksMissing()) {
            text.append("; this JDK has no ").append(missing);
        }
        return text.toString();
    }

    private static int built(RunStart run) {
        int built = 0;
        for (Map.Entry<String, String> detector : run.detectors().entrySet()) {
            if (!detector.getValue().equals("not in this version")) {
                built++;
            }
        }
        return built;
    }

    private static String target(LogTarget log) {
        return switch (log) {
            case AUTO -> "the application's log";
            case JUL -> "java.util.logging";
            case STDERR -> "stderr";
            case STDOUT -> "stdout";
            case OFF -> "no log";
        };
    }

    static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }
}
