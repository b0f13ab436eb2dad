// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import static dev.loopscope.agent.interception.OperationKind.JOIN;
import static dev.loopscope.agent.interception.OperationKind.PARK;
import static dev.loopscope.agent.interception.OperationKind.SLEEP;
import static dev.loopscope.agent.interception.OperationKind.WAIT;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;
import java.util.Arrays;

/** Sleeping, waiting, parking, joining; the life of threads; shutdown. */
public final class ThreadPoints {
    private ThreadPoints() {}

    public static void addTo(Points points) {
        points.addAll(
                // Native before 19: calls of it are redirected instead, see CallSiteWeaver.
                sleep("java/lang/Thread", "(JI)V", 0).since(19),
                sleep("java/lang/Thread", "(JII)V", 0, 1),
                sleep("java/lang/Thread", "(Ljava/time/Duration;I)V", 0).since(19),
                sleep("java/util/concurrent/TimeUnit", "(JI)V", 0),
                await("()V", "(Ljava/lang/Object;I)V", Call.THIS),
                await("(J)V", "(Ljava/lang/Object;JI)V", Call.THIS, 0).since(19),
                await("(JI)V", "(Ljava/lang/Object;JI)V", Call.THIS, 0),
                Point.operation(WAIT, "java/util/concurrent/TimeUnit", "timedWait"),
                // These call the native wait(long) of 17 directly, and are the user's word on every JDK.
                Point.operation(WAIT, "java/lang/ref/ReferenceQueue", "remove"),
                Point.operation(WAIT, "java/io/PipedInputStream", "read"),
                // To join a thread that has ended is to ask whether it has.
                Point.operationUnlessEnded(JOIN, "java/lang/Thread", "join", Call.THIS),
                Point.operationUnlessEnded(JOIN, "java/util/concurrent/TimeUnit", "timedJoin", 0),
                Point.operationUnlessPermitted(PARK, "java/util/concurrent/locks/LockSupport", "park"),
                Point.operationUnlessPermitted(PARK, "java/util/concurrent/locks/LockSupport", "parkNanos"),
                Point.operationUnlessPermitted(PARK, "java/util/concurrent/locks/LockSupport", "parkUntil"),
                Point.around(
                        "java/util/concurrent/locks/LockSupport",
                        "unpark",
                        new Call("unparking", "(Ljava/lang/Thread;)V", 0),
                        null,
                        false),
                Point.around("java/lang/Runtime", "exit", new Call("shutdownEntered", "()V"), null, false));
    }

    /** The overload whose parameters are those of {@code probe} but for the last, the point's number. */
    private static Point sleep(String owner, String probe, Object... parameters) {
        return Point.operationIf(SLEEP, owner, "sleep", new Call("enterSleep", probe, withPoint(parameters)))
                .descriptor(probe.replace("I)V", ")V"))
                .safe();
    }

    private static Point await(String descriptor, String probe, Object... arguments) {
        return Point.operationIf(WAIT, "java/lang/Object", "wait", new Call("enterWait", probe, withPoint(arguments)))
                .descriptor(descriptor);
    }

    private static Object[] withPoint(Object[] arguments) {
        Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = Call.POINT;
        return all;
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
