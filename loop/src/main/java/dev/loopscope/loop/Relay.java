// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import org.jspecify.annotations.Nullable;

/**
 * Lets a task's thread that suspends do the loop's next work itself, as long as that is resuming tasks: handing control
 * straight to the next one's thread, or keeping it when the next one is itself, saves the way over the loop's thread, two
 * switches of threads. Plain callbacks are run by the loop's thread alone, which also waits for I/O.
 */
final class Relay {
    private final EventLoop loop;
    private final Ticker ticker;

    Relay(EventLoop loop, Ticker ticker) {
        this.loop = loop;
        this.ticker = ticker;
    }

    /**
     * The thread of a task that is about to suspend, or has ended: ends its step and begins the next task's.
     *
     * @return whose step has begun; null when whoever resumed the task is to go on
     */
    @Nullable
    BatonStrand next() {
        Task<?> task = loop.tasks.current();
        // Not one that another task or a callback has started eagerly, and none after the loop was closed.
        if (task == null || !ticker.isRunning(task.handle()) || task.isFatal()) {
            return null;
        }
        task.stepEnded(null);
        task.handle().ended();
        if (ticker.nextWithoutSleep() instanceof TaskHandle handle && !handle.isCancelled()) {
            BatonStrand next = handle.task().suspendedOn();
            if (next != null) {
                ticker.begun();
                handle.begun();
                handle.task().stepBegun();
                return next;
            }
        }
        return null;
    }
}
