// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whose thread runs a loop's code now, and which loop runs in this thread.
 *
 * <p>A slot per loop and one small table of the running ones, instead of a ThreadLocal: the slot can name the thread of
 * a resumed task just as well, at the price of one opaque store per switch.
 */
final class LoopThread implements Strand.Slot {
    private static final VarHandle CODE_THREAD;
    private static final Object LOCK = new Object();

    static {
        try {
            CODE_THREAD = MethodHandles.lookup().findVarHandle(LoopThread.class, "codeThread", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Copied on write under LOCK; a process has few loops. */
    private static volatile EventLoop[] running = {};

    private final EventLoop loop;
    // Null while the loop does not run. A foreign thread that reads a stale null passes the check it would have failed,
    // as it would have a moment earlier.
    @SuppressWarnings("UnusedVariable") // used through CODE_THREAD
    private @Nullable Thread codeThread;

    /** Who ran the loop last, whichever task's thread has the slot: the name by which a reader knows the loop's thread. */
    private volatile @Nullable Thread runner;

    /** What the thread that runs the loop's code has blocked for, without a limit; kept by {@link LoopWait}. */
    volatile @Nullable FutureBridge<?> waitsFor;

    LoopThread(EventLoop loop) {
        this.loop = loop;
    }

    /** The loop whose code the calling thread runs, or null. */
    static @Nullable EventLoop currentLoop() {
        EventLoop current = loopOf(Thread.currentThread());
        return current == null && OutOfTurn.awaitTurn() ? loopOf(Thread.currentThread()) : current;
    }

    private static @Nullable EventLoop loopOf(Thread thread) {
        for (EventLoop candidate : running) {
            if (candidate.thread.get() == thread) {
                return candidate;
            }
        }
        return null;
    }

    /** Any thread; not to be written to. */
    static EventLoop[] running() {
        return running;
    }

    @Nullable
    Thread get() {
        return (Thread) CODE_THREAD.getOpaque(this);
    }

    /** Takes the slot for the calling thread; false when a thread has it. */
    boolean claim() {
        return CODE_THREAD.compareAndSet(this, (Thread) null, Thread.currentThread());
    }

    /** Until then who gave it has the slot, or who it was passed to: there is no moment at which nobody has it. */
    @Override
    public void takeControl(Thread me) {
        CODE_THREAD.setOpaque(this, me);
        Boundary.controlTaken(loop);
    }

    @Override
    public void passControl(@Nullable Thread next) {
        CODE_THREAD.setOpaque(this, next);
    }

    @Override
    public void leaveControl() {
        Boundary.controlLeft(loop);
    }

    /** Takes the slot for the calling thread if that one has it. */
    boolean claimFrom(Thread other) {
        return CODE_THREAD.compareAndSet(this, other, Thread.currentThread());
    }

    /** After {@link #claimFrom}; if that one has passed it on since, nothing is to be done. */
    void giveBack(Thread other) {
        CODE_THREAD.compareAndSet(this, Thread.currentThread(), other);
    }

    void release() {
        CODE_THREAD.setVolatile(this, (Thread) null);
    }

    /** The calling thread becomes the loop's; refused if the loop is closed or runs, or if the thread runs a loop. */
    void enter() {
        loop.refuseIfClosed();
        refuseInsideOther();
        if (!claim()) {
            throw alreadyRunning();
        }
        if (loop.isClosed()) {
            release(); // Closed by another thread in between.
            loop.refuseIfClosed();
        }
        register();
    }

    /** What {@link #enter} would refuse now, before anything is made that only a run could end. */
    void refuseUnlessFree() {
        loop.refuseIfClosed();
        refuseInsideOther();
        if (get() != null) {
            throw alreadyRunning();
        }
    }

    private void refuseInsideOther() {
        EventLoop other = currentLoop();
        if (other != null && other.thread != this) {
            throw new IllegalStateException("Cannot run the event loop while another loop is running: " + other.name()
                    + " runs in thread '" + Thread.currentThread().getName() + "'; run " + loop.name()
                    + " in a thread of its own");
        }
    }

    private IllegalStateException alreadyRunning() {
        return new IllegalStateException("This event loop is already running: " + loop.name());
    }

    /** For the thread that holds the slot: {@link #currentLoop()} finds it from now on, until {@link #leave()}. */
    void register() {
        runner = Thread.currentThread();
        synchronized (LOCK) {
            EventLoop[] more = Arrays.copyOf(running, running.length + 1);
            more[running.length] = loop;
            running = more;
        }
        LockWatch.loopStarted();
    }

    void leave() {
        synchronized (LOCK) {
            running =
                    Arrays.stream(running).filter(other -> other.thread != this).toArray(EventLoop[]::new);
        }
        release();
    }

    /** Throws at a thread that is not the running loop's. Always on: one load and one comparison. */
    void check(String operation, String alternative) {
        Thread owner = get();
        if (owner != Thread.currentThread() && owner != null) {
            if (!OutOfTurn.awaitTurn() || !isCurrent()) {
                throw refusal(owner, operation, alternative);
            }
        }
    }

    boolean isCurrent() {
        return get() == Thread.currentThread();
    }

    private IllegalStateException refusal(Thread owner, String operation, String alternative) {
        Thread known = Objects.requireNonNullElse(runner, owner);
        IllegalStateException refusal = new IllegalStateException("Non-thread-safe operation: " + operation
                + " was called from thread '" + Thread.currentThread().getName() + "', but " + loop.name()
                + " runs in thread '" + known.getName() + "'; use " + alternative);
        Boundary.wrongThread(loop, operation, alternative, refusal);
        return refusal;
    }
}
