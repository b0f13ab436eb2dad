// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/** Where libraries keep a loop's thread from waiting for what this loop may have to do itself: by an exception. */
public final class RefusedWaitPoints {
    private static final String REACTOR = "reactor/core/publisher/Blocking";

    private RefusedWaitPoints() {}

    public static void addTo(Points points) {
        points.addAll(
                refuses(
                        "io/netty/util/concurrent/DefaultPromise",
                        "checkDeadLock",
                        "would wait for a future that only its own thread can complete"),
                // What Future.await asks first, since Vert.x 5; it also refuses worker threads, which run no loop.
                refuses(
                        "io/vertx/core/impl/WorkerExecutor",
                        "unwrapWorkerExecutor",
                        "would wait for a future whose handlers its own thread may have to run"),
                reactorRefuses("SingleSubscriber", "blockingGet"),
                reactorRefuses("OptionalMonoSubscriber", "blockingGet"),
                reactorRefuses("Iterable$SubscriberIterator", "hasNext"),
                refuses(
                                "java/awt/EventQueue",
                                "invokeAndWait",
                                "from the event dispatcher thread",
                                "would wait for an event that only its own thread can dispatch")
                        // The other overload calls this one.
                        .descriptor("(Ljava/lang/Object;Ljava/lang/Runnable;)V"));
    }

    /** On the threads it makes for schedulers and channels, Reactor refuses to block whatever the publisher. */
    private static Point reactorRefuses(String subscriber, String method) {
        return refuses(
                REACTOR + subscriber,
                method,
                " blocking, which is not supported in thread ",
                "would wait for a publisher whose signals its own thread may have to deliver");
    }

    private static Point refuses(String owner, String method, String mistake) {
        return refuses(
                owner,
                method,
                Call.ofMistakes("waitRefused", "(Ljava/lang/Throwable;Ljava/lang/String;)V", Call.THROWN, mistake));
    }

    /** @param words what tells the refusal from whatever else the method may throw */
    private static Point refuses(String owner, String method, String words, String mistake) {
        return refuses(
                owner,
                method,
                Call.ofMistakes(
                        "waitRefused",
                        "(Ljava/lang/Throwable;Ljava/lang/String;Ljava/lang/String;)V",
                        Call.THROWN,
                        words,
                        mistake));
    }

    private static Point refuses(String owner, String method, Call refused) {
        return Point.around(owner, method, null, refused, true).maybe();
    }
}
