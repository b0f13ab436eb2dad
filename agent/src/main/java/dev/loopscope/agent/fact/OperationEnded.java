// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import dev.loopscope.agent.interception.OperationKind;
import dev.loopscope.agent.report.ClassLoading;
import dev.loopscope.agent.report.LockWait;
import dev.loopscope.agent.watch.Hold;
import org.jspecify.annotations.Nullable;

/**
 * A blocking operation, after the fact.
 *
 * @param threadName of the thread that ran the loop's code: the loop's, or a task's
 * @param operation its name where the point says one, else what the stack says counts
 * @param usuallyInstant whether this call of it is worth a word only when it took long
 * @param wasRefused whether the penalty was thrown instead, so that it did not happen
 * @param gather 0, or which call of a method that may park more than once it is part of, counted by the thread
 * @param sequence the segment of the loop's time it ended in, see {@link LoopscopeThread}
 * @param trace its frames are still those of the operation
 * @param callback what the loop ran, null for a thread known by its name
 * @param closesHold whether it alone passed the limit, and so ended its segment of the loop's time
 * @param hold what the watchdog knows of the callback, if it noticed it
 */
public record OperationEnded(
        LoopscopeThread thread,
        String threadName,
        OperationKind kind,
        @Nullable String operation,
        boolean usuallyInstant,
        boolean wasRefused,
        long gather,
        long startNanos,
        long endNanos,
        long sequence,
        Throwable trace,
        @Nullable Object callback,
        boolean closesHold,
        @Nullable Hold hold)
        implements Fact {

    @Override
    public void tell(FactListener listener) {
        listener.operationEnded(this);
    }

    @Override
    public void settle() {
        if (hold != null) {
            hold.operation(part(), durationNanos());
            if (closesHold) {
                hold.end();
            }
        }
    }

    /** The share of the loop's time it belongs to. */
    public OperationKind.Part part() {
        return switch (kind) {
            case PARK -> LockWait.isShownBy(trace.getStackTrace()) ? OperationKind.Part.LOCK : kind.part();
            case FILE, SOCKET, JVM ->
                ClassLoading.isAllThereIs(trace.getStackTrace()) ? OperationKind.Part.CLASS_LOAD : kind.part();
            default -> kind.part();
        };
    }

    public long durationNanos() {
        return endNanos - startNanos;
    }
}
