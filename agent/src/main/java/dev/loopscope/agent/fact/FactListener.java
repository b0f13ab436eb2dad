// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

/** What a detector may want to know. Reporter's thread only; each method does nothing unless a detector cares. */
public interface FactListener {
    /** A blocking operation ended inside a callback. */
    default void operationEnded(OperationEnded fact) {}

    /** A callback that had been noticed as long has ended. */
    default void holdEnded(HoldEnded fact) {}

    /** A callback is over the limit and has not ended. */
    default void stuck(Stuck fact) {}

    /** Many callbacks of one iteration have held a loop for the limit together. */
    default void iterationHeld(IterationHeld fact) {}

    /** A callback of a bundled loop threw and nobody handles it. */
    default void callbackFailed(CallbackFailed fact) {}

    /** A callback of another loop threw and nobody handles it. */
    default void callbackThrew(CallbackThrew fact) {}

    /** A failure was stored in a future, nobody looked, and the future is gone. */
    default void failureLost(FailureLost fact) {}

    /** A loop-confined method was called from a foreign thread. */
    default void wrongThread(WrongThread fact) {}

    /** A component or model of Swing's was changed on another thread than the event thread. */
    default void swingTouched(SwingTouched fact) {}

    /** A loop's selector misbehaves. */
    default void slowPoll(SlowPoll fact) {}

    /** Somebody waited for what only who waits could do. */
    default void selfDeadlock(SelfDeadlock fact) {}

    /** A bundled loop was closed with a task pending. */
    default void taskLeftPending(TaskLeftPending fact) {}

    /** A pending future was collected that somebody waited for. */
    default void futureDropped(FutureDropped fact) {}

    /** A bundled loop, or something of it, was left open. */
    default void unclosed(Unclosed fact) {}

    /** A task was cancelled, and went on as if it were not. */
    default void cancellationSwallowed(CancellationSwallowed fact) {}

    /** A loop has begun to run. */
    default void loopSeen(LoopSeen fact) {}
}
