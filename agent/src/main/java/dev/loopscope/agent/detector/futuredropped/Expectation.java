// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.futuredropped;

import dev.loopscope.agent.fact.Thrown;
import dev.loopscope.agent.report.FrameRules;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether anybody expects something of a future that will never be done: a stage of the application's that is still to run, on
 * it or further down. A copy alone does nothing, what the JDK or a library hangs on its own futures is theirs, and whatever
 * has a time-out will hear of it.
 */
final class Expectation {
    private static final String FUTURE = "java.util.concurrent.CompletableFuture";
    /** The agent's own, and the loop that awaits a future on somebody's behalf. */
    private static final String[] BETWEEN = {
        "java.lang.Loopscope", "java.util.concurrent.Loopscope", "dev.loopscope.agent.", "dev.loopscope.loop."
    };

    private static final Set<String> COPIES = Set.of("copy", "minimalCompletionStage");
    private static final Set<String> TIME_OUTS = Set.of("orTimeout", "completeOnTimeout");
    /** Stages looked at; a guess. */
    private static final int FAR = 1_000;

    private final FrameRules rules;

    Expectation(FrameRules rules) {
        this.rules = rules;
    }

    /** The nearest stage of the application's that waits for the future; null when there is none. */
    @Nullable
    Pending of(Pending dropped) {
        Deque<Pending> open = new ArrayDeque<>(dropped.pendingStages());
        Set<Pending> seen = new HashSet<>();
        while (!open.isEmpty() && seen.size() < FAR) {
            Pending next = open.remove();
            if (!seen.add(next) || isTimed(next)) {
                continue;
            }
            if (next.site != null && isApplications(next.site)) {
                return next;
            }
            open.addAll(next.pendingStages());
        }
        return null;
    }

    private static boolean isTimed(Pending pending) {
        for (Pending stage : pending.pendingStages()) {
            if (stage.site != null && TIME_OUTS.contains(called(stage.site))) {
                return true;
            }
        }
        return false;
    }

    private boolean isApplications(Thrown site) {
        StackTraceElement caller = caller(site);
        return caller != null && rules.isUser(caller) && !COPIES.contains(called(site));
    }

    /** Who has called the future's method. */
    private static @Nullable StackTraceElement caller(Thrown site) {
        for (StackTraceElement frame : site.stack()) {
            if (!isFutures(frame) && !isBetween(frame)) {
                return frame;
            }
        }
        return null;
    }

    /** Which of the future's methods was called from outside; empty for none. */
    private static String called(Thrown site) {
        String called = "";
        for (StackTraceElement frame : site.stack()) {
            if (isFutures(frame)) {
                called = frame.getMethodName();
            } else if (!isBetween(frame)) {
                break;
            }
        }
        return called;
    }

    private static boolean isFutures(StackTraceElement frame) {
        return frame.getClassName().startsWith(FUTURE);
    }

    private static boolean isBetween(StackTraceElement frame) {
        for (String prefix : BETWEEN) {
            if (frame.getClassName().startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
