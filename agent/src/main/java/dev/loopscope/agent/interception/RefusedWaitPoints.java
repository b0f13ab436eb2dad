// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/** Where libraries keep a loop's thread from waiting for a future that only this loop can complete: by an exception. */
public final class RefusedWaitPoints {
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
                        "would wait for a future whose handlers its own thread may have to run"));
    }

    private static Point refuses(String owner, String method, String mistake) {
        Call refused = new Call("waitRefused", "(Ljava/lang/Throwable;Ljava/lang/String;)V", Call.THROWN, mistake);
        return Point.around(owner, method, null, refused, true).maybe();
    }
}
