// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a loop that hangs which are suspended inside a synchronized block or method. First come those that are in a
 * class in which the hanging thread is too: mostly the same lock is meant. The watch's thread only.
 */
final class Suspects {
    /** @param inside the innermost frame that has a monitor */
    record Suspect(Task<?> task, StackTraceElement inside) {}

    /** By name: classes of the same name by several loaders are taken for one. */
    private final Map<String, Set<String>> linesOfClasses = new HashMap<>();

    private final Deque<Task<?>> toAsk;
    private final Deque<Suspect> near = new ArrayDeque<>();
    private final Deque<Suspect> far = new ArrayDeque<>();
    private final StackTraceElement[] hanging;

    Suspects(List<Task<?>> tasks, StackTraceElement[] hanging) {
        this.toAsk = new ArrayDeque<>(tasks);
        this.hanging = hanging;
    }

    /** Searches for so long; whether all are found. */
    boolean isFound(long nanos) {
        long start = System.nanoTime();
        while (!toAsk.isEmpty() && System.nanoTime() - start < nanos) {
            Task<?> task = toAsk.remove();
            StackTraceElement inside = inside(task);
            if (inside != null) {
                boolean isNear = Arrays.stream(hanging)
                        .anyMatch(frame -> frame.getClassName().equals(inside.getClassName()));
                (isNear ? near : far).add(new Suspect(task, inside));
            }
        }
        return toAsk.isEmpty();
    }

    /** When all are found; null when there is no more. */
    @Nullable
    Suspect next() {
        while (!areExhausted()) {
            Suspect suspect = (near.isEmpty() ? far : near).remove();
            // It may have gone on in the last one's stead, to wait elsewhere or not to wait at all.
            if (Objects.equals(inside(suspect.task()), suspect.inside())) {
                return suspect;
            }
        }
        return null;
    }

    boolean areExhausted() {
        return toAsk.isEmpty() && near.isEmpty() && far.isEmpty();
    }

    private @Nullable StackTraceElement inside(Task<?> task) {
        if (task.suspendedThread() == null) {
            return null;
        }
        ClassLoader loader = task.getCoroutine().loader();
        for (StackTraceElement frame : Frames.of(task.userStack(), Integer.MAX_VALUE)) {
            Set<String> lines =
                    linesOfClasses.computeIfAbsent(frame.getClassName(), name -> SynchronizedLines.of(loader, name));
            if (lines.contains(SynchronizedLines.line(frame))) {
                return frame;
            }
        }
        return null;
    }
}
