// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ties a primitive to the loop whose tasks first wait on it; before that it may be made, and used, anywhere. And the
 * waiting itself: a waiter stays in the line until its task has gone on, so nobody passes one that was woken.
 */
final class LoopBinding {
    private final String name;
    private @Nullable EventLoop loop;

    LoopBinding(String name) {
        this.name = name;
    }

    /** For operations that may wake somebody: on a foreign thread they are refused once there can be somebody. */
    void check(String method) {
        OutOfTurn.awaitTurn();
        if (loop != null) {
            loop.check(name + "." + method, "EventLoop.callSoonThreadSafe(() -> ..." + method + "())");
        }
    }

    /**
     * For who takes something without waiting, in a task: while the loop it belongs to runs, nobody else could give it back.
     */
    void refuseOtherLoop() {
        EventLoop bound = loop;
        if (bound != null && !bound.isCurrent() && bound.isRunning()) {
            throw otherLoop(bound, Task.current().getLoop());
        }
    }

    /** A place at the end of the line, for the running task. */
    LoopFuture<@Nullable Void> joinLine(Set<LoopFuture<@Nullable Void>> line) {
        EventLoop running = Task.current().getLoop();
        if (loop == null) {
            loop = running;
        } else if (loop.thread != running.thread) {
            throw otherLoop(loop, running);
        }
        LoopFuture<@Nullable Void> place = running.createFuture();
        line.add(place);
        return place;
    }

    private IllegalStateException otherLoop(EventLoop bound, EventLoop running) {
        return new IllegalStateException(name + " is bound to a different event loop: tasks of " + bound.name()
                + " wait on it, and this one runs on " + running.name());
    }

    static Set<LoopFuture<@Nullable Void>> line() {
        return new LinkedHashSet<>();
    }

    /** Whether somebody is in the line who has not given up. */
    static boolean isWaitedIn(Set<LoopFuture<@Nullable Void>> line) {
        for (LoopFuture<?> place : line) {
            if (!place.isCancelled()) {
                return true;
            }
        }
        return false;
    }

    /** Wakes the first who was not woken yet. */
    static boolean wakeNext(Set<LoopFuture<@Nullable Void>> line) {
        for (LoopFuture<@Nullable Void> place : line) {
            if (!place.isDone()) {
                place.succeed(null);
                return true;
            }
        }
        return false;
    }
}
