// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A loop's tasks until they are done, in the order of their making: a list through the tasks themselves, since a task
 * comes and goes in a microsecond. And the one that is running.
 */
final class Tasks {
    // loop thread only
    private @Nullable Task<?> current;
    private long cancelRound;
    private int cancelDepth;
    /** What other threads hold of tasks, begun or not, that are not done. */
    private final Set<FutureBridge<?>> promises = ConcurrentHashMap.newKeySet();
    // guarded by this
    private @Nullable Task<?> first;
    private @Nullable Task<?> last;

    @Nullable
    Task<?> current() {
        return current;
    }

    /** Returns whom it interrupts: a task that starts another one eagerly. */
    @Nullable
    Task<?> enter(Task<?> task) {
        Task<?> before = current;
        current = task;
        return before;
    }

    void leave(@Nullable Task<?> before) {
        current = before;
    }

    /** Tells the round: one that begins within another belongs to it. */
    long cancelBegun() {
        if (cancelDepth++ == 0) {
            cancelRound++;
        }
        return cancelRound;
    }

    void cancelEnded() {
        cancelDepth--;
    }

    synchronized void add(Task<?> task) {
        task.previous = last;
        if (last == null) {
            first = task;
        } else {
            last.next = task;
        }
        last = task;
    }

    /** Harmless for a task that was never added. */
    synchronized void remove(Task<?> task) {
        Task<?> before = task.previous;
        Task<?> after = task.next;
        if (before == null && first != task) {
            return;
        }
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        task.previous = null;
        task.next = null;
    }

    synchronized List<Task<?>> all() {
        List<Task<?>> all = new ArrayList<>();
        for (Task<?> task = first; task != null; task = task.next) {
            if (!task.isDone()) {
                all.add(task);
            }
        }
        return all;
    }

    /** Any thread: those that await, by the number of their threads. Exact while nothing of the loop moves. */
    Map<Long, Task<?>> suspended() {
        Map<Long, Task<?>> suspended = new HashMap<>();
        for (Task<?> task : all()) {
            Thread thread = task.suspendedThread();
            if (thread != null) {
                suspended.put(thread.getId(), task);
            }
        }
        return suspended;
    }

    /** Any thread: somebody may wait for this. */
    void promised(FutureBridge<?> promise) {
        promises.add(promise);
    }

    /** Any thread: it is done; harmless for one that was never promised. */
    void kept(FutureBridge<?> promise) {
        promises.remove(promise);
    }

    /**
     * When the loop has been closed: each is reported, and its code unwound, so that its thread can go. Then whoever waits for
     * one in another thread is told that it will never be done.
     */
    void abandon(ExceptionReports reports) {
        for (Task<?> task : all()) {
            reports.leftPending(task);
            task.abandon();
            remove(task);
        }
        promises.forEach(FutureBridge::abandon);
        promises.clear();
    }
}
