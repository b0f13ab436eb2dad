// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/** What {@code KafkaProducer.send} returns when it has failed at once, or after having waited for the cluster in vain. */
final class KafkaFuturePoints {
    private static final String PRODUCER = "org/apache/kafka/clients/producer/KafkaProducer";
    private static final String FAILED = PRODUCER + "$FutureFailure";

    private KafkaFuturePoints() {}

    static void addTo(Points points) {
        points.addAll(
                Point.around(FAILED, "<init>", null, FutureCalls.failing(Call.THIS, LibraryFuture.KAFKA, 0), false),
                Point.reads(FAILED, "get", FAILED, "exception", "failureThrown"),
                Point.around(PRODUCER, "doSend", null, FutureCalls.heard(Call.RESULT, 1), false));
    }
}
