// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.adapter.ownloop;

import com.google.auto.service.AutoService;
import dev.loopscope.agent.adapter.LoopAdapter;
import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;
import org.jspecify.annotations.Nullable;

/** The bundled loop: everything it has to tell goes through its {@code Boundary}, version 1. */
@AutoService(LoopAdapter.class)
public final class OwnLoopAdapter implements LoopAdapter {
    private static final String FAMILY = "loopscope";
    private static final String BOUNDARY = "dev/loopscope/loop/Boundary";

    @Override
    public String family() {
        return FAMILY;
    }

    @Override
    public void addTo(Points points) {
        points.addAll(
                resume("dev/loopscope/loop/BatonStrand"),
                resume("dev/loopscope/loop/LoopStrand"),
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
                Point.replace(BOUNDARY, "origin", new Call("origin", "()Ljava/lang/Throwable;")),
                Point.replace(
                        BOUNDARY,
                        "callbackException",
                        new Call(
                                "callbackFailed",
                                "(Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Throwable;Ljava/lang/Throwable;)Z",
                                0,
                                1,
                                2,
                                3)),
                Point.replace(
                        BOUNDARY,
                        "neverRetrieved",
                        new Call(
                                "neverRetrieved",
                                "(Ljava/lang/String;Ljava/lang/Throwable;Ljava/lang/Throwable;)Z",
                                0,
                                1,
                                2)),
                Point.around(
                        BOUNDARY,
                        "wrongThread",
                        new Call(
                                "wrongThread",
                                "(Ljava/lang/Object;Ljava/lang/String;Ljava/lang/String;Ljava/lang/Throwable;)V",
                                0,
                                1,
                                2,
                                3),
                        null,
                        false));
    }

    /** A task's code runs on a thread of its own while the loop's waits in here. */
    private static Point resume(String strand) {
        return Point.around(strand, "resume", new Call("resumeEntered", "()V"), new Call("resumeExited", "()V"), true)
                .maybe();
    }

    /** The bundled loop's handles name themselves by class and creation site. */
    @Override
    public @Nullable String describe(Object callback) {
        return callback.toString();
    }

    @Override
    public String offload() {
        return "loop.runInExecutor(...)";
    }
}
