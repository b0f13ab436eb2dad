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
                refuses("io/netty/util/concurrent/DefaultPromise", "checkDeadLock"),
                // What Future.await asks first, since Vert.x 5.
                refuses("io/vertx/core/impl/WorkerExecutor", "unwrapWorkerExecutor"));
    }

    private static Point refuses(String owner, String method) {
        return Point.around(owner, method, null, new Call("waitRefused", "(Ljava/lang/Throwable;)V", Call.THROWN), true)
                .maybe();
    }
}
