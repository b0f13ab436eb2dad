// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.option;

/** How thorough the agent is, and what that may cost. */
public enum Mode {
    /** All detectors, traces sampled where they cost. */
    DEV,
    /** Cheapest: no creation traces, and {@code blocking-min} applies to every operation. */
    PROD,
    /** Nothing sampled, repeats still counted; for CI. */
    TEST,
    /** As {@link #TEST}, and every occurrence in full, also what is usually instant; for studying a program. */
    ALL
}
