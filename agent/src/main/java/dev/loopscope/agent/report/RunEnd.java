// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import java.util.List;

/**
 * What is known when the JVM ends.
 *
 * @param agentErrors failures inside the agent; 0 in a healthy run
 * @param dropped facts that did not fit the queue
 * @param allowancesUsed the allow file's lines that matched, as written
 * @param allowancesUnused those that did not
 */
public record RunEnd(
        List<Tally> tallies,
        long agentErrors,
        long dropped,
        List<String> allowancesUsed,
        List<String> allowancesUnused) {

    /**
     * All findings with one fingerprint.
     *
     * @param message the first one's first line
     * @param totalNanos sum of the durations, 0 where there is none
     * @param worstNanos longest duration, 0 where there is none
     */
    public record Tally(String fingerprint, String id, String message, long count, long totalNanos, long worstNanos) {}
}
