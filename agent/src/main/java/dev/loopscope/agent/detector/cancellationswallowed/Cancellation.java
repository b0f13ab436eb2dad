// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.cancellationswallowed;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One that a task's code was told of and has not dealt with. Cleanup may await as well, so an await means nothing by itself;
 * but who comes back to the very await that was cancelled, and has waited there, and comes back again, does not clean up.
 * Task's own thread.
 */
final class Cancellation {
    /** Where the loop's own frames of an await end. */
    private static final List<String> AWAITING = List.of("dev.loopscope.loop.Task", "dev.loopscope.loop.Boundary");

    /** Once to wait on uninterruptibly, and be done; twice is a way of life. */
    private static final int RETURNS = 2;
    /** Awaits elsewhere after which it is not followed any further: each costs a stack trace. A guess. */
    private static final int LOOKS = 1_000;

    final String loop;
    final String task;
    final Throwable place;
    final @Nullable Throwable origin;

    private int returns;
    private int looks;

    Cancellation(String loop, String task, Throwable place, @Nullable Throwable origin) {
        this.loop = loop;
        this.task = task;
        this.place = place;
        this.origin = origin;
    }

    /** Its code is about to await: whether that makes it one that carries on. True once. */
    boolean carriesOn() {
        return returns < RETURNS && looks++ < LOOKS && isSamePlace() && ++returns == RETURNS;
    }

    boolean isTold() {
        return returns == RETURNS;
    }

    private boolean isSamePlace() {
        StackTraceElement[] then = place.getStackTrace();
        StackTraceElement[] now = new Throwable().getStackTrace();
        int from = awaitsAt(then);
        int to = awaitsAt(now);
        return then.length - from == now.length - to && Arrays.equals(then, from, then.length, now, to, now.length);
    }

    /** The first frame that does not depend on how far the await had come. */
    private static int awaitsAt(StackTraceElement[] stack) {
        int last = -1;
        for (int i = 0; i < stack.length && isOfAwait(stack[i].getClassName()); i++) {
            last = i;
        }
        return last + 1;
    }

    private static boolean isOfAwait(String type) {
        return AWAITING.contains(type)
                || type.startsWith("java.lang.Loopscope")
                || type.startsWith("dev.loopscope.agent.");
    }
}
