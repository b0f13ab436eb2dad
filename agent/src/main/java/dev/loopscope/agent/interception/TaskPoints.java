// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/**
 * Where the tasks of executors keep what their code has thrown, and where somebody looks at it.
 *
 * <p>A task is told of before it publishes its exception, and whether it has kept it afterwards: it may have been cancelled.
 * Who asks for the result has it thrown at them, so that nothing is woven into the way of a task that succeeds.
 */
public final class TaskPoints {
    private static final String TASK = "java/util/concurrent/FutureTask";
    private static final String FORK = "java/util/concurrent/ForkJoinTask";
    private static final String EXECUTOR = "java/util/concurrent/AbstractExecutorService";

    private TaskPoints() {}

    public static void addTo(Points points) {
        addTasks(points);
        addForks(points);
        addPeriodic(points);
    }

    private static void addTasks(Points points) {
        points.addAll(
                Point.around(TASK, "setException", failure("taskFailing"), failure("taskFailed"), false),
                Point.around(
                        TASK,
                        "report",
                        null,
                        Call.ofFutures("failureThrown", "(Ljava/lang/Throwable;)V", Call.THROWN),
                        true),
                given(TASK),
                entered(TASK, "resultNow", "taskAsked").since(19),
                // Who cancels what has failed does not want to know.
                Point.around(
                        TASK,
                        "cancel",
                        null,
                        Call.ofFutures("taskGivenUp", "(ZLjava/lang/Object;)V", Call.RESULT, Call.THIS),
                        false),
                // All tasks of one invokeAny, and of an invokeAll that fails.
                Point.around(
                                EXECUTOR,
                                "cancelAll",
                                null,
                                Call.ofFutures("tasksGivenUp", "(Ljava/lang/Object;)V", 0),
                                false)
                        .descriptor("(Ljava/util/ArrayList;I)V"),
                returned(EXECUTOR),
                returned("java/util/concurrent/ThreadPerTaskExecutor").since(21));
    }

    private static void addForks(Points points) {
        points.addAll(
                Point.around(FORK, "trySetThrown", failure("forkFailing"), failure("forkFailed"), false),
                thrown("getThrowableException").until(21),
                thrown("getException").descriptor("(Z)").since(22),
                entered(FORK, "isCompletedAbnormally", "forkAsked"),
                entered(FORK, "isCompletedNormally", "forkAsked"),
                entered(FORK, "resultNow", "forkAsked").since(19),
                entered(FORK, "cancel", "forkAsked"));
    }

    private static void addPeriodic(Points points) {
        points.addAll(
                made("java/util/concurrent/ScheduledThreadPoolExecutor$ScheduledFutureTask", 4)
                        .descriptor(
                                "(Ljava/util/concurrent/ScheduledThreadPoolExecutor;Ljava/lang/Runnable;Ljava/lang/Object;JJJ)V"),
                made("java/util/concurrent/DelayScheduler$ScheduledForkJoinTask", 1)
                        .since(25));
    }

    /** Told the task and its exception, the method's argument. */
    private static Call failure(String probe) {
        return Call.ofFutures(probe, "(Ljava/lang/Object;Ljava/lang/Throwable;)V", Call.THIS, 0);
    }

    /** What a task has failed with is handed to somebody, or a copy that has it as its cause. */
    private static Point thrown(String method) {
        return Point.around(
                FORK,
                method,
                null,
                Call.ofFutures("forkThrown", "(Ljava/lang/Throwable;Ljava/lang/Object;)V", Call.RESULT, Call.THIS),
                false);
    }

    private static Point entered(String owner, String method, String probe) {
        return Point.around(owner, method, Call.ofFutures(probe, "(Ljava/lang/Object;)V", Call.THIS), null, false);
    }

    private static Point given(String owner) {
        return Point.around(
                        owner,
                        "exceptionNow",
                        null,
                        Call.ofFutures("failureRead", "(Ljava/lang/Throwable;)V", Call.RESULT),
                        false)
                .since(19);
    }

    private static Point returned(String owner) {
        return Point.around(
                owner, "invokeAll", null, Call.ofFutures("tasksReturned", "(Ljava/lang/Object;)V", Call.RESULT), false);
    }

    /** @param period the constructor's parameter that says how often */
    private static Point made(String owner, int period) {
        return Point.around(
                owner,
                "<init>",
                null,
                Call.ofFutures("periodicTaskMade", "(Ljava/lang/Object;J)V", Call.THIS, period),
                false);
    }
}
