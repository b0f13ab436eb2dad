// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command line: all scenarios in turn, or those that are named. */
public final class DemoApp {
    /** Bound before anything is shown, as an application's log is, so that each finding appears when it is made. */
    private static final Logger LOG = LoggerFactory.getLogger(DemoApp.class);

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private static final String HELP = """
            Usage: java [-javaagent:loopscope-agent.jar] -jar loopscope-demo-app.jar [NAME...]

            Makes the mistakes that event-loop programs make, each followed by its corrected form.
            Without a NAME, all of them in turn. What the agent finds is in the log, on standard error.

              --list   name every scenario, a line each
              --help   show this text

            Exit status: 0 shown, 1 a scenario did not work, 2 wrong use.
            """;

    private DemoApp() {}

    public static void main(String[] args) {
        int status = run(List.of(args), System.out, System.err);
        if (status != OK) {
            System.exit(status);
        }
    }

    /** Gives the exit status. */
    static int run(List<String> args, PrintStream out, PrintStream err) {
        if (args.contains("--help") || args.contains("-h")) {
            out.print(HELP);
            return OK;
        }
        if (args.contains("--list")) {
            Scenarios.ALL.forEach(scenario -> out.printf("%-28s%s%n", scenario.name(), scenario.summary()));
            return OK;
        }
        List<Scenario> chosen = new ArrayList<>();
        for (String arg : args) {
            Scenario scenario = Scenarios.byName(arg);
            if (scenario == null) {
                err.println(
                        arg.startsWith("-")
                                ? "unknown option '" + arg + "'; --help names those there are"
                                : "unknown scenario '" + arg + "'; the nearest is '" + Scenarios.nearestName(arg)
                                        + "', and --list names all");
                return USAGE;
            }
            chosen.add(scenario);
        }
        return show(chosen.isEmpty() ? Scenarios.ALL : chosen, new Stage(out), err);
    }

    static int show(List<Scenario> scenarios, Stage stage, PrintStream err) {
        LOG.debug("showing {} scenarios", scenarios.size());
        for (Scenario scenario : scenarios) {
            stage.open(scenario);
            try {
                scenario.show(stage);
            } catch (Exception e) {
                err.println("scenario " + scenario.name() + " did not work: " + e);
                e.printStackTrace(err);
                return FAILED;
            }
            stage.close();
        }
        return OK;
    }
}
