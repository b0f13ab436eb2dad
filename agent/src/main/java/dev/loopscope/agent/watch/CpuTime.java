// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import org.jspecify.annotations.Nullable;

/**
 * A reading of a platform thread's CPU time. Readings of different threads have nothing to do with each other: a loop's code
 * goes from thread to thread with its tasks.
 */
public record CpuTime(long threadId, long nanos) {
    private static final long UNKNOWN = -1;

    /** CPU time spent between two readings of the same thread, -1 when that cannot be said. */
    static long between(@Nullable CpuTime earlier, @Nullable CpuTime later) {
        return earlier == null || later == null || earlier.threadId != later.threadId
                ? UNKNOWN
                : Math.max(0, later.nanos - earlier.nanos);
    }
}
