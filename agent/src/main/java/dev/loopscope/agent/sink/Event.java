// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.DiagnosticText;
import dev.loopscope.agent.report.Level;

/** One event of a log: what the agent has to say, as every log takes it. */
record Event(Severity severity, String logger, String text) {
    /** The logger of what is no finding, and above those of findings. */
    static final String ROOT = "loopscope";

    /** The names are what is printed. */
    enum Severity {
        INFO,
        WARN,
        ERROR
    }

    static Event of(Notice notice) {
        return new Event(notice.warning() ? Severity.WARN : Severity.INFO, ROOT, notice.text());
    }

    static Event of(Diagnostic diagnostic) {
        return new Event(
                diagnostic.level() == Level.ERROR ? Severity.ERROR : Severity.WARN,
                ROOT.concat(".").concat(diagnostic.id()),
                DiagnosticText.render(diagnostic));
    }

    static Event warning(String text) {
        return new Event(Severity.WARN, ROOT, text);
    }
}
