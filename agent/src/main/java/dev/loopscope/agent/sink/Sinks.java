// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import dev.loopscope.agent.option.LogTarget;
import dev.loopscope.agent.option.Options;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The destinations the options ask for. One that cannot be opened is a problem to say, not a reason to stop. */
public final class Sinks implements Runnable {
    private final List<Sink> all = new ArrayList<>(2);
    private final List<String> problems = new ArrayList<>(1);
    private final List<String> late = new ArrayList<>(1);
    private final ApplicationLog application;

    private Sinks(Logs logs) {
        application = new ApplicationLog(logs, System.err);
    }

    /**
     * Opens each; at start-up.
     *
     * @param pid what {@code %p} in the report's name becomes
     */
    public static Sinks open(Options options, long pid) {
        Sinks sinks = new Sinks(options.log() == LogTarget.JUL ? new JulLogs() : new Bindings());
        // First, since a log may hang.
        String report = options.report();
        if (report != null) {
            try {
                sinks.all.add(JsonLinesSink.open(report, pid, sinks.late::add));
            } catch (IOException e) {
                sinks.problems.add(e.getMessage());
            }
        }
        switch (options.log()) {
            case AUTO -> sinks.all.add(sinks.application);
            case JUL -> sinks.addJul();
            case STDERR -> sinks.all.add(new StderrSink(System.err));
            case STDOUT -> sinks.all.add(new StderrSink(System.out));
            case OFF -> {}
        }
        return sinks;
    }

    public List<Sink> all() {
        return all;
    }

    private void addJul() {
        if (ModuleLayer.boot().findModule("java.logging").isPresent()) {
            all.add(application);
        } else {
            all.add(new StderrSink(System.err));
            problems.add("log=jul: this runtime has no module java.logging; findings go to stderr");
        }
    }

    /** The one that has to be told when the application uses its logging. */
    public ApplicationLog application() {
        return application;
    }

    /** What could not be opened. */
    public List<String> problems() {
        return problems;
    }

    /** Reporter's thread: says what went wrong while writing. */
    @Override
    public void run() {
        while (!late.isEmpty()) {
            String problem = late.remove(0);
            for (Sink sink : all) {
                sink.line(new Notice(true, problem));
            }
        }
    }
}
