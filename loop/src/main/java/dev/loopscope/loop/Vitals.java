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
    private static final VarHandle TICK = field("tick", long.class);
    private static final VarHandle CALLBACKS_RUN = field("callbacksRun", long.class);
    private static final VarHandle READY_LENGTH = field("readyLength", int.class);
    private static final VarHandle TIMERS_SIZE = field("timersSize", int.class);

    private final ReadyQueue ready;
    // loop thread only
    private boolean inCallback;

    private long tick;
    private long callbacksRun;
    private int readyLength;
    private int timersSize;

    Vitals(ReadyQueue ready) {
        this.ready = ready;
    }

    void tickStarted(int ready, int timers) {
        TICK.setOpaque(this, tick + 1);
        READY_LENGTH.setOpaque(this, ready);
        TIMERS_SIZE.setOpaque(this, timers);
    }

    void callbackStarted() {
        inCallback = true;
    }

    void callbackEnded() {
        inCallback = false;
        CALLBACKS_RUN.setOpaque(this, callbacksRun + 1);
    }

    boolean isInCallback() {
        return inCallback;
    }

    /**
     * Loop thread only. The handle whose callback runs now, null between callbacks. It still stands in the ready queue: a field
     * of its own would be one store more of a young object into an old one, which with G1 is a memory fence (5 ns of 14).
     */
    @Nullable
    Handle current() {
        return inCallback ? ready.peek() : null;
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
