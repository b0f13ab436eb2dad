// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.adapter.swing;

import dev.loopscope.agent.adapter.Boundaries;
import dev.loopscope.agent.adapter.LoopAdapter;
import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;
import org.jspecify.annotations.Nullable;

/**
 * The event dispatch thread of AWT and Swing. A callback is one event, with what an event queue of the application's own does
 * around it, and what handles its exception. One that opens a modal dialog, or enters a secondary loop, is over until that is
 * closed, and the events meanwhile are callbacks of their own.
 */
public final class SwingAdapter implements LoopAdapter {
    private static final String FAMILY = "swing";
    private static final String DISPATCHER = "java/awt/EventDispatchThread";

    @Override
    public String family() {
        return FAMILY;
    }

    @Override
    public void addTo(Points points) {
        points.addAll(Boundaries.callbackIf(DISPATCHER, "filterAndCheckEvent", "pumpOneEventForFilters"));
        points.addAll(
                Boundaries.loop(DISPATCHER, "run", FAMILY),
                Point.around(
                        DISPATCHER,
                        "processException",
                        Call.ofMistakes("uncaught", "(Ljava/lang/Thread;Ljava/lang/Throwable;)V", Call.THIS, 0),
                        null,
                        false),
                Point.around(
                                DISPATCHER,
                                "pumpEventsForFilter",
                                new Call("nestedEntered", "()V"),
                                new Call("nestedExited", "()V"),
                                true)
                        .descriptor("(ILjava/awt/Conditional;Ljava/awt/EventFilter;)V"));
    }

    @Override
    public boolean isOfJdk() {
        return true;
    }

    @Override
    public @Nullable String describe(@Nullable Object callback, @Nullable String handler) {
        return Boundaries.nameOf(callback, handler);
    }

    @Override
    public String offload(@Nullable String callback) {
        return "a SwingWorker";
    }

    @Override
    public String handling() {
        return "set Thread.setDefaultUncaughtExceptionHandler(...)";
    }

    @Override
    public @Nullable String pause(@Nullable String callback) {
        return "a javax.swing.Timer";
    }
}
