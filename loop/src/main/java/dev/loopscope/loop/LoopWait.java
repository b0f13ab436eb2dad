// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A thread that runs a loop is about to block until a future is done that only a loop can complete. That is refused where it
 * would never end: the loop is its own, or one whose thread waits for it in the same way, directly or through others.
 *
 * <p>Two threads may close a circle at the same moment; each writes down what it waits for before it looks, so one of them
 * sees it, or both.
 */
final class LoopWait {
    private static final String REMEDY =
            "await it in a task, by loop.wrapFuture(future).await(), or have whenComplete call you back";

    private LoopWait() {}

    /** Refuses to wait for the loop's own future, for however long: as long as it waits, nobody completes it. */
    static void refuseOwn(FutureBridge<?> awaited) {
        if (awaited.loop().isCurrent() && !awaited.isDone()) {
            throw refusal(awaited.loop(), List.of(awaited));
        }
    }

    /** Before a wait without a limit; what is returned is given to {@link #ended}. */
    static @Nullable EventLoop begun(FutureBridge<?> awaited) {
        EventLoop mine = awaited.isDone() ? null : EventLoop.currentOrNull();
        if (mine != null) {
            mine.thread.waitsFor = awaited;
            List<FutureBridge<?>> circle = circle(mine, awaited);
            // Seen twice in the same way, all of them have waited since before the first look, and none can have been
            // done.
            if (!circle.isEmpty() && circle.equals(circle(mine, awaited))) {
                mine.thread.waitsFor = null;
                throw refusal(mine, circle);
            }
        }
        return mine;
    }

    static void ended(@Nullable EventLoop mine) {
        if (mine != null) {
            mine.thread.waitsFor = null;
        }
    }

    /** What each of the loops waits for, beginning with mine; empty if there is one that does not wait. */
    @SuppressWarnings("ReferenceEquality") // a loop is itself
    private static List<FutureBridge<?>> circle(EventLoop mine, FutureBridge<?> awaited) {
        List<FutureBridge<?>> links = new ArrayList<>();
        int most = LoopThread.running().length + 1;
        for (FutureBridge<?> link = awaited; link != null && !link.isDone() && links.size() < most; ) {
            links.add(link);
            EventLoop owner = link.loop();
            if (owner == mine) {
                return links;
            }
            link = owner.thread.waitsFor;
        }
        return List.of();
    }

    private static IllegalStateException refusal(EventLoop mine, List<FutureBridge<?>> circle) {
        List<String> chain = new ArrayList<>();
        String waiting = mine.name();
        for (FutureBridge<?> link : circle) {
            chain.add("the thread of " + waiting + " waits for a future of "
                    + link.loop().name());
            waiting = link.loop().name();
        }
        String mistake = circle.size() == 1
                ? "the thread of " + waiting + " waits for a future that only " + waiting + " can complete"
                : "the threads of " + circle.size() + " loops wait for each other's futures";
        IllegalStateException refusal = new IllegalStateException(
                mistake + ", which would never end: " + String.join(", ", chain) + "; " + REMEDY);
        Boundary.selfDeadlock(mine, mistake, REMEDY, chain.toArray(String[]::new), false, refusal);
        return refusal;
    }
}
