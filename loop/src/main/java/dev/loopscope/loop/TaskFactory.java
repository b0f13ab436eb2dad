// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import org.jspecify.annotations.Nullable;

/**
 * Makes the tasks of a loop: all of them, whoever asks for one. {@code loop.setTaskFactory(Task::startEagerly)} makes every
 * task of a loop eager. A factory of one's own may look at what is started, name it, or wrap it:
 *
 * <pre>{@code
 * static <T> Task<T> traced(EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
 *     return Task.start(loop, Coroutine.of(() -> span(coroutine::await)), options);
 * }
 * }</pre>
 *
 * <p>asyncio: the argument of {@code set_task_factory}; {@link Task#startEagerly} is {@code eager_task_factory}.
 */
@FunctionalInterface
public interface TaskFactory {
    /**
     * Makes and starts a task; {@link Task#start} and {@link Task#startEagerly} do. Loop thread. What this throws is thrown
     * at who asked for the task.
     */
    <T extends @Nullable Object> Task<T> createTask(EventLoop loop, Coroutine<T> coroutine, TaskOptions options);
}
