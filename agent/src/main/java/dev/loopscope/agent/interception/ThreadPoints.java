// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import static dev.loopscope.agent.interception.OperationKind.JOIN;
import static dev.loopscope.agent.interception.OperationKind.PARK;
import static dev.loopscope.agent.interception.OperationKind.SLEEP;
import static dev.loopscope.agent.interception.OperationKind.WAIT;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/** Sleeping, waiting, parking, joining; the life of threads; shutdown. */
public final class ThreadPoints {
    private ThreadPoints() {}

    public static void addTo(Points points) {
        points.addAll(
                // Native before 19: calls of it are redirected instead, see CallSiteWeaver.
                Point.operation(SLEEP, "java/lang/Thread", "sleep")
                        .descriptor("(J)V")
                        .since(19)
                        .safe(),
                Point.operation(SLEEP, "java/lang/Thread", "sleep")
                        .descriptor("(JI)V")
                        .safe(),
                Point.operation(SLEEP, "java/lang/Thread", "sleep")
                        .descriptor("(Ljava/time/Duration;)V")
                        .since(19)
                        .safe(),
                Point.operation(SLEEP, "java/util/concurrent/TimeUnit", "sleep").safe(),
                Point.operation(WAIT, "java/lang/Object", "wait").descriptor("()V"),
                Point.operation(WAIT, "java/lang/Object", "wait")
                        .descriptor("(J)V")
                        .since(19),
                Point.operation(WAIT, "java/lang/Object", "wait").descriptor("(JI)V"),
                Point.operation(WAIT, "java/util/concurrent/TimeUnit", "timedWait"),
                // These call the native wait(long) of 17 directly, and are the user's word on every JDK.
                Point.operation(WAIT, "java/lang/ref/ReferenceQueue", "remove"),
                Point.operation(WAIT, "java/io/PipedInputStream", "read"),
                // To join a thread that has ended is to ask whether it has.
                Point.operationUnlessEnded(JOIN, "java/lang/Thread", "join", Call.THIS),
                Point.operationUnlessEnded(JOIN, "java/util/concurrent/TimeUnit", "timedJoin", 0),
                Point.operation(PARK, "java/util/concurrent/locks/LockSupport", "park"),
                Point.operation(PARK, "java/util/concurrent/locks/LockSupport", "parkNanos"),
                Point.operation(PARK, "java/util/concurrent/locks/LockSupport", "parkUntil"),
                Point.around("java/lang/Runtime", "exit", new Call("shutdownEntered", "()V"), null, false));
    }

    /** The row of sleep(long) where it is native: nothing is woven, its number is what redirected calls report. */
    public static Point redirectedSleep() {
        return Point.operation(SLEEP, "java/lang/Thread", "sleep")
                .descriptor("(J)V")
                .maybe()
                .safe();
    }

    public static Point redirectedWait() {
        return Point.operation(WAIT, "java/lang/Object", "wait")
                .descriptor("(J)V")
                .maybe();
    }
}
