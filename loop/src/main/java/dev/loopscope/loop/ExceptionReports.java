// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import org.jspecify.annotations.Nullable;

/** The one way out for failures that no caller can catch: the user's handler, the agent, or the log; never twice. */
final class ExceptionReports {
    private final EventLoop loop;
    private volatile @Nullable ExceptionHandler handler;

    ExceptionReports(EventLoop loop) {
        this.loop = loop;
    }

    void setHandler(@Nullable ExceptionHandler handler) {
        this.handler = handler;
    }

    /** Loop thread: a callback threw. */
    void callbackFailed(Handle handle, Throwable exception) {
        Fatal.rethrow(exception);
        ExceptionContext context = ExceptionContext.of("Exception in callback " + handle.target(), exception)
                .with(ExceptionContext.HANDLE, handle)
                .with(ExceptionContext.SOURCE_TRACEBACK, handle.origin());
        userCodeFailed(context, exception, handle, handle.origin());
    }

    /** Loop thread: a protocol's method threw, inside the callback that is running. */
    void protocolFailed(ExceptionContext context, Throwable exception, Object source, @Nullable Throwable origin) {
        Handle running = loop.vitals.current();
        userCodeFailed(context, exception, running == null ? source : running, origin);
    }

    private void userCodeFailed(
            ExceptionContext context, Throwable exception, Object source, @Nullable Throwable origin) {
        if (handler != null) {
            call(context);
        } else if (!Boundary.callbackException(loop, source, exception, origin)) {
            logSafely(context);
        }
    }

    /** Loop thread: whoever runs code of others on top of this loop had to catch what it threw. */
    void handedIn(ExceptionContext context) {
        Throwable exception = context.exception();
        Object source = context.get(ExceptionContext.TASK) instanceof Task<?> task
                ? task.handle()
                : context.get(ExceptionContext.HANDLE);
        Throwable origin = (Throwable) context.get(ExceptionContext.SOURCE_TRACEBACK);
        boolean isTaken = handler == null
                && exception != null
                && source != null
                && Boundary.callbackException(loop, source, exception, origin);
        if (!isTaken) {
            call(context);
        }
    }

    /** The loop is closed: nobody will ever resume the task. */
    void leftPending(Task<?> task) {
        if (handler == null && Boundary.taskLeftPending(loop.name(), task.getName(), task.userStack(), task.origin())) {
            return;
        }
        call(ExceptionContext.of("Task was destroyed but it is pending!")
                .with(ExceptionContext.TASK, task)
                .with(ExceptionContext.SOURCE_TRACEBACK, task.origin()));
    }

    /** The user's handler if there is one, else the log. */
    void call(ExceptionContext context) {
        ExceptionHandler handler = this.handler;
        if (handler == null) {
            logSafely(context);
            return;
        }
        try {
            variablesOf(context).runVoid(() -> handler.handle(loop, context));
        } catch (Throwable failure) {
            Fatal.rethrow(failure);
            handlerFailed(context, failure);
        }
    }

    /** The handler sees the context variables of what failed. */
    private static Context variablesOf(ExceptionContext report) {
        if (report.get(ExceptionContext.TASK) instanceof Task<?> task) {
            return task.getContext();
        }
        return report.get(ExceptionContext.HANDLE) instanceof Handle handle ? handle.getContext() : Context.current();
    }

    @SuppressWarnings("ReferenceEquality") // an exception cannot be suppressed by itself
    private void handlerFailed(ExceptionContext original, Throwable failure) {
        Throwable cause = original.exception();
        if (cause != null && cause != failure) {
            failure.addSuppressed(cause);
        }
        Throwable origin = (Throwable) original.get(ExceptionContext.SOURCE_TRACEBACK);
        if (Boundary.callbackException(loop, reported(original), failure, origin)) {
            return;
        }
        logSafely(ExceptionContext.of("Unhandled error in exception handler", failure)
                .with(ExceptionContext.CONTEXT, original));
    }

    /** What the report was about: what runs, if it was about nothing that does. */
    private Object reported(ExceptionContext original) {
        Object handle = original.get(ExceptionContext.HANDLE);
        if (handle == null && original.get(ExceptionContext.TASK) instanceof Task<?> task) {
            handle = task.handle();
        }
        Handle running = loop.isCurrent() ? loop.vitals.current() : null;
        return handle != null ? handle : running != null ? running : loop;
    }

    private void logSafely(ExceptionContext context) {
        try {
            log(context);
        } catch (Throwable failure) {
            Fatal.rethrow(failure);
            try {
                Log.error("Exception in default exception handler", failure);
            } catch (RuntimeException loggingIsBroken) {
                // Nobody is left to tell; the loop goes on.
            }
        }
    }

    /** The default handler: one event, asyncio's text. */
    void log(ExceptionContext context) {
        ExceptionContext full = context;
        Handle running = loop.isCurrent() ? loop.vitals.current() : null;
        if (running != null && context.get(ExceptionContext.SOURCE_TRACEBACK) == null) {
            full = context.with(ExceptionContext.HANDLE_TRACEBACK, running.origin());
        }
        Log.error(full.toString(), full.exception());
    }
}
