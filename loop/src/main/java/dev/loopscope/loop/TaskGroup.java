// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that end together: the group's body returns when all its tasks are done. The first that fails has the others and
 * the body cancelled, and everything that went wrong comes out as one {@link TaskGroupException}. Loop thread only.
 *
 * <pre>{@code
 * List<String> both = TaskGroup.run(group -> {
 *     Task<String> a = group.createTask(fetch("a"));
 *     Task<String> b = group.createTask(fetch("b"));
 *     return List.of(a.await(), b.await());
 * });
 * }</pre>
 *
 * <p>asyncio: {@code TaskGroup}, a context manager; the body is a lambda here, since try-with-resources has no way to
 * exchange the exception that leaves it.
 */
public final class TaskGroup {
    /** The body of a group. */
    @FunctionalInterface
    public interface Body<T extends @Nullable Object> {
        T run(TaskGroup group) throws Exception;
    }

    /** The body of a group without a result. */
    @FunctionalInterface
    public interface Action {
        void run(TaskGroup group) throws Exception;
    }

    private final Task<?> parent;
    private final EventLoop loop;
    private final Set<Task<?>> tasks = new LinkedHashSet<>();
    private final List<Throwable> errors = new ArrayList<>();
    private boolean aborting;
    private boolean exiting;
    private boolean finished;
    private boolean cancelledParent;
    private @Nullable LoopFuture<@Nullable Void> allDone;

    private TaskGroup(Task<?> parent) {
        this.parent = parent;
        this.loop = parent.getLoop();
    }

    /**
     * Runs a body that starts tasks in the group, waits until all of them are done, and gives the body's result. In a
     * task.
     *
     * @throws TaskGroupException if the body or a task failed
     * @throws CancelledError if the calling task was cancelled and nothing failed
     * @throws IllegalStateException outside a task
     */
    public static <T extends @Nullable Object> T run(Body<? extends T> body) {
        TaskGroup group = new TaskGroup(Task.requireCurrent("TaskGroup.run"));
        Throwable thrown = null;
        T result = null;
        try {
            result = body.run(group);
        } catch (Throwable exception) {
            thrown = exception;
        }
        group.exit(thrown);
        return cast(result);
    }

    /** {@link #run} for a body without a result. */
    public static void runVoid(Action body) {
        run(group -> {
            body.run(group);
            return group;
        });
    }

    /**
     * Starts a task in this group. Its failure is the group's; a task that is cancelled just ends.
     *
     * @throws IllegalStateException once the group is ending, or has; the coroutine is closed then
     */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        return createTask(coroutine, TaskOptions.none());
    }

    /** {@link #createTask(Coroutine)} with a name of the caller's. */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine, String name) {
        return createTask(coroutine, TaskOptions.none().withName(name));
    }

    /** {@link #createTask(Coroutine)} with a name, a context, or at once. */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine, TaskOptions options) {
        refuseIfEnding(coroutine);
        return watch(loop.createTask(coroutine, options));
    }

    /** For logs, {@code <TaskGroup tasks=2 errors=1 cancelling>}. */
    @Override
    public String toString() {
        return "<TaskGroup tasks=" + tasks.size() + (errors.isEmpty() ? "" : " errors=" + errors.size())
                + (aborting ? " cancelling" : finished ? " finished" : " entered") + ">";
    }

    private void refuseIfEnding(Coroutine<?> coroutine) {
        String problem =
                finished || (exiting && tasks.isEmpty()) ? "is finished" : aborting ? "is shutting down" : null;
        if (problem != null) {
            coroutine.close();
            throw new IllegalStateException(this + " " + problem + ": it takes no further task");
        }
    }

    private <T extends @Nullable Object> Task<T> watch(Task<T> task) {
        if (!task.isDone()) {
            tasks.add(task);
        }
        task.addDoneCallback(new Dependent<>(parent, this::taskDone));
        return task;
    }

    private void abort() {
        aborting = true;
        List.copyOf(tasks).forEach(LoopFuture::cancel);
    }

    private void taskDone(LoopFuture<?> done) {
        tasks.remove((Task<?>) done);
        if (tasks.isEmpty() && allDone != null && !allDone.isDone()) {
            allDone.succeed(null);
        }
        Throwable failure = done.isCancelled() ? null : done.exception();
        if (failure == null) {
            return;
        }
        errors.add(failure);
        if (parent.isDone()) {
            loop.reports.call(ExceptionContext.of(
                            "Task " + done + " has errored out but its parent task " + parent + " is already completed",
                            failure)
                    .with(ExceptionContext.TASK, done));
        } else if (!aborting && !cancelledParent) {
            abort();
            // The body is to stop as well; what it waits for may never come now.
            cancelledParent = true;
            parent.cancel();
        }
    }

    private void exit(@Nullable Throwable thrown) {
        exiting = true;
        CancelledError cancelled = thrown instanceof CancelledError error ? error : null;
        if (thrown != null && !aborting) {
            abort();
        }
        while (!tasks.isEmpty()) {
            LoopFuture<@Nullable Void> wait =
                    new DerivedFuture<>(loop, new Needs("TaskGroup", tasks, ReturnWhen.FIRST_EXCEPTION));
            allDone = wait;
            try {
                wait.await();
            } catch (CancelledError error) {
                if (!aborting) {
                    cancelled = error;
                    abort();
                }
            }
        }
        finished = true;
        if (thrown != null) {
            Fatal.rethrow(thrown);
        }
        errors.forEach(Fatal::rethrow);
        if (cancelledParent && parent.takeBack() == 0) {
            cancelled = null; // It was ours, and is answered by the exceptions.
        }
        if (cancelled != null && errors.isEmpty()) {
            throw cancelled;
        }
        if (thrown != null && !(thrown instanceof CancelledError)) {
            errors.add(
                    thrown instanceof LoopFuture.CheckedFailure && thrown.getCause() != null
                            ? thrown.getCause()
                            : thrown);
        }
        if (!errors.isEmpty()) {
            if (parent.cancelling() > 0) {
                parent.takeBack();
                parent.cancel(); // Someone else's, still to be thrown at the next await.
            }
            throw new TaskGroupException(errors);
        }
    }

    @SuppressWarnings("NullAway") // null only where T allows it: exit has thrown otherwise
    private static <T extends @Nullable Object> T cast(@Nullable T result) {
        return result;
    }
}
