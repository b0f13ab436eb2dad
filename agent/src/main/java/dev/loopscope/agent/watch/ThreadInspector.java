// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import dev.loopscope.agent.report.Blocker;
import dev.loopscope.agent.report.LockWait;
import dev.loopscope.agent.report.StackView;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks into other threads. Watchdog's thread only; made when the first loop is watched, because the management classes it
 * needs cost more to load than the rest of the agent.
 */
final class ThreadInspector {
    /** Deep enough for the static initialiser under which calls are linked for the first time. */
    private static final int OWNER_FRAMES = 256;
    /** Of how many frames {@code Thread.getStackTrace} tells at most from JDK 21 on, unless the JVM was told otherwise. */
    private static final int MOST_FRAMES = 1_024;
    /** The application's own may lie behind a deep recursion of the JDK's; bounded, as everybody waits while they are read. */
    private static final int DEEP_FRAMES = 16_384;

    private final SystemThreads system = new SystemThreads();

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
            beans.gc.nanos();
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

    /**
     * The sample of a thread that stands still though it is called runnable, with what the system says of it: ready, but not
     * let run; or asleep, as one is that waits for a lock of the JVM's. Then it is blocked by whoever initialises a class, if
     * somebody does and it runs Java code.
     */
    Sample standingStill(Thread thread, Sample sample) {
        CpuTime used = cpu(thread);
        SystemThreads.State state = stateOf(used);
        if (state == SystemThreads.State.UNKNOWN && CpuTime.between(used, cpu(thread)) > 0) {
            // It has run on meanwhile.
            state = SystemThreads.State.READY;
        }
        if (state != SystemThreads.State.ASLEEP || !sample.isInJava()) {
            return sample.standing(state);
        }
        for (Map.Entry<Thread, StackTraceElement[]> other :
                Thread.getAllStackTraces().entrySet()) {
            Blocker blocker = other.getKey() == thread ? null : initializer(other.getKey(), other.getValue());
            if (blocker != null) {
                return sample.blockedBy(blocker);
            }
        }
        return sample.standing(state);
    }

    private static @Nullable Blocker initializer(Thread thread, StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getMethodName().equals("<clinit>")) {
                return new Blocker(thread.getName(), frame.getClassName(), true, texts(stack));
            }
        }
        return null;
    }

    private static List<String> texts(StackTraceElement[] stack) {
        return StackView.texts(stack, OWNER_FRAMES);
    }

    Sample sample(Thread thread) {
        Thread.State state = thread.getState();
        boolean isVirtual = LoopscopeThread.isVirtual(thread);
        StackTraceElement[] stack = stack(thread, isVirtual);
        boolean isInNative = state == Thread.State.RUNNABLE && isInNative(LoopscopeThread.platformThreadOf(thread));
        Blocker blocker = null;
        boolean isLockGone = false;
        if (state == Thread.State.BLOCKED && !isVirtual && beans != null) {
            blocker = beans.blocker(thread);
            isLockGone = blocker == null && wasLetGo(thread);
        } else if (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING) {
            blocker = lockOf(thread);
        }
        return new Sample(
                thread.getName(),
                isVirtual,
                stack,
                state,
                isInNative,
                false,
                SystemThreads.State.UNKNOWN,
                blocker,
                isLockGone);
    }

    /**
     * Whether a lock without a name has no owner any more, and who waits for it has only not been let run yet. From JDK 24 on one
     * that a virtual thread has is without a name as well.
     */
    private boolean wasLetGo(Thread waiting) {
        return Runtime.version().feature() < 24
                || waiting.getState() != Thread.State.BLOCKED
                || stateOf(cpu(waiting)) == SystemThreads.State.READY;
    }

    private SystemThreads.State stateOf(@Nullable CpuTime used) {
        return used == null ? SystemThreads.State.UNKNOWN : system.stateOf(used.nanos());
    }

    private StackTraceElement[] stack(Thread thread, boolean isVirtual) {
        StackTraceElement[] stack = thread.getStackTrace();
        return stack.length == MOST_FRAMES && !isVirtual && beans != null ? beans.deepStack(thread, stack) : stack;
    }

    /** Who has the lock of {@code java.util.concurrent} a thread is parked for; null when it is parked for something else. */
    private static @Nullable Blocker lockOf(Thread thread) {
        Object synchronizer = LockSupport.getBlocker(thread);
        if (synchronizer == null) {
            return null;
        }
        Thread owner = LoopscopeThread.ownerOf(synchronizer);
        String type = synchronizer.getClass().getName();
        if (owner == null) {
            return LockWait.isLock(type) ? new Blocker(null, LockWait.nameOf(type), false, List.of()) : null;
        }
        List<String> stack = texts(owner.getStackTrace());
        // It may have let go of it meanwhile, and does something else.
        return LoopscopeThread.ownerOf(synchronizer) == owner
                ? new Blocker(nameOf(owner), LockWait.nameOf(type), false, stack)
                : new Blocker(null, LockWait.nameOf(type), false, List.of());
    }

    private static String nameOf(Thread thread) {
        String name = thread.getName();
        return name.isEmpty() ? "a virtual thread, #" + LoopscopeThread.idOf(thread) : name;
    }

    /** How long collections have stopped the process since it started. Any thread. */
    long gcNanos() {
        return beans == null ? 0 : beans.gc.nanos();
    }

    private boolean isInNative(@Nullable Thread platform) {
        return beans != null && platform != null && beans.isInNative(platform);
    }

    /** Apart, so that a runtime without the module links the rest. */
    private static final class Beans {
        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        private final GcTime gc = new GcTime();
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

        boolean isInNative(Thread thread) {
            ThreadInfo info = threads.getThreadInfo(LoopscopeThread.idOf(thread), 0);
            return info != null && info.isInNative();
        }

        /** @param stack what to make do with when there is no more */
        StackTraceElement[] deepStack(Thread thread, StackTraceElement[] stack) {
            ThreadInfo info = threads.getThreadInfo(LoopscopeThread.idOf(thread), DEEP_FRAMES);
            // Not the longer one: it may have left the depths meanwhile, and what is short is whole.
            return info == null || info.getStackTrace().length == 0 ? stack : info.getStackTrace();
        }

        @Nullable
        Blocker blocker(Thread thread) {
            ThreadInfo info = threads.getThreadInfo(LoopscopeThread.idOf(thread), 0);
            if (info == null || info.getLockInfo() == null) {
                return null;
            }
            ThreadInfo ownerInfo =
                    info.getLockOwnerId() < 0 ? null : threads.getThreadInfo(info.getLockOwnerId(), OWNER_FRAMES);
            List<String> owner = ownerInfo == null ? List.of() : texts(ownerInfo.getStackTrace());
            return new Blocker(info.getLockOwnerName(), info.getLockInfo().getClassName(), true, owner);
        }
    }
}
