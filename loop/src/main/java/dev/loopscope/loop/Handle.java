// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One scheduled callback, to cancel it by. Made by {@link EventLoop#callSoon(Runnable)} and its relatives.
 *
 * <p>asyncio: {@code events.Handle}.
 */
public class Handle {
    private static final byte WAITING = 0;
    private static final byte RAN = 1;
    private static final byte CANCELLED = 2;

    final EventLoop loop;
    private final @Nullable Throwable origin;
    // loop thread only
    private @Nullable Runnable callback;
    /**
     * What context variables the callback sees and sets. While it runs the loop has no other place for them: to switch
     * context costs nothing, where one store of a young object into an old loop would be a memory fence.
     */
    private Context context;

    private byte state;

    Handle(EventLoop loop, @Nullable Runnable callback) {
        this(loop, callback, Context.current());
    }

    Handle(EventLoop loop, @Nullable Runnable callback, Context context) {
        this(loop, callback, context, Boundary.origin());
    }

    Handle(EventLoop loop, @Nullable Runnable callback, Context context, @Nullable Throwable origin) {
        this.loop = loop;
        this.callback = callback;
        this.context = Objects.requireNonNull(context, "context");
        this.origin = origin;
    }

    /**
     * Keeps the callback from running and lets go of it. Loop thread only; from elsewhere
     * {@code loop.callSoonThreadSafe(handle::cancel)}.
     *
     * @return false if it already runs or ran, or was cancelled before; calling again is harmless
     * @throws IllegalStateException on a foreign thread while the loop runs
     */
    public final boolean cancel() {
        loop.check("Handle.cancel", "EventLoop.callSoonThreadSafe(handle::cancel)");
        if (state != WAITING) {
            return false;
        }
        state = CANCELLED;
        callback = null;
        cancelled();
        return true;
    }

    /** Whether {@link #cancel()} has succeeded. Any thread; exact on the loop thread. */
    public final boolean isCancelled() {
        return state == CANCELLED;
    }

    /** The context the callback will run in, and once it ran what it has made of it. Any thread; exact on the loop thread. */
    public final Context getContext() {
        return context;
    }

    /** The callback itself, while it runs. */
    final void setContext(Context context) {
        this.context = context;
    }

    /** Runs the callback between the boundary's two calls, and the exception handler for whatever it throws. */
    final void invoke() {
        if (state == CANCELLED) {
            return;
        }
        ran();
        begun();
        try {
            run();
        } catch (Throwable thrown) {
            OutOfTurn.awaitTurn();
            loop.reports.callbackFailed(this, thrown);
        } finally {
            OutOfTurn.awaitTurn();
            // The threads of tasks may have gone on with others; then it has ended already.
            if (loop.vitals.isInCallback()) {
                ended();
            }
        }
    }

    final void begun() {
        loop.vitals.callbackStarted();
        Boundary.callbackStarted(loop, this);
    }

    final void ended() {
        Boundary.callbackEnded(loop, this);
        loop.vitals.callbackEnded();
    }

    /** The user's code. */
    void run() {
        Runnable callback = this.callback;
        if (callback != null) {
            callback.run();
        }
    }

    /** Names the user's code. */
    String target() {
        Runnable callback = this.callback;
        return callback == null ? "" : Describe.type(callback);
    }

    /** A one-shot handle cannot be cancelled any more; handles of channels run again and again. */
    void ran() {
        state = RAN;
    }

    /** Takes the handle out of where it waits. */
    void cancelled() {}

    /** Words between the kind and the callback. */
    String details() {
        return "";
    }

    final @Nullable Throwable origin() {
        return origin;
    }

    /**
     * For logs, {@code <Handle com.acme.Orders lambda created at Orders.java:30>}. Any thread. Names the class of the
     * callback, never the objects it holds; the creation site is known while an agent asks for it.
     */
    @Override
    public String toString() {
        String target = isCancelled() ? "" : " " + target();
        return "<" + (this instanceof TimerHandle ? "TimerHandle" : "Handle") + (isCancelled() ? " cancelled" : "")
                + details() + target + Origin.suffix(origin) + ">";
    }
}
