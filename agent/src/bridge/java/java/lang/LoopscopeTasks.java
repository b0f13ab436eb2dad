// SPDX-License-Identifier: Apache-2.0
package java.lang;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import jdk.internal.misc.Unsafe;

/** Reads what {@code FutureTask} keeps private; a class of its own, so that it initialises with its first use. */
final class LoopscopeTasks {
    private static final Unsafe UNSAFE = Unsafe.getUnsafe();
    private static final long STATE = UNSAFE.objectFieldOffset(FutureTask.class, "state");
    private static final long OUTCOME = UNSAFE.objectFieldOffset(FutureTask.class, "outcome");
    private static final long WAITERS = UNSAFE.objectFieldOffset(FutureTask.class, "waiters");
    private static final int COMPLETING = 1;
    private static final int EXCEPTIONAL = 3;
    private static final String SCHEDULED = "java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask";

    private LoopscopeTasks() {}

    static boolean isPeriodic(Object task) {
        return task instanceof RunnableScheduledFuture<?> && ((RunnableScheduledFuture<?>) task).isPeriodic();
    }

    /** Whether somebody waits for it, who will be told. */
    static boolean isAwaited(Object task) {
        return task instanceof FutureTask<?> && UNSAFE.getReferenceVolatile(task, WAITERS) != null;
    }

    /** Whether the executor has been told to stop, after which no periodic task runs again whatever it does. */
    static boolean isEnding(Object task) {
        if (!task.getClass().getName().equals(SCHEDULED)) {
            return false;
        }
        // Of an inner class; looked up each time, which is seldom.
        long executor = UNSAFE.objectFieldOffset(task.getClass(), "this$0");
        return ((ExecutorService) UNSAFE.getReference(task, executor)).isShutdown();
    }

    /** Whether a task whose {@code setException} has ended keeps that exception; else it was cancelled or set before. */
    static boolean keeps(Object task, Throwable exception) {
        return UNSAFE.getReferenceVolatile(task, OUTCOME) == exception;
    }

    /** Whether it is about to have a result, or an exception, and can be cancelled no more. */
    static boolean isCompleting(Object task) {
        return UNSAFE.getIntVolatile(task, STATE) == COMPLETING;
    }

    /** The exception of a task that has failed, or null. */
    static Throwable exceptionOf(Object task) {
        return UNSAFE.getIntVolatile(task, STATE) == EXCEPTIONAL
                ? (Throwable) UNSAFE.getReference(task, OUTCOME)
                : null;
    }

    /** Whether a task of Netty's own executors, whoever carries Netty, is to run again and again. */
    static boolean isPeriodicPromise(Object task) {
        return task.getClass().getName().endsWith("io.netty.util.concurrent.ScheduledFutureTask")
                && UNSAFE.getLong(task, UNSAFE.objectFieldOffset(task.getClass(), "periodNanos")) != 0;
    }
}
