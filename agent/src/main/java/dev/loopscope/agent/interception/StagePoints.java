// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/**
 * Where something begins to depend on a {@code CompletableFuture} that is pending. What finds it done never comes here. A
 * followed future has one dependent more, of which its own methods shall not speak.
 */
public final class StagePoints {
    private static final String FUTURE = "java/util/concurrent/CompletableFuture";

    private StagePoints() {}

    public static void addTo(Points points) {
        points.addAll(
                Point.around(FUTURE, "<clinit>", null, Call.ofFutures("futuresReady", "()V"), false),
                hung("unipush", 0),
                hung("bipush", 1),
                hung("orpush", 1),
                Point.replace(
                        FUTURE,
                        "getNumberOfDependents",
                        Call.ofFutures("numberOfDependents", "(Ljava/util/concurrent/CompletableFuture;)I", Call.THIS)),
                Point.around(
                        FUTURE,
                        "toString",
                        null,
                        Call.ofFutures(
                                "described",
                                "(Ljava/lang/String;Ljava/util/concurrent/CompletableFuture;)Ljava/lang/String;",
                                Call.INSTEAD,
                                Call.THIS),
                        false));
    }

    /** A method whose parameter {@code index} becomes a dependent of its receiver. */
    private static Point hung(String method, int index) {
        return Point.around(
                FUTURE,
                method,
                Call.ofFutures(
                        "stageHung", "(Ljava/util/concurrent/CompletableFuture;Ljava/lang/Object;)V", Call.THIS, index),
                null,
                false);
    }
}
