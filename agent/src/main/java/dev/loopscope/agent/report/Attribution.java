// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

/** Where the time of a held loop went, in milliseconds; the parts add up to the whole within rounding. */
public record Attribution(
        double cpuMs,
        double lockMs,
        double parkedMs,
        double ioMs,
        double gcMs,
        double classLoadMs,
        double notScheduledMs,
        double otherMs) {}
