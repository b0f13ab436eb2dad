// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tasks that wait for each other, each through an await or through what is made of several futures, so that none of them
 * would ever go on. Looked for before the await that would close the circle, which is refused. In the task's own thread.
 */
final class AwaitCircle {
    /** What leads on to more than this is not followed; it can still be cancelled. */
    private static final int MAX_LINKS = 1000;

    private final Task<?> waiter;
    private final LoopFuture<?> awaited;
    /** What none of them can do without; all of it is waiting for the rest. */
    private final Map<LoopFuture<?>, Needs> stuck = new HashMap<>();

    private AwaitCircle(Task<?> waiter, LoopFuture<?> awaited) {
        this.waiter = waiter;
        this.awaited = awaited;
    }

    /** @throws IllegalStateException if the await would never end */
    static void refuse(Task<?> waiter, LoopFuture<?> awaited) {
        if (!mayClose(waiter, awaited)) {
            return;
        }
        AwaitCircle circle = new AwaitCircle(waiter, awaited);
        circle.findStuck();
        Deque<LoopFuture<?>> way = circle.way();
        if (!way.isEmpty()) {
            throw circle.refusal(way);
        }
    }

    /** What nearly every await is told by at once: nobody waits for the task, or the way ends at a future that others complete. */
    @SuppressWarnings("ReferenceEquality") // a task is itself
    private static boolean mayClose(Task<?> waiter, LoopFuture<?> awaited) {
        if (awaited == waiter) {
            return true;
        }
        if (!waiter.hasCallbacks() || waiter.isLimited()) {
            return false;
        }
        LoopFuture<?> link = awaited;
        for (int i = 0; i < MAX_LINKS && link instanceof Task<?> task; i++) {
            if (task == waiter) {
                return true;
            }
            link = task.isLimited() ? null : task.awaits();
        }
        return link != null && link.needs() != null;
    }

    private void findStuck() {
        Deque<LoopFuture<?>> open = new ArrayDeque<>();
        stuck.put(waiter, new Needs("", List.of(awaited), ReturnWhen.ALL_COMPLETED));
        open.add(awaited);
        for (LoopFuture<?> next = open.poll(); next != null; next = open.poll()) {
            Needs needs = next.needs();
            if (needs == null || stuck.putIfAbsent(next, needs) != null) {
                continue;
            }
            if (stuck.size() + open.size() + needs.futures().size() > MAX_LINKS) {
                stuck.clear();
                return;
            }
            open.addAll(needs.futures());
        }
        boolean isAnyFree;
        do {
            isAnyFree = stuck.values().removeIf(needs -> needs.mayBeMet(stuck.keySet()));
        } while (isAnyFree);
    }

    /** From the awaited one to the waiter; empty if there is none. */
    @SuppressWarnings("ReferenceEquality") // a task is itself
    private Deque<LoopFuture<?>> way() {
        Map<LoopFuture<?>, LoopFuture<?>> before = new HashMap<>();
        Deque<LoopFuture<?>> open = new ArrayDeque<>(List.of(waiter));
        for (LoopFuture<?> next = open.poll(); next != null && !before.containsKey(waiter); next = open.poll()) {
            Needs needs = stuck.get(next);
            if (needs != null) {
                for (LoopFuture<?> needed : needs.futures()) {
                    if (stuck.containsKey(needed) && before.putIfAbsent(needed, next) == null) {
                        open.add(needed);
                    }
                }
            }
        }
        Deque<LoopFuture<?>> way = new ArrayDeque<>();
        LoopFuture<?> link = before.containsKey(waiter) ? waiter : null;
        while (link != null) {
            way.addFirst(link);
            LoopFuture<?> last = before.get(link);
            link = last == waiter ? null : last;
        }
        return way;
    }

    @SuppressWarnings("ReferenceEquality") // a task is itself
    private IllegalStateException refusal(Deque<LoopFuture<?>> way) {
        List<String> chain = chain(way);
        int awaits = chain.size() - 1;
        IllegalStateException refusal = new IllegalStateException(
                awaited == waiter
                        ? "Task cannot await on itself: " + waiter
                        : waiter + " cannot await " + awaited + ": that waits for this very task" + through(awaits)
                                + ", so neither would ever end");
        Boundary.selfDeadlock(
                waiter.getLoop(),
                "'" + waiter.getName() + (awaits == 0 ? "' awaits itself" : "' awaits a task that waits for it"),
                "give what both need to one of them when it is made, or let a third task await both",
                chain.toArray(String[]::new),
                false,
                refusal);
        return refusal;
    }

    private static String through(int awaits) {
        return awaits == 0 ? "" : ", through " + awaits + (awaits == 1 ? " await" : " awaits");
    }

    private List<String> chain(Deque<LoopFuture<?>> way) {
        List<String> chain = new ArrayList<>();
        Task<?> waiting = waiter;
        StringBuilder by = new StringBuilder();
        for (LoopFuture<?> link : way) {
            if (link instanceof Task<?> task) {
                chain.add("'" + waiting.getName() + "' awaits '" + task.getName() + "'" + by + place(waiting));
                waiting = task;
                by.setLength(0);
            } else {
                by.append(" by ").append(by(link));
            }
        }
        return chain;
    }

    private String by(LoopFuture<?> link) {
        Needs needs = stuck.get(link);
        return needs == null ? "" : needs.by();
    }

    @SuppressWarnings("ReferenceEquality") // a task is itself
    private String place(Task<?> waiting) {
        return waiting == waiter ? "" : Origin.place(" at ", waiting.userStack());
    }
}
