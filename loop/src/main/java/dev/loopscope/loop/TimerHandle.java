// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

/**
 * A callback that waits for its time. Made by {@link EventLoop#callLater} and {@link EventLoop#callAt}.
 *
 * <p>asyncio: {@code events.TimerHandle}.
 */
public final class TimerHandle extends Handle {
    static final int NOT_QUEUED = -1;

    private final long when;
    // loop thread only, kept by the timer queue
    long sequence;
    int index = NOT_QUEUED;

    TimerHandle(EventLoop loop, Runnable callback, Context context, long when) {
        super(loop, callback, context);
        this.when = when;
    }

    /** The deadline in nanoseconds on the clock of {@link EventLoop#nanoTime()}, also after it ran. Any thread. */
    public long when() {
        return when;
    }

    @Override
    void cancelled() {
        loop.timers.remove(this);
    }

    @Override
    String details() {
        return " when=" + when;
    }
}
