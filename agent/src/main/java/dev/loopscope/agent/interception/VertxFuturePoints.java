// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/**
 * The futures of Vert.x 4 and 5. A future tells its listeners the exception; Vert.x's own are other futures, or wrap handlers
 * and mappers of the application's, which are asked for where they are called.
 */
final class VertxFuturePoints {
    private static final String PACKAGE = "io/vertx/core/impl/future/";
    private static final String FUTURE = PACKAGE + "FutureImpl";
    private static final String FAILED = PACKAGE + "FailedFuture";

    private VertxFuturePoints() {}

    static void addTo(Points points) {
        addFutures(points);
        addFour(points);
        addFive(points);
    }

    private static void addFutures(Points points) {
        points.addAll(
                // Made when it is sure that the future fails.
                Point.around(
                        FUTURE + "$CauseHolder",
                        "<init>",
                        null,
                        FutureCalls.failing(Call.THIS, LibraryFuture.VERTX, 0),
                        false),
                Point.around(FUTURE, "cause", null, FutureCalls.GIVEN, false),
                asked("failed"),
                asked("succeeded"),
                Point.around(FAILED, "cause", null, FutureCalls.GIVEN, false),
                Point.around(FAILED, "failed", FutureCalls.ASKED, null, false),
                Point.around(FAILED, "succeeded", FutureCalls.ASKED, null, false),
                Point.around(FAILED, "otherwise", FutureCalls.ASKED, null, false),
                Point.around(FAILED, "onFailure", FutureCalls.heard(Call.THIS, 0), null, false),
                wrapping("Lio/vertx/core/Handler;"),
                wrapping("Ljava/util/function/BiFunction;"));
    }

    /** Looks at the value only, which may be the box of an exception. */
    private static Point asked(String method) {
        return Point.reads(FUTURE, method, FUTURE, "value", Call.ofFutures("futureAsked", "(Ljava/lang/Object;)V"));
    }

    /** What andThen and transform make of a function that is no mapper. */
    private static Point wrapping(String function) {
        return told("io/vertx/core/Future", "*", FutureCalls.heard(1, 0))
                .descriptor("(" + function + "Lio/vertx/core/AsyncResult;)Lio/vertx/core/Future;");
    }

    private static void addFour(Points points) {
        points.addAll(
                failed("(Lio/vertx/core/impl/ContextInternal;Ljava/lang/Throwable;)V"),
                told(PACKAGE + "FutureBase", "emitFailure", FutureCalls.failureHeard(1, 0)),
                told(FAILED, "onComplete", FutureCalls.heard(Call.THIS, 0)),
                called(FUTURE + "$2", "onFailure", "val$handler", 0),
                called(FUTURE + "$3", "onFailure", "val$failureHandler", 0),
                called(FUTURE + "$4", "onFailure", "val$handler", 0));
        addMappers(points, "onFailure", 0);
    }

    private static void addFive(Points points) {
        String future = "io/vertx/core/Future";
        points.addAll(
                failed("(Lio/vertx/core/internal/ContextInternal;Ljava/lang/Throwable;)V"),
                told(PACKAGE + "FutureBase", "emitResult", FutureCalls.failureHeard(2, 1))
                        .descriptor("(Ljava/lang/Object;Ljava/lang/Throwable;Lio/vertx/core/Completable;)V"),
                // What onComplete makes of one handler, and of two.
                told(future, "*", FutureCalls.failureHeard(0, 2))
                        .descriptor("(Lio/vertx/core/Handler;Ljava/lang/Object;Ljava/lang/Throwable;)V"),
                told(future, "*", FutureCalls.failureHeard(1, 3))
                        .descriptor(
                                "(Lio/vertx/core/Handler;Lio/vertx/core/Handler;Ljava/lang/Object;Ljava/lang/Throwable;)V"));
        addMappers(points, "complete", 1);
    }

    /**
     * The futures that otherwise, recover, transform and also compose return ask what to do about the exception. Where the answer
     * is the same exception, it was only passed on.
     */
    private static void addMappers(Points points, String method, int exception) {
        Call mapped = Call.ofFutures("failureThrown", "(Ljava/lang/Throwable;)V", exception);
        points.addAll(
                told(PACKAGE + "Composition", method, mapped),
                called(PACKAGE + "Transformation", method, "mapper", exception),
                told(PACKAGE + "Otherwise", method, mapped),
                told(PACKAGE + "FixedOtherwise", method, mapped));
    }

    private static Point failed(String descriptor) {
        return Point.around(FAILED, "<init>", null, FutureCalls.failing(Call.THIS, LibraryFuture.VERTX, 1), false)
                .descriptor(descriptor)
                .maybe();
    }

    /** In one of the two lines. */
    private static Point told(String owner, String method, Call call) {
        return Point.around(owner, method, call, null, false).maybe();
    }

    /** A method that reads from a field whom to tell. */
    private static Point called(String owner, String method, String field, int exception) {
        return Point.reads(
                        owner,
                        method,
                        owner,
                        field,
                        Call.ofFutures("failureHeard", "(Ljava/lang/Object;Ljava/lang/Throwable;)V", exception))
                .maybe();
    }
}
