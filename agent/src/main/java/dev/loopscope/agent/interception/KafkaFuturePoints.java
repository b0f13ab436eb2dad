// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/**
 * What {@code KafkaProducer.send} returns: when it has failed at once, or after having waited for the cluster in vain, a future
 * of its own; else one of a record, which has its result from that of a batch.
 */
final class KafkaFuturePoints {
    private static final String PRODUCER = "org/apache/kafka/clients/producer/KafkaProducer";
    private static final String FAILED = PRODUCER + "$FutureFailure";
    private static final String BATCH = "org/apache/kafka/clients/producer/internals/ProduceRequestResult";

    private KafkaFuturePoints() {}

    static void addTo(Points points) {
        points.addAll(
                Point.around(FAILED, "<init>", null, FutureCalls.failing(Call.THIS, LibraryFuture.KAFKA, 0), false),
                Point.reads(FAILED, "get", FAILED, "exception", "failureThrown"),
                Point.around(PRODUCER, "doSend", null, FutureCalls.heard(Call.RESULT, 1), false),
                Point.around(BATCH, "set", FutureCalls.allFailing(Call.THIS, LibraryFuture.KAFKA, 2), null, false)
                        .descriptor("(JJLjava/util/function/Function;)V")
                        .maybe(),
                Point.around(BATCH, "error", FutureCalls.ASKED, null, false),
                told("AppendCallbacks"),
                // Before 3.4.
                told("InterceptorCallback"));
    }

    /** Tells the callback that was given to {@code send}, if there is one. */
    private static Point told(String wrapper) {
        String owner = PRODUCER + "$" + wrapper;
        return Point.reads(
                owner,
                "onCompletion",
                owner,
                "userCallback",
                Call.ofFutures("failureHeard", "(Ljava/lang/Object;Ljava/lang/Throwable;)V", 1));
    }
}
