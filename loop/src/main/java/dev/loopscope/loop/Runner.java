// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A loop for main programs and tests: runs coroutines, one after the other, and when it is closed cancels what they left
 * behind and waits for it. One thread at a time; not inside a running loop.
 *
 * <pre>{@code
 * try (Runner runner = Runner.open()) {
 *     runner.run(prepare());
 *     runner.run(serve());
 * }
 * }</pre>
 *
 * <p>asyncio: {@code Runner}.
 */
public final class Runner implements AutoCloseable {
    /** asyncio's THREAD_JOIN_TIMEOUT. */
    private static final Duration EXECUTOR_TIMEOUT = Duration.ofMinutes(5);

    private final EventLoop loop;
    private Context context = Context.current();
    private boolean closed;

    private Runner(EventLoop loop) {
        this.loop = loop;
    }

    /** A runner with a new loop. Whoever opens it closes it. */
    public static Runner open() {
        return new Runner(EventLoop.open());
    }

    /** A runner that takes a loop over: it will close it. */
    public static Runner open(EventLoop loop) {
        return new Runner(loop);
    }

    /** The loop it runs. */
    public EventLoop getLoop() {
        return loop;
    }

    /**
     * Runs a coroutine as the main task, until it is done, and gives its result or throws its failure as
     * {@link LoopFuture#result()} does. What other tasks it started goes on in the next run. The {@link Context} is the
     * runner's: it begins as that of the code that opened it, and what a main task sets the next one finds.
     *
     * <p>In the thread that called main, Ctrl-C (SIGINT) cancels the main task. Its cleanup runs, and so does
     * {@link #close()}; a main task that catches the {@link CancelledError} and returns makes this return. A second Ctrl-C,
     * and one outside a run, ends the JVM at once, as it does without a loop: shutdown hooks run and the exit status is
     * 130. A handler of SIGINT that the application has installed stays in charge; so does the JVM in other threads, and
     * where {@code sun.misc.Signal} is missing.
     *
     * @throws KeyboardInterruptError if Ctrl-C ended the main task
     * @throws CancellationException if the main task was cancelled otherwise
     * @throws IllegalStateException if closed; inside a running loop
     */
    public <T extends @Nullable Object> T run(Coroutine<T> main) {
        Task<T> task = start(main, context);
        try {
            return run(task);
        } finally {
            context = task.getContext();
        }
    }

    /** As {@link #run(Coroutine)}, in the given context instead of the runner's. */
    public <T extends @Nullable Object> T run(Coroutine<T> main, Context context) {
        return run(start(main, context));
    }

    private <T extends @Nullable Object> Task<T> start(Coroutine<T> main, Context context) {
        if (closed) {
            throw new IllegalStateException("Runner is closed");
        }
        EventLoop running = EventLoop.currentOrNull();
        if (running != null) {
            throw new IllegalStateException("Runner.run() cannot be called from a running event loop: " + running.name()
                    + " runs in this thread; await the coroutine instead");
        }
        loop.thread.refuseUnlessFree();
        return loop.createTask(main, TaskOptions.none().withContext(context));
    }

    private <T extends @Nullable Object> T run(Task<T> main) {
        try (Interruption interruption = Interruption.of(main)) {
            try {
                return loop.runUntilComplete(main);
            } catch (CancellationException cancelled) {
                throw interruption.translate(cancelled);
            }
        }
    }

    /**
     * Cancels the tasks that are left and waits until they are done, reporting those that fail; waits for the threads of
     * the default executor, at most five minutes; closes the loop, also if any of this fails. Calling again is harmless.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (!loop.isClosed()) {
                cancelLeftOvers();
                loop.runUntilComplete(loop.shutdownDefaultExecutor(EXECUTOR_TIMEOUT));
            }
        } finally {
            loop.close();
        }
    }

    private void cancelLeftOvers() {
        List<Task<?>> left = loop.allTasks();
        if (left.isEmpty()) {
            return;
        }
        left.forEach(LoopFuture::cancel);
        loop.runUntilComplete(Async.gatherSettled(left));
        for (Task<?> task : left) {
            Throwable failure = task.isCancelled() ? null : task.exception();
            if (failure != null) {
                loop.reports.call(ExceptionContext.of("unhandled exception during EventLoop.run() shutdown", failure)
                        .with(ExceptionContext.TASK, task)
                        .with(ExceptionContext.SOURCE_TRACEBACK, task.origin()));
            }
        }
    }
}
