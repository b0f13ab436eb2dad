// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.option;

import java.util.List;

/** Every detector id there is, in the order of the documentation. */
public final class DetectorIds {
    public static final List<String> ALL = List.of(
            "blocking-call",
            "slow-callback",
            "loop-stalled",
            "slow-iteration",
            "slow-poll",
            "self-deadlock",
            "wrong-thread",
            "callback-exception",
            "exception-never-retrieved",
            "periodic-task-died",
            "future-dropped",
            "never-awaited",
            "unclosed-resource",
            "cancellation-swallowed");

    private DetectorIds() {}
}
