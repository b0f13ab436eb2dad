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
    private static final String RELAY = "java/util/concurrent/CompletableFuture$BiRelay";
    private static final Call OFFERED =
            Call.ofFutures("failureOffered", "(ZLjava/lang/Object;Ljava/lang/Throwable;)V", Call.RESULT, Call.THIS, 0);

    private static final Call ARRIVING =
            Call.ofFutures("failureArriving", "(Ljava/lang/Object;Ljava/lang/Throwable;)V", Call.THIS, 0);

    private FuturePoints() {}

    public static void addTo(Points points) {
        points.addAll(
                Point.around(RESULT, "<init>", null, stored("CompletableFuture"), false),
                Point.around(FUTURE, "completeExceptionally", null, OFFERED, false),
                Point.around(FUTURE, "completeThrowable", null, OFFERED, false),
                // Before and after: it may be outrun meanwhile.
                Point.around(FUTURE, "completeExceptionally", ARRIVING, ARRIVING, false),
                Point.around(FUTURE, "completeThrowable", ARRIVING, ARRIVING, false),
                Point.around(
                                FUTURE,
                                "encodeThrowable",
                                Call.ofFutures("failureRethrown", "(Ljava/lang/Throwable;)V", 0),
                                null,
                                false)
                        .descriptor("(Ljava/lang/Throwable;)"),
                thrown("reportGet"),
                thrown("reportJoin"),
                reads(FUTURE, "resultNow").since(19),
                reads(FUTURE, "exceptionNow").since(19),
                reads(FUTURE, "uniHandle"),
                reads(FUTURE, "uniHandleStage").maybe(),
                Point.reads(
                        FUTURE,
                        "uniWhenComplete",
                        RESULT,
                        "ex",
                        Call.ofFutures("failureHandled", "(Ljava/lang/Throwable;Ljava/lang/Object;)V", 1)),
                reads(FUTURE, "uniWhenCompleteStage").maybe(),
                reads(FUTURE, "uniExceptionally"),
                reads(FUTURE, "uniExceptionallyStage").maybe(),
                reads(FUTURE, "uniComposeExceptionallyStage"),
                reads("java/util/concurrent/CompletableFuture$UniComposeExceptionally", "tryFire"),
                Point.around(
                        FUTURE,
                        "isCompletedExceptionally",
                        null,
                        Call.ofFutures("failureChecked", "(ZLjava/lang/Object;)V", Call.RESULT, Call.THIS),
                        false),
                // Who cancels or overwrites what has failed does not want to know.
                asked("cancel"),
                asked("obtrudeValue"),
                asked("obtrudeException"));
        addJoining(points);
    }

    /** Where several futures come together in one, which answers for all, and which does so for those that come too late. */
    private static void addJoining(Points points) {
        Call joined = Call.ofFutures("failuresJoined", "(Ljava/lang/Object;Ljava/lang/Object;)V", 0, 1);
        points.addAll(
                Point.around(FUTURE, "biApply", joined, null, false),
                Point.around(FUTURE, "biAccept", joined, null, false),
                Point.around(FUTURE, "biRun", joined, null, false),
                // It looks for its dependent when it has found both its sources done.
                Point.reads(
                        RELAY,
                        "tryFire",
                        RELAY,
                        "dep",
                        Call.ofFutures("sourcesJoined", "(Ljava/lang/Object;Ljava/lang/Object;)V", Call.THIS)),
                // Of many futures each half is one that is joined.
                Point.around(
                        FUTURE,
                        "andTree",
                        null,
                        Call.ofFutures(
                                "futuresJoined", "(Ljava/lang/Object;[Ljava/lang/Object;II)V", Call.RESULT, 0, 1, 2),
                        false),
                Point.around(
                        FUTURE,
                        "anyOf",
                        null,
                        Call.ofFutures("futuresRaced", "(Ljava/lang/Object;[Ljava/lang/Object;)V", Call.RESULT, 0),
                        false),
                raced("orApplyStage"),
                raced("orAcceptStage"),
                raced("orRunStage"),
                decides("OrApply"),
                decides("OrAccept"),
                decides("OrRun"),
                entered(FUTURE, "cleanStack", "stagesDropped"),
                Point.around(
                        FUTURE,
                        "completeRelay",
                        Call.ofFutures("resultArriving", "(Ljava/lang/Object;Ljava/lang/Object;)V", Call.THIS, 0),
                        Call.ofFutures(
                                "resultOffered", "(ZLjava/lang/Object;Ljava/lang/Object;)V", Call.RESULT, Call.THIS, 0),
                        false));
    }

    /**
     * The other stage is the second parameter. What was won before or meanwhile leaves nothing hung on the loser, so this is
     * told when it is over.
     */
    private static Point raced(String method) {
        Call raced = Call.ofFutures(
                "stagesRaced", "(Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;)V", Call.RESULT, Call.THIS, 1);
        return Point.around(FUTURE, method, null, raced, false);
    }

    /** A completion that goes by the first result it finds. */
    private static Point decides(String completion) {
        Call decided = Call.ofFutures("raceDecided", "(Ljava/lang/Object;Ljava/lang/Object;)V", Call.THIS);
        return Point.reads(FUTURE + "$" + completion, "tryFire", FUTURE, "result", decided);
    }

    private static Point asked(String method) {
        return entered(FUTURE, method, "failureAsked");
    }

    private static Point entered(String owner, String method, String probe) {
        return Point.around(owner, method, Call.ofFutures(probe, "(Ljava/lang/Object;)V", Call.THIS), null, false);
    }

    private static Point thrown(String method) {
        return Point.reads(FUTURE, method, RESULT, "ex", "failureThrown");
    }

    /** Told by what holds an exception, its first argument, that it does. */
    private static Call stored(String kind) {
        return Call.ofFutures(
                "failureStored", "(Ljava/lang/Object;Ljava/lang/Throwable;Ljava/lang/String;)V", Call.THIS, 0, kind);
    }

    private static Point reads(String owner, String method) {
        return Point.reads(owner, method, RESULT, "ex", "failureRead");
    }
}
