// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/**
 * Interrupts a sleeping select(), at most once per sleep.
 *
 * <p>A byte into an own pipe, never Selector.wakeup(): that one writes its event while holding a lock which the woken
 * loop needs at once, and the two threads then fight for it (26 us a wake-up on JDK 17, against 4 us for the pipe).
 */
final class Waker {
    private static final VarHandle ASLEEP;
    private static final int ENOUGH = 64;

    static {
        try {
            ASLEEP = MethodHandles.lookup().findVarHandle(Waker.class, "asleep", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Pipe pipe;
    private final ByteBuffer drained = ByteBuffer.allocateDirect(ENOUGH);
    private volatile int asleep;

    Waker() throws IOException {
        pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
    }

    /** Without an attachment: that is how its key is told from a channel's. */
    void register(Selector selector) throws IOException {
        pipe.source().register(selector, SelectionKey.OP_READ);
    }

    /** Any thread. True from shortly before the loop blocks in select() until it has returned or someone woke it. */
    boolean isAsleep() {
        return asleep == 1;
    }

    /** Loop thread, before it looks at the entry queue for the last time and sleeps; pairs with {@link #wake()}. */
    void fallAsleep() {
        asleep = 1;
    }

    /** Loop thread, when it does not sleep after all or has slept. */
    void awake() {
        asleep = 0;
    }

    /**
     * Any thread, after it has put an entry into the queue.
     *
     * <p>The poster enqueues, then reads the flag; the loop sets the flag, then reads the queue. So one of them sees
     * the other, and no wake-up is lost. That needs a full fence here: the queue publishes an entry with an ordered
     * store only (and while it grows a chunk, even its size is one), which a later load may overtake.
     */
    void wake() {
        VarHandle.fullFence();
        if (asleep == 1 && ASLEEP.compareAndSet(this, 1, 0)) {
            try {
                // Zero bytes written means a full pipe, and that wakes the loop as well.
                pipe.sink().write(ByteBuffer.allocate(1));
            } catch (IOException e) {
                // The loop was closed in between: nobody is left to be woken.
            }
        }
    }

    /** Loop thread, when the selector reports the pipe. */
    void drain() {
        try {
            do {
                drained.clear();
            } while (pipe.source().read(drained) == ENOUGH);
        } catch (IOException e) {
            throw new IllegalStateException("the loop's wake-up pipe is broken", e);
        }
    }

    void close() {
        try {
            pipe.sink().close();
            pipe.source().close();
        } catch (IOException e) {
            Log.debug("closing the wake-up pipe failed", e);
        }
    }
}
