// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.adapter.ownloop;

import dev.loopscope.agent.adapter.Boundaries;
import dev.loopscope.agent.adapter.LoopAdapter;
import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;
import org.jspecify.annotations.Nullable;

/** The bundled loop: everything it has to tell goes through its {@code Boundary}, version 5. */
public final class OwnLoopAdapter implements LoopAdapter {
    private static final String FAMILY = "loopscope";
    private static final String BOUNDARY = "dev/loopscope/loop/Boundary";
    private static final int VERSION = 5;

    @Override
    public String family() {
        return FAMILY;
    }

    @Override
    public void addTo(Points points) {
        points.onlyVersion(BOUNDARY, VERSION);
        points.addAll(
                Point.around(
                        BOUNDARY,
                        "loopEntered",
                        new Call(
                                "loopEntered",
                                "(Ljava/lang/Object;Ljava/lang/String;Ljava/lang/String;)V",
                                0,
                                1,
                                FAMILY),
                        null,
                        false),
                Point.around(BOUNDARY, "loopExited", new Call("loopExited", "()V"), null, false),
                Point.around(BOUNDARY, "tickStarted", new Call("tickStarted", "(J)V", 1), null, false),
                Point.around(
                        BOUNDARY,
                        "callbackStarted",
                        new Call("callbackStarted", "(Ljava/lang/Object;)V", 1),
                        null,
                        false),
                Point.around(BOUNDARY, "callbackEnded", new Call("callbackEnded", "()V"), null, false),
                Point.around(BOUNDARY, "controlLeft", new Call("controlLeft", "(Ljava/lang/Object;)V", 0), null, false),
                Point.around(
                        BOUNDARY, "controlTaken", new Call("controlTaken", "(Ljava/lang/Object;)V", 0), null, false),
                Point.replace(
                        BOUNDARY,
                        "coroutineMade",
                        Call.ofMistakes(
                                "coroutineMade", "(Ljava/lang/Object;Ljava/lang/Class;)Ljava/lang/Object;", 0, 1)),
                Point.around(
                        BOUNDARY,
                        "coroutineStarted",
                        Call.ofMistakes("coroutineStarted", "(Ljava/lang/Object;)V", 0),
                        null,
                        false),
                Point.replace(
                        BOUNDARY,
                        "taskLeftPending",
                        Call.ofMistakes(
                                "taskLeftPending",
                                "(Ljava/lang/String;Ljava/lang/String;[Ljava/lang/StackTraceElement;Ljava/lang/Throwable;)Z",
                                0,
                                1,
                                2,
                                3)),
                Point.replace(BOUNDARY, "followsFutures", Call.ofMistakes("followsFutures", "()Z")),
                Point.around(
                        BOUNDARY,
                        "futureDropped",
                        Call.ofMistakes(
                                "futureDropped",
                                "(Ljava/lang/String;Ljava/lang/String;Ljava/lang/Throwable;Ljava/lang/Throwable;)V",
                                0,
                                1,
                                2,
                                3),
                        null,
                        false),
                Point.replace(
                        BOUNDARY,
                        "unclosed",
                        Call.ofMistakes(
                                "unclosed",
                                "(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;ZLjava/lang/Throwable;)Z",
                                0,
                                1,
                                2,
                                3,
                                4)),
                Point.replace(
                        BOUNDARY,
                        "cancellationThrown",
                        Call.ofMistakes(
                                "cancellationThrown",
                                "(Ljava/lang/String;Ljava/lang/Throwable;)Ljava/lang/Object;",
                                1,
                                2)),
                Point.around(
                        BOUNDARY,
                        "awaitsCancelled",
                        Call.ofMistakes("awaitsCancelled", "(Ljava/lang/Object;)V", 0),
                        null,
                        false),
                Point.around(
                        BOUNDARY,
                        "cancellationSwallowed",
                        Call.ofMistakes("cancellationSwallowed", "(Ljava/lang/Object;)V", 0),
                        null,
                        false),
                Point.replace(BOUNDARY, "origin", Call.ofMistakes("origin", "()Ljava/lang/Throwable;")),
                Point.replace(
                        BOUNDARY,
                        "callbackException",
                        Call.ofMistakes(
                                "callbackFailed",
                                "(Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Throwable;Ljava/lang/Throwable;)Z",
                                0,
                                1,
                                2,
                                3)),
                Point.replace(
                        BOUNDARY,
                        "neverRetrieved",
                        Call.ofMistakes(
                                "neverRetrieved",
                                "(Ljava/lang/String;Ljava/lang/Throwable;Ljava/lang/Throwable;)Z",
                                0,
                                1,
                                2)),
                Point.replace(
                        BOUNDARY,
                        "selfDeadlock",
                        Call.ofMistakes(
                                "selfDeadlock",
                                "(Ljava/lang/Object;Ljava/lang/String;Ljava/lang/String;[Ljava/lang/String;Z"
                                        + "Ljava/lang/Throwable;)Z",
                                0,
                                1,
                                2,
                                3,
                                4,
                                5)),
                Point.around(
                        BOUNDARY,
                        "wrongThread",
                        Call.ofMistakes(
                                "wrongThread",
                                "(Ljava/lang/Object;Ljava/lang/String;Ljava/lang/String;Ljava/lang/Throwable;)V",
                                0,
                                1,
                                2,
                                3),
                        null,
                        false));
    }

    /** The bundled loop's handles name themselves by class and creation site. */
    @Override
    public @Nullable String describe(@Nullable Object callback, @Nullable String handler) {
        if (callback == null) {
            return null;
        }
        try {
            return callback.toString();
        } catch (LinkageError e) {
            // Its class loader has been closed, as that of an application that is undeployed, and it needs one more
            // class.
            return Boundaries.nameOf(callback.getClass());
        }
    }

    @Override
    public String offload(@Nullable String callback) {
        return isTask(callback) ? "Async.toThread(...)" : "loop.runInExecutor(...)";
    }

    @Override
    public @Nullable String pause(@Nullable String callback) {
        return isTask(callback) ? "await Async.sleep(...)" : null;
    }

    private static boolean isTask(@Nullable String callback) {
        return callback != null && callback.startsWith("<Task ");
    }
}
