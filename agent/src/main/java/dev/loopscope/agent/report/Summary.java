// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import org.jspecify.annotations.Nullable;

/** What the log says at the end of the JVM. */
final class Summary {
    /** Lines; the JSON Lines file has them all. */
    private static final int PLACES = 20;

    private Summary() {}

    /** Null when there is nothing to say. */
    static @Nullable String of(RunEnd end) {
        if (end.tallies().isEmpty()
                && end.agentErrors() == 0
                && end.dropped() == 0
                && end.allowancesUnused().isEmpty()) {
            return null;
        }
        long findings = 0;
        for (RunEnd.Tally tally : end.tallies()) {
            findings += tally.count();
        }
        StringBuilder text = new StringBuilder()
                .append(plural(findings, "finding"))
                .append(" in ")
                .append(plural(end.tallies().size(), "place"));
        if (end.agentErrors() > 0) {
            text.append(", ").append(plural(end.agentErrors(), "agent error"));
        }
        if (end.dropped() > 0) {
            text.append(", ").append(end.dropped()).append(" dropped to spare the loop");
        }
        int lines = 0;
        for (RunEnd.Tally tally : end.tallies()) {
            if (++lines > PLACES) {
                text.append("\n    ... ").append(end.tallies().size() - PLACES).append(" more places");
                break;
            }
            text.append("\n    ").append(tally.count()).append(" x ").append(tally.id());
            if (tally.worstNanos() > 0) {
                text.append(", worst ").append(DiagnosticText.duration(tally.worstNanos()));
            }
            text.append(": ")
                    .append(DiagnosticText.oneLine(tally.message()))
                    .append(" #")
                    .append(tally.fingerprint());
        }
        for (String unused : end.allowancesUnused()) {
            text.append("\n    unused allowance: ").append(unused);
        }
        return text.toString();
    }

    private static String plural(long count, String word) {
        return count == 1 ? "1 " + word : count + " " + word + "s";
    }
}
