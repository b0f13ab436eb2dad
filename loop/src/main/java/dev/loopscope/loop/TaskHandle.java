// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.function.Consumer;

/**
 * The next step of a task, the same object for each of them: a task waits for one thing at a time. As a done callback it
 * stands for itself; no future ever calls it.
 */
final class TaskHandle extends Handle implements Consumer<LoopFuture<?>> {
    private final Task<?> task;

    TaskHandle(Task<?> task) {
        super(task.getLoop(), null, task.origin());
        this.task = task;
    }

    @Override
    void run() {
        task.step();
    }

    /** Runs again and again. */
    @Override
    void ran() {}

    @Override
    public void accept(LoopFuture<?> done) {
        throw new AssertionError(this);
    }

    @Override
    String target() {
        return task.toString();
    }

    /** The task's, whose step this is. */
    @Override
    public String toString() {
        return task.toString();
    }
}
