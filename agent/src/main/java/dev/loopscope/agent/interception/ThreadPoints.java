// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import static dev.loopscope.agent.interception.OperationKind.JOIN;
import static dev.loopscope.agent.interception.OperationKind.PARK;
import static dev.loopscope.agent.interception.OperationKind.SLEEP;
import static dev.loopscope.agent.interception.OperationKind.WAIT;
import static dev.loopscope.agent.interception.OperationKind.YIELD;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;
import java.util.Arrays;

/**
 * Sleeping, waiting, parking, joining, and with them all of {@code java.util.concurrent}, which parks; shutdown.
 *
 * <p>Before 19 {@code sleep(long)}, {@code wait(long)} and {@code yield()} are native. There the calls of them are redirected
 * instead, see CallSiteWeaver: all outside {@code java.base}, and inside it those of the classes named here.
 */
public final class ThreadPoints {
    private static final String THREAD = "java/lang/Thread";
    private static final String UNIT = "java/util/concurrent/TimeUnit";
    private static final String PARKER = "java/util/concurrent/locks/LockSupport";
    private static final String POOL = "java/util/concurrent/ForkJoinPool";
    private static final String TASK = "java/util/concurrent/ForkJoinTask";

    private ThreadPoints() {}

    public static void addTo(Points points) {
        points.addAll(
                sleep(THREAD, "(JI)V", 0).since(19),
                sleep(THREAD, "(JII)V", 0, 1),
                sleep(THREAD, "(Ljava/time/Duration;I)V", 0).since(19),
                sleep(UNIT, "(JI)V", 0),
                Point.operation(YIELD, THREAD, "yield").since(19),
                await("()V", "(Ljava/lang/Object;I)V", Call.THIS),
                await("(J)V", "(Ljava/lang/Object;JI)V", Call.THIS, 0).since(19),
                await("(JI)V", "(Ljava/lang/Object;JII)V", Call.THIS, 0, 1),
                entered(WAIT, UNIT, "timedWait", "enterTimedWait", "(Ljava/lang/Object;JI)V", 0, 1),
                join("()V", "(Ljava/lang/Thread;I)V", Call.THIS),
                join("(J)V", "(Ljava/lang/Thread;JI)V", Call.THIS, 0),
                join("(JI)V", "(Ljava/lang/Thread;JII)V", Call.THIS, 0, 1),
                join("(Ljava/time/Duration;)Z", "(Ljava/lang/Thread;Ljava/time/Duration;I)V", Call.THIS, 0)
                        .since(19),
                entered(JOIN, UNIT, "timedJoin", "enterTimedJoin", "(Ljava/lang/Thread;JI)V", 0, 1),
                park("park", "enterPark", "()V", "(I)V"),
                park("park", "enterPark", "(Ljava/lang/Object;)V", "(I)V"),
                park("parkNanos", "enterPark", "(J)V", "(JI)V", 0),
                park("parkNanos", "enterPark", "(Ljava/lang/Object;J)V", "(JI)V", 1),
                park("parkUntil", "enterParkUntil", "(J)V", "(JI)V", 0),
                park("parkUntil", "enterParkUntil", "(Ljava/lang/Object;J)V", "(JI)V", 1),
                Point.around(PARKER, "unpark", new Call("unparking", "(Ljava/lang/Thread;)V", 0), null, false),
                Point.around("java/lang/Runtime", "exit", new Call("shutdownEntered", "()V"), null, false));
        addNativeCallers(points);
        addGathering(points);
    }

    /** An intrinsic, which compiled code has in place of the call; so it is only looked for where all is said. */
    public static void addSpinning(Points points) {
        points.add(Point.operation(YIELD, THREAD, "onSpinWait"));
    }

    /** What can be called by an application, and calls {@code sleep(long)} or {@code wait(long)} itself. */
    private static void addNativeCallers(Points points) {
        points.addAll(
                Point.redirects("java/lang/ref/ReferenceQueue").until(18),
                Point.redirects("java/io/PipedInputStream").until(18),
                Point.redirects("java/io/PipedReader").until(18),
                // Direct memory is short: it waits for the collector.
                Point.redirects("java/nio/Bits").until(18),
                Point.around(
                                "java/lang/reflect/Method",
                                "invoke",
                                new Call(
                                        "enterReflective",
                                        "(Ljava/lang/Object;Ljava/lang/Object;[Ljava/lang/Object;)V",
                                        Call.THIS,
                                        0,
                                        1),
                                new Call("exit", "(I)V", Call.POINT),
                                true)
                        .until(18));
    }

