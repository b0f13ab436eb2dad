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
    private static final String SCHEDULED = "java/util/concurrent/ScheduledThreadPoolExecutor$ScheduledFutureTask";

    private TaskPoints() {}

    public static void addTo(Points points) {
        points.addAll(
                Point.around(TASK, "setException", ofThis("taskFailing"), ofThis("taskFailed"), false),
                Point.around(
                        TASK, "report", null, new Call("failureThrown", "(Ljava/lang/Throwable;)V", Call.THROWN), true),
                Point.around(TASK, "resultNow", new Call("taskAsked", "(Ljava/lang/Object;)V", Call.THIS), null, false)
                        .since(19),
                Point.around(
                                TASK,
                                "exceptionNow",
                                null,
                                new Call("failureRead", "(Ljava/lang/Throwable;)V", Call.RESULT),
                                false)
                        .since(19),
                Point.around(
                                SCHEDULED,
                                "<init>",
                                null,
                                new Call("periodicTaskMade", "(Ljava/lang/Object;J)V", Call.THIS, 4),
                                false)
                        .descriptor(
                                "(Ljava/util/concurrent/ScheduledThreadPoolExecutor;Ljava/lang/Runnable;Ljava/lang/Object;JJJ)V"));
    }

    /** Told the task and its exception, the method's argument. */
    private static Call ofThis(String probe) {
        return new Call(probe, "(Ljava/lang/Object;Ljava/lang/Throwable;)V", Call.THIS, 0);
    }
}
