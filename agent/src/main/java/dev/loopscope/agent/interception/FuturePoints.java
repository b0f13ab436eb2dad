// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/**
 * Where a {@code CompletableFuture} stores an exception, and where somebody looks at one.
 *
 * <p>Every exceptional result goes through the constructor of {@code AltResult}, before it is published. Looking means
 * reading its field in a method that hands the exception to a caller or a function of theirs; passing it on to a dependent
 * future does not.
 */
public final class FuturePoints {
    private static final String FUTURE = "java/util/concurrent/CompletableFuture";
    private static final String RESULT = "java/util/concurrent/CompletableFuture$AltResult";
    private static final Call OFFERED =
            new Call("failureOffered", "(ZLjava/lang/Object;Ljava/lang/Throwable;)V", Call.RESULT, Call.THIS, 0);

    private FuturePoints() {}

    public static void addTo(Points points) {
        points.addAll(
                Point.around(RESULT, "<init>", null, stored("CompletableFuture"), false),
                Point.around(FUTURE, "completeExceptionally", null, OFFERED, false),
                Point.around(FUTURE, "completeThrowable", null, OFFERED, false),
                reads(FUTURE, "reportGet"),
                reads(FUTURE, "reportJoin"),
                reads(FUTURE, "exceptionNow").since(19),
                reads(FUTURE, "uniHandle"),
                reads(FUTURE, "uniHandleStage").maybe(),
                reads(FUTURE, "uniWhenComplete"),
                reads(FUTURE, "uniWhenCompleteStage").maybe(),
                reads(FUTURE, "uniExceptionally"),
                reads(FUTURE, "uniExceptionallyStage").maybe(),
                reads(FUTURE, "uniComposeExceptionallyStage"),
                reads("java/util/concurrent/CompletableFuture$UniComposeExceptionally", "tryFire"),
                Point.around(
                        FUTURE,
                        "isCompletedExceptionally",
                        null,
                        new Call("failureChecked", "(ZLjava/lang/Object;)V", Call.RESULT, Call.THIS),
                        false));
    }

    /** Told by what holds an exception, its first argument, that it does. */
    private static Call stored(String kind) {
        return new Call(
                "failureStored", "(Ljava/lang/Object;Ljava/lang/Throwable;Ljava/lang/String;)V", Call.THIS, 0, kind);
    }

    private static Point reads(String owner, String method) {
        return Point.reads(owner, method, RESULT, "ex", "failureRead");
    }
}
