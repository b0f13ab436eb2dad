// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import dev.loopscope.agent.fact.FactListener;
import dev.loopscope.agent.fact.LoopSeen;
import dev.loopscope.agent.report.DiagnosticText;
import dev.loopscope.agent.report.Reporter;
import dev.loopscope.agent.sink.Notice;
import java.util.ArrayList;
import java.util.List;

/** Says once which loops are watched, or that there is none. Reporter's thread only. */
final class LoopNews implements FactListener, Runnable {
    /** Loops come in groups; the line waits for the rest of the first. Nanoseconds; a guess. */
    private static final long GROUP_NANOS = 1_000_000_000L;

    private static final long NONE_NANOS = 60_000_000_000L;
    private static final int NAMED = 8;

    private final Reporter reporter;
    private final long startedNanos = System.nanoTime();
    private final List<LoopSeen> seen = new ArrayList<>();
    private long firstNanos;
    private boolean isSaid;
    private boolean isNoneSaid;

    LoopNews(Reporter reporter) {
        this.reporter = reporter;
    }

    @Override
    public void loopSeen(LoopSeen fact) {
        if (!isSaid) {
            if (seen.isEmpty()) {
                firstNanos = System.nanoTime();
            }
            if (!seen.contains(fact) && !isKnownBetter(fact)) {
                seen.removeIf(known -> fact.isExact() && isByNameOnly(known, fact));
                seen.add(fact);
            }
        }
    }

    /** A thread the user named may run a loop that is known better, before which and after which it is a named one again. */
    private boolean isKnownBetter(LoopSeen fact) {
        for (LoopSeen known : seen) {
            if (known.isExact() && isByNameOnly(fact, known)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isByNameOnly(LoopSeen one, LoopSeen other) {
        return !one.isExact() && one.name().equals(other.name());
    }

    @Override
    public void run() {
        if (isSaid) {
            return;
        }
        long now = System.nanoTime();
        if (!seen.isEmpty() && now - firstNanos > GROUP_NANOS) {
            isSaid = true;
            reporter.say(new Notice(false, watching()));
            seen.clear();
        } else if (!isNoneSaid && seen.isEmpty() && now - startedNanos > NONE_NANOS) {
            isNoneSaid = true;
            reporter.say(new Notice(
                    true,
                    "no event loop seen for 60 s: set loop-threads= to the names of the threads that must not block,"
                            + " for example loop-threads=my-loop-*"));
        }
    }

    private String watching() {
        StringBuilder text =
                new StringBuilder("watching ").append(seen.size()).append(seen.size() == 1 ? " loop: " : " loops: ");
        for (int i = 0; i < seen.size() && i < NAMED; i++) {
            LoopSeen loop = seen.get(i);
            text.append(i == 0 ? "" : ", ").append(loop.name()).append(kind(loop));
        }
        if (seen.size() > NAMED) {
            text.append(" and ").append(seen.size() - NAMED).append(" more");
            appendOthers(text);
        }
        return DiagnosticText.oneLine(text.toString());
    }

    /** Of families that none of the named loops is of, one loop each. */
    private void appendOthers(StringBuilder text) {
        for (int i = NAMED; i < seen.size(); i++) {
            LoopSeen loop = seen.get(i);
            String kind = kind(loop);
            if (text.indexOf(kind) < 0) {
                text.append(", ").append(loop.name()).append(kind).append(" among them");
            }
        }
    }

    private static String kind(LoopSeen loop) {
        return " (" + loop.family() + (loop.isExact() ? ", exact)" : ", by its name)");
    }
}
