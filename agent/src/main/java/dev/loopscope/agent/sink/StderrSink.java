// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import dev.loopscope.agent.report.Diagnostic;
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
        print(Event.of(notice));
    }

    @Override
    public void accept(Diagnostic diagnostic) {
        print(Event.of(diagnostic));
    }

    @Override
    public void end(RunEnd end) {
        stream.flush();
    }

    /** One call, so that an event stays together among the application's own output. */
    void print(Event event) {
        StringBuilder line = new StringBuilder(event.text().length() + 64);
        line.append(event.severity().name())
                .append(' ')
                .append(event.logger())
                .append(" - ")
                .append(event.text())
                .append('\n');
        stream.print(line);
        stream.flush();
    }
}
