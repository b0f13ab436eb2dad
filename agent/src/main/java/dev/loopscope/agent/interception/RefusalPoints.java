// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import static dev.loopscope.agent.interception.OperationKind.WAIT;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/**
 * Where {@code penalty=throw} can stop a wait of {@code java.util.concurrent} before it has changed anything: at the method
 * the application calls, since in {@code LockSupport.park} the thread already stands in a queue. Woven with that penalty only.
 */
public final class RefusalPoints {
    private static final String PACKAGE = "java/util/concurrent/";
    private static final Call DONE =
            new Call("enterUnlessDone", "(Ljava/util/concurrent/Future;I)V", Call.THIS, Call.POINT);
    private static final Call ZERO =
            new Call("enterUnlessZero", "(Ljava/util/concurrent/CountDownLatch;I)V", Call.THIS, Call.POINT);
    private static final Call AVAILABLE =
            new Call("enterUnlessAvailable", "(Ljava/util/concurrent/Semaphore;I)V", Call.THIS, Call.POINT);
    private static final Call SO_MANY_AVAILABLE =
            new Call("enterUnlessAvailable", "(Ljava/util/concurrent/Semaphore;II)V", Call.THIS, 0, Call.POINT);

    private RefusalPoints() {}

    public static void addTo(Points points) {
        points.addAll(
                wait("CompletableFuture", "get", DONE),
                wait("CompletableFuture", "join", DONE),
                wait("FutureTask", "get", DONE),
                wait("CountDownLatch", "await", ZERO),
                wait("Semaphore", "acquire", AVAILABLE).descriptor("()V"),
                wait("Semaphore", "acquire", SO_MANY_AVAILABLE).descriptor("(I)V"),
                wait("Semaphore", "acquireUninterruptibly", AVAILABLE).descriptor("()V"),
                wait("Semaphore", "acquireUninterruptibly", SO_MANY_AVAILABLE).descriptor("(I)V"));
        addConditionsOf(points, "AbstractQueuedSynchronizer");
        // A lock for reading and writing has the long form on newer JDKs.
        addConditionsOf(points, "AbstractQueuedLongSynchronizer");
    }

    /** Also below the blocking queues, which give their lock back when they are left this way. */
    private static void addConditionsOf(Points points, String synchronizer) {
        String condition = PACKAGE + "locks/" + synchronizer + "$ConditionObject";
        points.addAll(
                Point.operation(WAIT, condition, "await"),
                Point.operation(WAIT, condition, "awaitNanos"),
                Point.operation(WAIT, condition, "awaitUntil"),
                Point.operation(WAIT, condition, "awaitUninterruptibly"));
    }

    private static Point wait(String type, String method, Call entry) {
        return Point.operationIf(WAIT, PACKAGE + type, method, entry);
    }
}
