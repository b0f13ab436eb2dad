// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.adapter.reactor;

import dev.loopscope.agent.adapter.Boundaries;
import dev.loopscope.agent.adapter.LoopAdapter;
import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;
import org.jspecify.annotations.Nullable;

/**
 * The threads of Reactor's schedulers that must not block: {@code parallel} and {@code single}, and whatever else is made of
 * threads marked {@code NonBlocking}. A callback is one task. Those of {@code boundedElastic} are ordinary threads.
 */
public final class ReactorAdapter implements LoopAdapter {
    private static final String FAMILY = "reactor";
    private static final String SCHEDULER = "reactor/core/scheduler/";
    private static final String[] TASKS = {
        "SchedulerTask", "WorkerTask", "PeriodicSchedulerTask", "PeriodicWorkerTask", "InstantPeriodicWorkerTask"
    };

    @Override
    public String family() {
        return FAMILY;
    }

    @Override
    public void addTo(Points points) {
        points.add(Point.around(
                SCHEDULER + "ReactorThreadFactory$NonBlockingThread",
                "<init>",
                null,
                new Call("loopThreadMade", "(Ljava/lang/Thread;Ljava/lang/String;)V", Call.THIS, FAMILY),
                false));
        for (String task : TASKS) {
            points.add(Boundaries.callback(SCHEDULER + task, "call", Call.THIS).descriptor("()Ljava/lang/Void;"));
        }
    }

    @Override
    public @Nullable String describe(@Nullable Object callback, @Nullable String handler) {
        return Boundaries.nameOf(callback, handler);
    }

    @Override
    public String offload(@Nullable String callback) {
        return "publishOn(Schedulers.boundedElastic())";
    }

    @Override
    public @Nullable String pause(@Nullable String callback) {
        return "delayElement(...) or Mono.delay(...)";
    }
}
