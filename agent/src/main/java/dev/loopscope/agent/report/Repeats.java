// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Counts findings by fingerprint, so that each is shown once and then only reminded of. Reporter's thread only. */
final class Repeats {
    /** Fingerprints kept; a program with more different mistakes has other worries. */
    private static final int KEPT = 4096;

    private final long intervalNanos;
    private final Map<String, Seen> seen = new LinkedHashMap<>();
    private final AtomicLong dropped = new AtomicLong();

    private static final class Seen {
        final String id;
        final String message;
        long count;
        long totalNanos;
        long worstNanos;
        long shownNanos;

        Seen(Diagnostic first) {
            id = first.id();
            message = first.message();
        }
    }

    /** How a finding compares with those before. */
    record Verdict(boolean isFirst, boolean isDue, long count) {}

    Repeats(long intervalNanos) {
        this.intervalNanos = intervalNanos;
    }

    Verdict count(Diagnostic found, long now) {
        Seen known = seen.get(found.fingerprint());
        boolean isFirst = known == null;
        if (known == null) {
            if (seen.size() == KEPT) {
                dropped.incrementAndGet();
                return new Verdict(false, false, 1);
            }
            known = new Seen(found);
            known.shownNanos = now;
            seen.put(found.fingerprint(), known);
        }
        known.count++;
        if (found.durationNanos() > 0) {
            known.totalNanos += found.durationNanos();
            known.worstNanos = Math.max(known.worstNanos, found.durationNanos());
        }
        boolean isDue = now - known.shownNanos >= intervalNanos;
        if (isDue) {
            known.shownNanos = now;
        }
        return new Verdict(isFirst, isDue, known.count);
    }

    long countOf(Diagnostic found) {
        Seen known = seen.get(found.fingerprint());
        return known == null ? 1 : known.count;
    }

    /** In the order of first appearance. */
    List<RunEnd.Tally> tallies() {
        List<RunEnd.Tally> tallies = new ArrayList<>(seen.size());
        for (Map.Entry<String, Seen> entry : seen.entrySet()) {
            Seen known = entry.getValue();
            tallies.add(new RunEnd.Tally(
                    entry.getKey(), known.id, known.message, known.count, known.totalNanos, known.worstNanos));
        }
        return tallies;
    }

    /** Any thread: findings that were not counted because too many differ. */
    long dropped() {
        return dropped.get();
    }
}
