// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How long a loop's thread was ready to run and was not let: because others had the processors, by the system's count, where it
 * says so in files as Linux does; and because of collections. The watchdog reads it at each tick while the loop is at work; who
 * asks about an interval that is over reads it once more.
 */
public final class RunDelay {
    private static final File TASKS = new File("/proc/self/task");
    private static final long SECOND = 1_000_000_000L;
    /** By how much the system's count of a running thread is behind: a tick of the kernel's, 10 ms where those are long. */
    private static final long BEHIND = 10_000_000L;
    /** To read the files of so many threads takes some milliseconds, in which no loop is looked at. */
    private static final int MOST_TASKS = 512;
    /** Beyond a second of ticks. */
    private static final int KEPT = 64;

    private static final long UNKNOWN = -1;

    private final Watchdog watchdog;
    private final byte[] buffer = new byte[64];
    private final long[] times = new long[KEPT];
    private final long[] delays = new long[KEPT];
    private int next;
    private long threadId = UNKNOWN;
    private @Nullable File file;
    private long nextSearch;
    private long searchPause;

    RunDelay(Watchdog watchdog) {
        this.watchdog = watchdog;
    }

    /** Watchdog. */
    synchronized void looked(@Nullable CpuTime cpu, boolean isAtWork, long now) {
        if (cpu == null) {
            return;
        }
        if (cpu.threadId() != threadId) {
            threadId = cpu.threadId();
            file = null;
            next = 0;
            nextSearch = now;
            searchPause = SECOND;
        }
        if (file == null && now - nextSearch >= 0) {
            nextSearch = now + searchPause;
            searchPause *= 2;
            file = fileOf(cpu.nanos());
            next = 0;
        }
        if (isAtWork || next == 0 || now - times[(next - 1) % KEPT] >= SECOND) {
            delays[next % KEPT] = nanos();
            // Whoever reads may be kept waiting as well, so this is only known to have been before now.
            times[next % KEPT] = System.nanoTime();
            next++;
        }
    }

    /** Until now, since the thread and the JVM began. */
    private long nanos() {
        return watchdog.gcNanos() + (file == null ? 0 : Math.max(0, read(file, 1)));
    }

    /**
     * Any thread: how much of an interval, in nanoseconds, as far as is known: rather more where readings are far apart, and less of
     * one that began before the first.
     */
    public static long within(LoopscopeThread thread, long startNanos, long endNanos) {
        return thread.watched instanceof LoopWatch watch ? watch.runDelay.within(startNanos, endNanos) : 0;
    }

    synchronized long within(long startNanos, long endNanos) {
        long length = endNanos - startNanos;
        if (next == 0 || startNanos - times[(next - 1) % KEPT] > 2 * SECOND) {
            // Not looked at, or no more.
            return 0;
        }
        // Of a thread that has ended meanwhile, what was read last.
        long after = Math.max(nanos(), delays[(next - 1) % KEPT]);
        long newer = after;
        int oldest = Math.max(0, next - KEPT);
        for (int i = next - 1; i >= oldest; i--) {
            if (times[i % KEPT] - startNanos <= 0) {
                return Math.min(length, after - delays[i % KEPT]);
            }
            if (times[i % KEPT] - endNanos >= 0) {
                // The reading after this one began when the interval was over.
                after = newer;
            }
            newer = delays[i % KEPT];
        }
        // Of what began before all that is kept, as much as is known.
        return Math.min(length, after - delays[oldest % KEPT]);
    }

    /**
     * The file of the thread that has used so much of the processor's time: its number there is nowhere to be had. Null when nobody
     * has, or, while it runs, when it may be several.
     */
    private @Nullable File fileOf(long cpuNanos) {
        String[] tasks = TASKS.list();
        if (tasks == null || tasks.length > MOST_TASKS) {
            return null;
        }
        File close = null;
        int candidates = 0;
        for (int i = 0; i < tasks.length; i++) {
            File schedstat = new File(TASKS, tasks[i] + "/schedstat");
            long used = read(schedstat, 0);
            if (used == cpuNanos) {
                return schedstat;
            }
            if (used > 0 && Math.abs(cpuNanos - used) < BEHIND) {
                close = schedstat;
                candidates++;
            }
        }
        return candidates == 1 ? close : null;
    }

    /** A number of the file's only line, -1 when it cannot be read. */
    private long read(File schedstat, int index) {
        try (FileInputStream in = new FileInputStream(schedstat)) {
            return number(buffer, in.read(buffer), index);
        } catch (IOException e) {
            // The thread has ended.
            return UNKNOWN;
        }
    }

    /** The number at an index of a line of numbers, -1 when there is none. */
    static long number(byte[] line, int length, int index) {
        int at = 0;
        for (int spaces = 0; at < length && spaces < index; at++) {
            if (line[at] == ' ') {
                spaces++;
            }
        }
        long value = UNKNOWN;
        for (; at < length && line[at] >= '0' && line[at] <= '9'; at++) {
            value = Math.max(0, value) * 10 + line[at] - '0';
        }
        return value;
    }
}
