// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import org.jspecify.annotations.Nullable;

/**
 * A lock that a thread waits for, and the thread that has it. {@code java.management} tells that of platform threads, where
 * it is there; of virtual threads nothing does. The thread dump of JDK 25 names their monitors, but has been seen to crash the
 * JVM when threads are busy.
 *
 * @param name class and identity hash
 * @param owner the thread's id
 */
record HeldLock(String name, long owner) {
    /** Null if it waits for none, and where nobody tells. */
    static @Nullable HeldLock awaitedBy(Thread waiting) {
        try {
            ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(waiting.getId());
            return info == null || info.getLockOwnerId() < 0
                    ? null
                    : new HeldLock(info.getLockName(), info.getLockOwnerId());
        } catch (LinkageError | RuntimeException e) {
            Log.debug("no java.management to be had", e);
            return null;
        }
    }
}
