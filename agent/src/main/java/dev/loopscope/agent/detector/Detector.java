// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector;

import dev.loopscope.agent.fact.CancellationListener;
import dev.loopscope.agent.fact.CoroutineListener;
import dev.loopscope.agent.fact.FactListener;
import dev.loopscope.agent.fact.FailureListener;
import dev.loopscope.agent.fact.PeriodicTaskListener;
import dev.loopscope.agent.fact.StageListener;
import org.jspecify.annotations.Nullable;

/**
 * One mistake: turns facts into diagnostics. A public class with a public constructor without parameters, which the catalog
 * names. All methods but those of the listeners it returns are called on the reporter's thread.
 */
public interface Detector extends FactListener {
    /** The word users filter, allow and suppress by: kebab-case, its folder's name with hyphens. */
    String id();

    /** Once, before the first fact. */
    void start(DetectorContext context);

    /** Wants to hear of stored failures; null for all detectors but one or two. */
    default @Nullable FailureListener failures() {
        return null;
    }

    /** Wants to hear of coroutine objects; null for all detectors but one. */
    default @Nullable CoroutineListener coroutines() {
        return null;
    }

    /** Wants to hear of periodic tasks; null for all detectors but one. */
    default @Nullable PeriodicTaskListener periodicTasks() {
        return null;
    }

    /** Wants to hear of stages that depend on pending futures; null for all detectors but one. Asked after {@link #start}. */
    default @Nullable StageListener stages() {
        return null;
    }

    /** Wants to hear of cancellations as tasks are told of them; null for all detectors but one. */
    default @Nullable CancellationListener cancellations() {
        return null;
    }

    /** Every few milliseconds. */
    default void poll() {}

    /** When the JVM begins to end, and again when its shutdown hooks have ended; facts of what they do come in between. */
    default void end() {}
}
