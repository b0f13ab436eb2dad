// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * A future's exception, and whether anybody ever asked for it. Made only when a future fails, so that success costs
 * nothing; it outlives the future just long enough to tell. Must never refer to the future itself.
 */
final class Failure implements Runnable {
    final Throwable exception;
    private final EventLoop loop;
    private final String kind;
    /** A task's. */
    private final @Nullable String name;

    private final @Nullable Throwable origin;
    private final String site;
    private volatile boolean retrieved;
    private Cleaner.@Nullable Cleanable registration;

    private Failure(Throwable exception, LoopFuture<?> future, @Nullable Throwable origin) {
        this.exception = exception;
        this.loop = future.getLoop();
        this.kind = future.kind();
        this.name = future instanceof Task<?> task ? task.getName() : null;
        this.origin = origin;
        this.site = Origin.suffix(origin);
    }

    static Failure of(LoopFuture<?> future, Throwable exception, @Nullable Throwable origin) {
        Failure failure = new Failure(exception, future, origin);
        // A cancellation passed on, as by gather, is known to whoever asked for it; often nobody else is left to look.
        if (!(exception instanceof CancelledError)) {
            failure.registration = Collected.watch(future, failure);
        }
        return failure;
    }

    void markRetrieved() {
        if (retrieved) {
            return;
        }
        retrieved = true;
        if (registration != null) {
            registration.clean();
        }
    }

    /** Cleaner thread once the future is collected, or whoever retrieves the exception. */
    @Override
    public void run() {
        if (retrieved || Boundary.neverRetrieved(name == null ? kind : kind + " '" + name + "'", exception, origin)) {
            return;
        }
        ExceptionContext context = ExceptionContext.of(kind + " exception was never retrieved", exception)
                .with(
                        ExceptionContext.FUTURE,
                        "<" + kind + " finished" + (name == null ? "" : " name='" + name + "'") + " exception="
                                + Describe.type(exception) + site + ">")
                .with(ExceptionContext.SOURCE_TRACEBACK, origin);
        loop.reportFromOutside(context);
    }
}
