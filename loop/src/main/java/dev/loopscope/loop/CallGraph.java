// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where a task is, who waits for it, where they are, and so on up to those for whom nobody waits: the stack trace of a
 * program of many tasks. The way goes through {@code gather}, shields, task groups and timeouts. Its text has the form of
 * Python's {@code print_call_graph}:
 *
 * <pre>
 * * Task(name='fetch', id=0x5e91993f)
 *   + Call stack:
 *   |   at com.acme.Orders.load(Orders.java:30)
 *   + Awaited by:
 *     * Task(name='Task-1', id=0x1c4af82c)
 *       + Call stack:
 *       |   at com.acme.Main.serve(Main.java:12)
 * </pre>
 *
 * <p>{@code loop.allTasks().forEach(task -> System.err.println(CallGraph.capture(task)))} shows all a loop waits for.
 *
 * <p>asyncio: {@code capture_call_graph} and {@code FutureCallGraph}; {@link #toString()} is {@code format_call_graph}.
 *
 * @param future a task, or a future nobody's task waits for yet
 * @param callStack {@link Task#getStack()} of a task, innermost frame first; empty for a future
 * @param awaitedBy who waits for it; the same object where two ways lead to the same waiter
 * @param reach why this is all of it
 */
public record CallGraph(
        LoopFuture<?> future, List<StackTraceElement> callStack, List<CallGraph> awaitedBy, Reach reach) {
    /** How far a graph was followed. */
    public enum Reach {
        /** To the end. */
        COMPLETE(""),
        /** Not a second time: this task waits, through those below which it stands, for itself. None of them will ever end. */
        CYCLE(" (a cycle: waits for itself)"),
        /** To the depth of 200 tasks that wait for each other. */
        TOO_DEEP(" (...)");

        private final String mark;

        Reach(String mark) {
            this.mark = mark;
        }
    }

    private static final int MAX_DEPTH = 200;

    /**
     * Who waits for a future, and where. Any thread: what other threads see of a running loop is a recent state of each
     * task, not one moment of all. Takes the stacks of all tasks on the way.
     */
    public static CallGraph capture(LoopFuture<?> future) {
        return capture(future, Integer.MAX_VALUE);
    }

    /** As {@link #capture(LoopFuture)}, with so many innermost frames of each task at most; 0 for none. */
    public static CallGraph capture(LoopFuture<?> future, int limit) {
        return new Capture(limit).of(future);
    }

    /** The text, a line each, without a newline at the end. Names tasks and places, never the user's objects. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        write(text, "", Collections.newSetFromMap(new IdentityHashMap<>()));
        return text.substring(0, text.length() - 1);
    }

    private void write(StringBuilder text, String indent, Set<CallGraph> written) {
        text.append(indent).append("* ").append(future.kind()).append('(');
        if (future instanceof Task<?> task) {
            text.append("name='").append(task.getName()).append("', ");
        }
        text.append("id=0x")
                .append(Integer.toHexString(System.identityHashCode(future)))
                .append(')');
        boolean isFirst = written.add(this);
        text.append(isFirst ? reach.mark : " (see above)");
        text.append('\n');
        if (!isFirst) {
            return;
        }
        if (!callStack.isEmpty()) {
            text.append(indent).append("  + Call stack:\n");
            callStack.forEach(frame ->
                    text.append(indent).append("  |   at ").append(frame).append('\n'));
        }
        if (!awaitedBy.isEmpty()) {
            text.append(indent).append("  + Awaited by:\n");
            awaitedBy.forEach(waiter -> waiter.write(text, indent + "    ", written));
        }
    }

    /** Each future is looked at once, however many ways lead to it. */
    private static final class Capture {
        private final int limit;
        private final IdentityHashMap<LoopFuture<?>, CallGraph> seen = new IdentityHashMap<>();
        private final Set<LoopFuture<?>> way = Collections.newSetFromMap(new IdentityHashMap<>());

        Capture(int limit) {
            this.limit = limit;
        }

        CallGraph of(LoopFuture<?> future) {
            CallGraph known = seen.get(future);
            if (known != null) {
                return known;
            }
            if (!way.add(future)) {
                return new CallGraph(future, List.of(), List.of(), Reach.CYCLE);
            }
            List<StackTraceElement> stack = future instanceof Task<?> task ? task.getStack(limit) : List.of();
            List<CallGraph> awaitedBy = new ArrayList<>();
            boolean isTooDeep = way.size() > MAX_DEPTH;
            if (!isTooDeep) {
                waiters(future).forEach(waiter -> awaitedBy.add(of(waiter)));
            }
            way.remove(future);
            CallGraph graph =
                    new CallGraph(future, stack, List.copyOf(awaitedBy), isTooDeep ? Reach.TOO_DEEP : Reach.COMPLETE);
            seen.put(future, graph);
            return graph;
        }

        /** Tasks; a future in between only if no task waits for it. */
        private static Set<LoopFuture<?>> waiters(LoopFuture<?> future) {
            Set<LoopFuture<?>> waiters = new LinkedHashSet<>();
            Set<LoopFuture<?>> between = new LinkedHashSet<>();
            Deque<LoopFuture<?>> open = new ArrayDeque<>(future.awaitedBy());
            for (LoopFuture<?> next = open.poll(); next != null; next = open.poll()) {
                List<LoopFuture<?>> further = next instanceof Task ? List.of() : next.awaitedBy();
                if (further.isEmpty()) {
                    waiters.add(next);
                } else if (between.add(next)) {
                    open.addAll(further);
                }
            }
            return waiters;
        }
    }
}
