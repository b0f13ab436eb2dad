// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/**
 * Guava's futures, and with them gRPC's and whatever else extends {@code AbstractFuture}. Each exception is put into a box,
 * which futures that take over one another's result share.
 */
final class GuavaFuturePoints {
    private static final String FUTURE = "com/google/common/util/concurrent/AbstractFuture";
    private static final String BOX = FUTURE + "$Failure";

    private GuavaFuturePoints() {}

    static void addTo(Points points) {
        points.addAll(
                Point.around(BOX, "<init>", null, FutureCalls.failing(Call.THIS, LibraryFuture.GUAVA, 0), false),
                Point.around(FUTURE, "setException", null, FutureCalls.offeredToThis(0), false),
                Point.around(FUTURE, "tryInternalFastPathGetFailure", null, FutureCalls.GIVEN, false),
                thrown(FUTURE, "getDoneValue"),
                // A future of a cache's own, beside the exception that is thrown at whoever loads, or logged.
                Point.around(
                                "com/google/common/cache/LocalCache$LoadingValueReference",
                                "setException",
                                null,
                                Call.ofFutures("failureRead", "(Ljava/lang/Throwable;)V", 0),
                                false)
                        .maybe(),
                // Where the former has it made since 33.5.
                thrown(BOX, "newExecutionException").maybe(),
                Point.around(
                        FUTURE,
                        "getFutureValue",
                        null,
                        Call.ofFutures(
                                "futureTaking",
                                "(Ljava/lang/Object;Ljava/lang/String;)V",
                                Call.RESULT,
                                LibraryFuture.GUAVA.kind()),
                        false));
        points.addImplemented(Point.around(
                "com/google/common/util/concurrent/FutureCallback",
                "onFailure",
                Call.ofFutures("failureRead", "(Ljava/lang/Throwable;)V", 0),
                null,
                false));
    }

    private static Point thrown(String owner, String method) {
        return Point.reads(owner, method, BOX, "exception", "failureThrown");
    }
}
