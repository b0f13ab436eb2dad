// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A call that runs in an executor and settles a future of the loop. */
final class ExecutorCall<T extends @Nullable Object> implements Runnable {
    private final LoopFuture<T> future;
    private final Callable<? extends T> work;
    private final Context context = Context.current();
    private volatile boolean cancelled;

    private ExecutorCall(LoopFuture<T> future, Callable<? extends T> work) {
        this.future = future;
        this.work = work;
    }

    static <T extends @Nullable Object> LoopFuture<T> submit(
            EventLoop loop, Executor executor, Callable<? extends T> work) {
        LoopFuture<T> future = new LoopFuture<>(loop);
        ExecutorCall<T> call = new ExecutorCall<>(future, work);
        future.note(call::settled);
        executor.execute(call);
        return future;
    }

    /** Executor thread. */
    @Override
    public void run() {
        if (cancelled) {
            return;
        }
        try {
            T result = context.call(work);
            post(() -> future.setResult(result));
        } catch (Throwable exception) {
            post(() -> future.setException(exception));
        }
    }

    /** Work that has started is not interrupted: nobody can know what it was doing. */
    private void settled(LoopFuture<T> future) {
        cancelled = future.isCancelled();
    }

    private void post(Runnable outcome) {
        EventLoop loop = future.getLoop();
        Runnable settle = () -> {
            if (!future.isDone()) {
                outcome.run();
            }
        };
        loop.postUnlessClosed(new NamedHandle(loop, settle, work, " result"));
    }
}
