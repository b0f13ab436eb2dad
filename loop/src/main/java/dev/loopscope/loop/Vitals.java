// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What the loop always keeps for whoever looks from outside, because it is nearly free: written by the loop thread
 * alone with opaque stores, read racily by any thread. Each value is some recent one; two of them need not belong
 * together.
 */
@SuppressWarnings("UnusedVariable") // the fields are read through their VarHandles
final class Vitals {
    private static final VarHandle CURRENT = field("current", Handle.class);
    private static final VarHandle TICK = field("tick", long.class);
    private static final VarHandle CALLBACKS_RUN = field("callbacksRun", long.class);
    private static final VarHandle READY_LENGTH = field("readyLength", int.class);
    private static final VarHandle TIMERS_SIZE = field("timersSize", int.class);

    private @Nullable Handle current;
    private long tick;
    private long callbacksRun;
    private int readyLength;
    private int timersSize;

    void tickStarted(int ready, int timers) {
        TICK.setOpaque(this, tick + 1);
        READY_LENGTH.setOpaque(this, ready);
        TIMERS_SIZE.setOpaque(this, timers);
    }

    void callbackStarted(Handle handle) {
        CURRENT.setOpaque(this, handle);
    }

    void callbackEnded() {
        CURRENT.setOpaque(this, (Handle) null);
        CALLBACKS_RUN.setOpaque(this, callbacksRun + 1);
    }

    /** The handle whose callback runs now, null between callbacks. */
    @Nullable
    Handle currentOpaque() {
        return (Handle) CURRENT.getOpaque(this);
    }

    /** Ticks begun since the loop was opened. */
    long tickOpaque() {
        return (long) TICK.getOpaque(this);
    }

    /** Callbacks run since the loop was opened. */
    long callbacksRunOpaque() {
        return (long) CALLBACKS_RUN.getOpaque(this);
    }

    /** Callbacks that were ready when the tick started: the batch it runs. */
    int readyLengthOpaque() {
        return (int) READY_LENGTH.getOpaque(this);
    }

    /** Timers waiting when the tick started. */
    int timersSizeOpaque() {
        return (int) TIMERS_SIZE.getOpaque(this);
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(Vitals.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
