// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** How long collections have stopped the process. Any thread. */
final class GcTime {
    private static final long MILLISECOND = 1_000_000L;
    /** What a collector does beside the application has a bean of its own: ZGC's cycles, and Shenandoah's. */
    private static final String BESIDE = "Cycles";

    private final GarbageCollectorMXBean[] pauses;

    GcTime() {
        List<GarbageCollectorMXBean> found = new ArrayList<>();
        for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (!bean.getName().endsWith(BESIDE)) {
                found.add(bean);
            }
        }
        pauses = found.toArray(new GarbageCollectorMXBean[0]);
    }

    /** Since the JVM started; a collection counts when it is over. */
    long nanos() {
        long millis = 0;
        for (GarbageCollectorMXBean bean : pauses) {
            // -1 where a collector does not count.
            millis += Math.max(0, bean.getCollectionTime());
        }
        return millis * MILLISECOND;
    }
}
