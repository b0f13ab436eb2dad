// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

/**
 * The next step of a task, the same object for each of them: a task waits for one thing at a time. Its context is the
 * task's.
 */
final class TaskHandle extends Handle {
    private final Task<?> task;

    TaskHandle(Task<?> task, Context context) {
        super(task.getLoop(), null, context, task.origin());
        this.task = task;
    }

    Task<?> task() {
        return task;
    }

    @Override
    void run() {
        task.step();
    }

    /** Runs again and again. */
    @Override
    void ran() {}

    @Override
    String target() {
        return task.toString();
    }

    /** The same from step to step, {@code <Task 'order-17' created at Orders.java:30>}: where it waits is the task's to say. */
    @Override
    public String toString() {
        return "<Task '" + task.getName() + "'" + Origin.suffix(origin()) + ">";
    }
}
