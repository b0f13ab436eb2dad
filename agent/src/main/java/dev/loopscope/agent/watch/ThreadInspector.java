// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import dev.loopscope.agent.report.Blocker;
import dev.loopscope.agent.report.StackView;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks into other threads. Watchdog's thread only; made when the first loop is watched, because the management classes it
 * needs cost more to load than the rest of the agent.
 */
final class ThreadInspector {
    private static final int OWNER_FRAMES = 32;

    /** Null in a runtime without {@code java.management}: then there is no CPU time and no lock owner, but still a stack. */
    private final @Nullable Beans beans;

    private ThreadInspector(@Nullable Beans beans) {
        this.beans = beans;
    }

    static ThreadInspector open() {
        try {
            Beans beans = new Beans();
            // The first use of each loads classes; a stuck loop must not wait for that.
            beans.blocker(Thread.currentThread());
            beans.cpuNanos(Thread.currentThread());
            return new ThreadInspector(beans);
        } catch (LinkageError e) {
            return new ThreadInspector(null);
        }
    }

    /** CPU time of what runs a thread, a virtual one's carrier; null when it cannot be told. */
    @Nullable
    CpuTime cpu(Thread thread) {
        Thread platform = LoopscopeThread.platformThreadOf(thread);
        long nanos = beans == null || platform == null ? -1 : beans.cpuNanos(platform);
        return nanos < 0 ? null : new CpuTime(LoopscopeThread.idOf(platform), nanos);
    }

    Sample sample(Thread thread) {
        Thread.State state = thread.getState();
        StackTraceElement[] stack = thread.getStackTrace();
        boolean isVirtual = LoopscopeThread.isVirtual(thread);
        Blocker blocker = null;
        if (state == Thread.State.BLOCKED && !isVirtual && beans != null) {
            blocker = beans.blocker(thread);
        }
        return new Sample(thread.getName(), isVirtual, stack, state, blocker);
    }

    /** Apart, so that a runtime without the module links the rest. */
    private static final class Beans {
        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        private final boolean measuresCpu = threads.isThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled();

        long cpuNanos(Thread thread) {
            if (!measuresCpu) {
                return -1;
            }
            // By its number, the JDK would ask the calling thread for its own, which may be overridden.
            return thread == Thread.currentThread()
                    ? threads.getCurrentThreadCpuTime()
                    : threads.getThreadCpuTime(LoopscopeThread.idOf(thread));
        }

        @Nullable
        Blocker blocker(Thread thread) {
            ThreadInfo info = threads.getThreadInfo(LoopscopeThread.idOf(thread), 0);
            if (info == null || info.getLockInfo() == null) {
                return null;
            }
            List<String> owner = new ArrayList<>();
            if (info.getLockOwnerId() >= 0) {
                ThreadInfo ownerInfo = threads.getThreadInfo(info.getLockOwnerId(), OWNER_FRAMES);
                if (ownerInfo != null) {
                    for (StackTraceElement frame : ownerInfo.getStackTrace()) {
                        owner.add(StackView.text(frame));
                    }
                }
            }
            return new Blocker(info.getLockOwnerName(), info.getLockInfo().getClassName(), owner);
        }
    }
}
