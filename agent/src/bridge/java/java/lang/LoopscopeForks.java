// SPDX-License-Identifier: Apache-2.0
package java.lang;

import java.util.concurrent.CountedCompleter;
import java.util.concurrent.ForkJoinTask;
import jdk.internal.misc.Unsafe;

/** Reads what {@code ForkJoinTask} keeps private; a class of its own, so that it initialises with its first use. */
final class LoopscopeForks {
    private static final Unsafe UNSAFE = Unsafe.getUnsafe();
    private static final String PACKAGE = "java.util.concurrent.";
    private static final String ADAPTED = "java.util.concurrent.ForkJoinTask$Adapted";
    private static final String TIMED = "java.util.concurrent.ForkJoinTask$CallableWithTimeout";
    private static final String SCHEDULED = "java.util.concurrent.DelayScheduler$ScheduledForkJoinTask";
    private static final long STATUS = UNSAFE.objectFieldOffset(ForkJoinTask.class, "status");
    private static final long AUX = UNSAFE.objectFieldOffset(ForkJoinTask.class, "aux");
    private static final long EXCEPTION = exceptionOffset();
    /** In the status, of a task that ended by an exception. */
    private static final int THROWN = 1 << 17;

    private LoopscopeForks() {}

    private static long exceptionOffset() {
        try {
            return UNSAFE.objectFieldOffset(Class.forName("java.util.concurrent.ForkJoinTask$Aux", false, null), "ex");
        } catch (ClassNotFoundException e) {
            throw new NoClassDefFoundError(e.getMessage());
        }
    }

    /** Scheduled by a ForkJoinPool, which can do so since 25, again and again. */
    static boolean isPeriodic(Object task) {
        return task.getClass().getName().equals(SCHEDULED)
                && UNSAFE.getLong(task, UNSAFE.objectFieldOffset(task.getClass(), "nextDelay")) != 0;
    }

    /** Whether somebody waits for it, who will be told. */
    static boolean isAwaited(Object task) {
        Object waiter = UNSAFE.getReferenceVolatile(task, AUX);
        return waiter != null && UNSAFE.getReference(waiter, EXCEPTION) == null;
    }

    /**
     * Whether anybody could ask this very task. A completer that has one above it passes its exception on; of the JDK's own
     * tasks only those are anybody's that are returned by {@code submit}, {@code adapt} and {@code schedule}.
     */
    static boolean isAnswerable(Object task) {
        if (task instanceof CountedCompleter<?> && ((CountedCompleter<?>) task).getCompleter() != null) {
            return false;
        }
        String type = task.getClass().getName();
        return !type.startsWith(PACKAGE) || type.startsWith(ADAPTED) || type.equals(TIMED) || type.equals(SCHEDULED);
    }

    /** Whether a task that was to fail with an exception did; else it had ended before. */
    static boolean keeps(Object task, Throwable exception) {
        return exceptionOf(task) == exception;
    }

    /** The exception of a task that has failed, or null. */
    static Throwable exceptionOf(Object task) {
        int status = UNSAFE.getIntVolatile(task, STATUS);
        Object thrown = status < 0 && (status & THROWN) != 0 ? UNSAFE.getReferenceVolatile(task, AUX) : null;
        return thrown == null ? null : (Throwable) UNSAFE.getReference(thrown, EXCEPTION);
    }
}