    /** What goes on parking until all is done that it waits for, and may do some of that itself in between. */
    private static void addGathering(Points points) {
        points.addAll(
                Point.gathers("java/util/concurrent/locks/AbstractQueuedSynchronizer", "acquire"),
                Point.gathers("java/util/concurrent/locks/AbstractQueuedLongSynchronizer", "acquire"),
                Point.gathers("java/util/concurrent/AbstractExecutorService", "invokeAll"),
                Point.gathers("java/util/concurrent/AbstractExecutorService", "invokeAny"),
                Point.gathers("java/util/concurrent/ThreadPerTaskExecutor", "invokeAll")
                        .since(21),
                Point.gathers("java/util/concurrent/ThreadPerTaskExecutor", "invokeAny")
                        .since(21),
                Point.gathers(POOL, "invoke"),
                Point.gathers(POOL, "invokeAll"),
                Point.gathers(POOL, "awaitQuiescence"),
                Point.gathers(TASK, "invoke"),
                Point.gathers(TASK, "invokeAll"),
                Point.gathers(TASK, "get"),
                Point.gathers(TASK, "join"),
                Point.gathers(TASK, "quietlyInvoke"),
                Point.gathers(TASK, "quietlyJoin"),
                Point.gathers(TASK, "helpQuiesce"));
    }

    /** A point whose entry is told what it needs to know, and the point's number after it. */
    private static Point entered(
            OperationKind kind, String owner, String method, String probe, String descriptor, Object... arguments) {
        return Point.operationIf(kind, owner, method, new Call(probe, descriptor, withPoint(arguments)));
    }

    /** The overload whose parameters are those of {@code probe} but for the last, the point's number. */
    private static Point sleep(String owner, String probe, Object... parameters) {
        return entered(SLEEP, owner, "sleep", "enterSleep", probe, parameters)
                .descriptor(probe.replace("I)V", ")V"))
                .safe();
    }

    private static Point await(String descriptor, String probe, Object... arguments) {
        return entered(WAIT, "java/lang/Object", "wait", "enterWait", probe, arguments)
                .descriptor(descriptor);
    }

    private static Point join(String descriptor, String probe, Object... arguments) {
        return entered(JOIN, THREAD, "join", "enterJoin", probe, arguments).descriptor(descriptor);
    }

    private static Point park(String method, String probe, String descriptor, String probed, Object... arguments) {
        return Point.operationUnlessPermitted(PARK, PARKER, method, new Call(probe, probed, withPoint(arguments)))
                .descriptor(descriptor);
    }

    private static Object[] withPoint(Object[] arguments) {
        Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = Call.POINT;
        return all;
    }

    /** Rows of methods that are native: nothing is woven, their numbers are what redirected calls report. */
    public static void addRedirected(Points points) {
        LoopscopeCalls.configure(
                points.add(nativeRow(SLEEP, THREAD, "sleep", "(J)V").safe()),
                points.add(nativeRow(WAIT, "java/lang/Object", "wait", "(J)V")),
                points.add(nativeRow(YIELD, THREAD, "yield", "()V")));
        // Named, because the stack shows nothing but reflection.
        LoopscopeCalls.configureReflected(
                points.add(nativeRow(SLEEP, THREAD, "sleep", "(J)V").named("java.lang.Thread.sleep")),
                points.add(nativeRow(WAIT, "java/lang/Object", "wait", "(J)V").named("java.lang.Object.wait")),
                points.add(nativeRow(YIELD, THREAD, "yield", "()V").named("java.lang.Thread.yield")));
    }

    private static Point nativeRow(OperationKind kind, String owner, String method, String descriptor) {
        return Point.operation(kind, owner, method).descriptor(descriptor).maybe();
    }
}
