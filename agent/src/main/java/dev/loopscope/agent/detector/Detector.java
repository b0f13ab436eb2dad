// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector;

import dev.loopscope.agent.fact.CancellationListener;
import dev.loopscope.agent.fact.CoroutineListener;
import dev.loopscope.agent.fact.FactListener;
import dev.loopscope.agent.fact.FailureListener;
import org.jspecify.annotations.Nullable;

/**
 * One mistake: turns facts into diagnostics. Found by its service entry; a public class with a public constructor without
 * parameters. All methods but the {@link FailureListener}'s are called on the reporter's thread.
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

    /** Wants to hear of cancellations as tasks are told of them; null for all detectors but one. */
    default @Nullable CancellationListener cancellations() {
        return null;
    }

    /** Every few milliseconds. */
    default void poll() {}

    /** Once, at the end of the JVM, after the last fact. */
    default void end() {}
}
