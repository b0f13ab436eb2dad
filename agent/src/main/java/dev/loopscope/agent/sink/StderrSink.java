// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.DiagnosticText;
import dev.loopscope.agent.report.RunEnd;
import dev.loopscope.agent.report.RunStart;
import java.io.PrintStream;

/** {@code WARN loopscope.blocking-call - text} on a stream the agent took hold of before the application could replace it. */
public final class StderrSink implements Sink {
    private final PrintStream stream;

    /**
     * Prints to what is now {@link System#err}, or {@link System#out}.
     *
     * @param stream is never closed
     */
    public StderrSink(PrintStream stream) {
        this.stream = stream;
    }

    @Override
    public void start(RunStart start) {}

    @Override
    public void line(Notice notice) {
        print(notice.warning() ? "WARN" : "INFO", "loopscope", notice.text());
    }

    @Override
    public void accept(Diagnostic diagnostic) {
        print(diagnostic.level().name(), "loopscope.".concat(diagnostic.id()), DiagnosticText.render(diagnostic));
    }

    @Override
    public void end(RunEnd end) {
        stream.flush();
    }

    /** One call, so that an event stays together among the application's own output. */
    void print(String level, String logger, String text) {
        StringBuilder event = new StringBuilder(text.length() + 64);
        event.append(level)
                .append(' ')
                .append(logger)
                .append(" - ")
                .append(text)
                .append('\n');
        stream.print(event);
        stream.flush();
    }
}
