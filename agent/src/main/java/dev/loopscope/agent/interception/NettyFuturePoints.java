// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/** Netty's promises, of 4.1 and 4.2 alike: where they fail, and where somebody looks. */
final class NettyFuturePoints {
    private static final String PROMISE = "io/netty/util/concurrent/DefaultPromise";
    private static final String FAILED = "io/netty/util/concurrent/FailedFuture";

    private NettyFuturePoints() {}

    static void addTo(Points points) {
        points.addAll(
                Point.around(
                        PROMISE,
                        "setFailure0",
                        FutureCalls.failing(Call.THIS, LibraryFuture.NETTY, 0),
                        FutureCalls.offered(0),
                        false),
                Point.around(PROMISE, "cause", null, FutureCalls.GIVEN, false),
                // What get asks, and since 4.1.37 cause does too.
                Point.around(PROMISE, "cause0", null, FutureCalls.GIVEN, false).maybe(),
                Point.around(PROMISE, "isSuccess", null, FutureCalls.SUCCESS_CONFIRMED, false),
                Point.around(PROMISE, "await", null, FutureCalls.ASKED, false),
                Point.around(PROMISE, "await0", null, FutureCalls.FAILURE_CONFIRMED, false),
                Point.around(PROMISE, "notifyListener0", FutureCalls.heard(0, 1), null, false),
                made("AbstractEventExecutor"),
                made("EventExecutor"),
                Point.around(FAILED, "cause", null, FutureCalls.GIVEN, false),
                Point.around(FAILED, "isSuccess", null, FutureCalls.SUCCESS_CONFIRMED, false),
                throwing("sync"),
                throwing("syncUninterruptibly"));
        addOwnListeners(points);
        addPeriodic(points);
    }

    /** Of tasks that are run again and again, where they were scheduled, and their end. */
    private static void addPeriodic(Points points) {
        points.add(Point.around(
                "io/netty/util/concurrent/PromiseTask",
                "setFailureInternal",
                Call.ofFutures("promiseTaskFailing", "(Ljava/lang/Object;Ljava/lang/Throwable;)V", Call.THIS, 0),
                null,
                false));
        for (String code : new String[] {"Ljava/lang/Runnable;", "Ljava/util/concurrent/Callable;"}) {
            points.add(Point.around(
                            "io/netty/util/concurrent/ScheduledFutureTask",
                            "<init>",
                            null,
                            Call.ofFutures("periodicTaskMade", "(Ljava/lang/Object;J)V", Call.THIS, 3),
                            false)
                    .descriptor("(Lio/netty/util/concurrent/AbstractScheduledEventExecutor;" + code + "JJ)V")
                    .maybe());
        }
    }

    /**
     * Makes a future that has failed; the first in 4.1, the second in 4.2. What Netty makes for itself without it says what it
     * does not support.
     */
    private static Point made(String executor) {
        return Point.around(
                        "io/netty/util/concurrent/" + executor,
                        "newFailedFuture",
                        null,
                        FutureCalls.failing(Call.RESULT, LibraryFuture.NETTY, 0),
                        false)
                .maybe();
    }

    /** Throws what it has. */
    private static Point throwing(String method) {
        return Point.around(FAILED, method, FutureCalls.ASKED, null, false);
    }

    /** Those that Netty makes for its users, who thereby have said what is to be done. */
    private static void addOwnListeners(Points points) {
        for (int i = 1; i <= 3; i++) {
            points.add(Point.around(
                    "io/netty/channel/ChannelFutureListener$" + i,
                    "operationComplete",
                    Call.ofFutures("futureAsked", "(Ljava/lang/Object;)V", 0),
                    null,
                    false));
        }
    }
}
