// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.adapter;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import org.jspecify.annotations.Nullable;

/** What adapters of libraries have in common: the points of their loops, and how what runs is named. */
public final class Boundaries {
    private static final Call LOOP_EXITED = new Call("loopExited", "()V");
    private static final Call ENDED = new Call("callbackEnded", "()V");
    private static final String LAMBDA = "$$Lambda";

    private Boundaries() {}

    /** A method that runs a loop for as long as it does not return. */
    public static Point loop(String owner, String method, String family) {
        Call entered = new Call("loopEntered", "(Ljava/lang/Object;Ljava/lang/String;)V", Call.THIS, family);
        return Point.around(owner, method, entered, LOOP_EXITED, true);
    }

    /**
     * A method that is one callback, unless it is called by another one.
     *
     * @param callback what the callback is known by: {@link Call#THIS}, or the index of a parameter
     */
    public static Point callback(String owner, String method, Object callback) {
        Call started = new Call("callbackStartedNow", "(Ljava/lang/Object;)V", callback);
        return Point.around(owner, method, started, ENDED, true);
    }

    /** What runs: the application's code that the loop has called, if it is known, else what the loop itself holds. */
    public static @Nullable String nameOf(@Nullable Object callback, @Nullable String handler) {
        return handler != null || callback == null ? handler : nameOf(callback.getClass());
    }

    /** A class; of a lambda the one it is written in, because its own name is another one in each run. */
    public static String nameOf(Class<?> type) {
        String name = type.getName();
        int lambda = name.indexOf(LAMBDA);
        return lambda < 0 ? name : name.substring(0, lambda) + " lambda";
    }
}
