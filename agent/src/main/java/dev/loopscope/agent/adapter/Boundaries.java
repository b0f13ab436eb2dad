// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.adapter;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import org.jspecify.annotations.Nullable;

/** What adapters of libraries have in common: the points of their loops, and how what runs is named. */
public final class Boundaries {
    private static final Call LOOP_EXITED = new Call("loopExited", "()V");
    private static final Call ENDED = new Call("callbackEnded", "()V");
    private static final Call POLLS = new Call("pollEntered", "()V");
    private static final Call POLLED = new Call("pollExited", "()V");
    private static final Call COUNTED = new Call("pollExited", "(I)V", Call.RESULT);
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

    /**
     * A loop that asks about what it has taken before it calls it: a callback, and whatever the loop does about that, goes from
     * where the answer is yes to the end of the step.
     *
     * @param asks a method of the owner's whose first parameter is what the callback is known by, and which returns whether it is
     *     to be called
     * @param step the method of the owner's that takes one thing, asks and calls
     */
    public static Point[] callbackIf(String owner, String asks, String step) {
        Call started = new Call("callbackStartedIf", "(ZLjava/lang/Object;)V", Call.RESULT, 0);
        return new Point[] {
            Point.around(owner, asks, null, started, false), Point.around(owner, step, null, ENDED, true)
        };
    }

    /** A method of what a callback is better known by than by what its own point tells. */
    public static Point known(String owner, String method) {
        return Point.around(owner, method, new Call("callbackIs", "(Ljava/lang/Object;)V", Call.THIS), null, false);
    }

    /** A method in which a loop waits for what may become ready, unless that is so already; an iteration is between two. */
    public static Point poll(String owner, String method) {
        return Point.around(owner, method, POLLS, POLLED, false);
    }

    /** One that waits as well, and returns how much has become ready, an int. */
    public static Point pollCounted(String owner, String method) {
        return Point.around(owner, method, POLLS, COUNTED, false);
    }

    /** A method in which a loop asks what has become ready, and does not wait. */
    public static Point pollNow(String owner, String method) {
        return Point.around(owner, method, new Call("pollNowEntered", "()V"), POLLED, false);
    }

    /** A method that asks what has become ready, perhaps by one that waits, and then calls what is. */
    public static Point polls(String owner, String method) {
        return Point.around(owner, method, new Call("polls", "()V"), null, false);
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
