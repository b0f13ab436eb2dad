// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.cli;

import dev.loopscope.agent.allow.AllowFile;
import dev.loopscope.agent.option.DetectorIds;
import dev.loopscope.agent.option.OptionReader;
import dev.loopscope.agent.option.Options;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The agent jar started as a program. */
public final class Cli {
    static final int CLEAN = 0;
    static final int FINDINGS = 1;
    static final int USAGE = 2;
    static final int INCOMPLETE = 3;

    private static final String HELP = """
            Watch a program:
              java -javaagent:loopscope-agent.jar[=key=value,...] ...

            Ask this jar:
              java -jar loopscope-agent.jar check FILE...          summarise reports written with report=FILE
              java -jar loopscope-agent.jar --print-config [ARGS]  every option, its value and where it came from,
                                                                   with ARGS as the agent's arguments
              java -jar loopscope-agent.jar --version
              java -jar loopscope-agent.jar --help

            Exit status of check: 0 clean, 1 findings, 3 no start or no end record, 2 wrong usage or unreadable file.
            """;

    private Cli() {}

    /** Ends the JVM. */
    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err, System.getProperties(), System.getenv()));
    }

    /** As {@link #main}, but returns the exit status. */
    static int run(String[] args, PrintStream out, PrintStream err, Properties system, Map<String, String> env) {
        int status = answer(args, out, err, system, env);
        out.flush();
        err.flush();
        return status;
    }

    private static int answer(
            String[] args, PrintStream out, PrintStream err, Properties system, Map<String, String> env) {
        if (args.length == 0) {
            err.print(HELP);
            return USAGE;
        }
        switch (args[0]) {
            case "check" -> {
                return check(args, out, err);
            }
            case "--help", "-h", "help" -> {
                out.print(HELP);
                return CLEAN;
            }
            case "--version" -> {
                out.println("loopscope-agent " + version());
                return CLEAN;
            }
            case "--print-config" -> {
                return printConfig(args, out, err, system, env);
            }
            default -> {
                err.println("Unknown command " + args[0] + ".");
                err.println();
                err.print(HELP);
                return USAGE;
            }
        }
    }

    private static int check(String[] args, PrintStream out, PrintStream err) {
        List<String> files = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            if (args[i].equals("--help") || args[i].equals("-h")) {
                out.print(HELP);
                return CLEAN;
            }
            if (args[i].startsWith("--")) {
                err.println("check has no option " + args[i] + ".");
                return USAGE;
            }
            if (!files.contains(args[i])) {
                files.add(args[i]);
            }
        }
        if (files.isEmpty()) {
            err.println("check needs at least one file.");
            err.println();
            err.print(HELP);
            return USAGE;
        }
        Check check = new Check(err);
        for (int i = 0; i < files.size(); i++) {
            check.read(files.get(i));
        }
        return check.print(out);
    }

    private static int printConfig(
            String[] args, PrintStream out, PrintStream err, Properties system, Map<String, String> env) {
        StringBuilder agentArgs = new StringBuilder();
        for (int i = 1; i < args.length; i++) {
            agentArgs.append(i == 1 ? "" : ",").append(args[i]);
        }
        Options options = OptionReader.read(agentArgs.toString(), system, env, new LinkedHashSet<>(DetectorIds.ALL));
        warn(err, options.problems());
        String allowFile = options.allowFile();
        if (allowFile != null) {
            warn(err, AllowFile.read(allowFile).problems());
        }
        out.print(options.print());
        return CLEAN;
    }

    private static void warn(PrintStream err, List<String> problems) {
        for (int i = 0; i < problems.size(); i++) {
            err.println("WARN " + problems.get(i));
        }
    }

    private static String version() {
        Properties build = new Properties();
        try (InputStream in = Cli.class.getResourceAsStream("/dev/loopscope/agent/build.properties")) {
            if (in != null) {
                build.load(in);
            }
        } catch (IOException e) {
            // A version is not worth failing for.
        }
        return build.getProperty("version", "unknown");
    }
}
