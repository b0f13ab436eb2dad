// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/**
 * The constructors of futures, from which a creation site is taken: of the JDK's, and of those of libraries that fail on
 * threads where nothing tells who had asked.
 *
 * <p>A stage of a done future often lives for an expression only, and the compiler makes no object of it; unless a constructor
 * shows it to somebody. So where creation sites are sampled, stages are made by a constructor that does not. Of one that is
 * hung on a pending future, the site is known from there.
 */
public final class CreationPoints {
    private static final String FUTURE = "java/util/concurrent/CompletableFuture";
    private static final Call MADE = Call.ofFutures("futureMade", "(Ljava/lang/Object;)V", Call.THIS);

    private CreationPoints() {}

    public static void addTo(Points points) {
        points.addAll(
                // At entry: FutureTask's last act is a volatile write, after which every read is dear.
                Point.around(FUTURE, "<init>", MADE, null, false).descriptor("()V"),
                Point.around("java/util/concurrent/FutureTask", "<init>", MADE, null, false),
                // Of each write.
                ofLibrary("io/netty/channel/DefaultChannelPromise"),
                ofLibrary("io/grpc/stub/ClientCalls$GrpcFuture"),
                // Of all sends that go in one batch, by the first.
                ofLibrary("org/apache/kafka/clients/producer/internals/ProduceRequestResult"));
    }

    private static Point ofLibrary(String owner) {
        Call made = Call.ofFutures("libraryFutureMade", "(Ljava/lang/Object;)V", Call.THIS);
        return Point.around(owner, "<init>", made, null, false).maybe();
    }

    public static void addStagesUnseen(Points points) {
        points.add(Point.replace(
                FUTURE,
                "newIncompleteFuture",
                Call.ofFutures("newIncompleteFuture", "()Ljava/util/concurrent/CompletableFuture;")));
    }
}
