// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A virtual thread whose scheduler stores what is to be run and runs nothing by itself.
 *
 * <p>It suspends with {@link Thread#yield()}, not park: a yield that cannot unmount the thread (in a synchronized block
 * before JDK 24, under a native frame) returns at once, so it is found out, where a park would block the loop's thread
 * for ever. And a foreign unpark or interrupt cannot resume it.
 *
 * <p>Virtual threads that the user's code starts, and the JDK's own that it starts for a first blocking read, inherit this
 * scheduler; it hands them on to the JDK's.
 *
 * <p>When the thread unmounts although it has not suspended, the user's code blocks: the loop's thread then waits for
 * that very thread, so that only an await gives the loop back.
 */
final class LoopStrand implements Strand, Executor {
    private final Slot slot;
    private final LoopEngine engine;
    private final Thread thread;
    /** How the JDK asks for this thread to be run, the same object each time: first of all when it is started. */
    private @Nullable Runnable own;
    /** What the JDK wants run next for the thread. Set by whoever unblocks it, taken by the driver. */
    private volatile @Nullable Runnable continuation;
    /** Waits in {@link #resume()}. */
    private volatile @Nullable Thread driver;
    // the driver and the strand's thread in turn
    private boolean started;
    private boolean ended;
    private boolean givenBack;
    private boolean resumed;
    private @Nullable Runnable aside;

    LoopStrand(Slot slot, LoopEngine engine, String name, Runnable body) {
        this.slot = slot;
        this.engine = engine;
        this.thread = engine.newThread(this, name, () -> {
            slot.set(Thread.currentThread());
            body.run();
            ended = true;
        });
    }

    /** The JDK, in any thread: this virtual thread can go on, or one that it started and that inherited its scheduler. */
    @Override
    public void execute(Runnable command) {
        if (own == null) {
            own = command;
        } else if (own != command) {
            engine.runElsewhere(command);
            return;
        }
        continuation = command;
        // Pairs with resume: the continuation first, the driver after it.
        Thread waiting = driver;
        if (waiting != null && waiting != Thread.currentThread()) {
            LockSupport.unpark(waiting);
        }
    }

    @Override
    public void resume() {
        Thread me = Thread.currentThread();
        driver = me;
        givenBack = false;
        resumed = true;
        if (!started) {
            started = true;
            thread.start();
        }
        boolean interrupted = Thread.interrupted(); // Mounting would lose it.
        // An ended body is not yet an ended thread: its last steps may block as well.
        while (ended ? thread.isAlive() : !givenBack) {
            Runnable next = continuation;
            if (next == null) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
                continue;
            }
            continuation = null;
            mount(next, me);
            Runnable work = aside;
            if (work != null) {
                aside = null;
                slot.set(me);
                work.run();
                resumed = true;
            }
        }
        driver = null;
        slot.set(me);
        if (interrupted) {
            me.interrupt();
        }
    }

    @Override
    public void suspend() {
        givenBack = true;
        if (!unmounts()) {
            givenBack = false;
            throw pinned();
        }
    }

    @Override
    public void aside(Runnable work) {
        aside = work;
        if (!unmounts()) {
            aside = null;
            throw pinned();
        }
    }

    @Override
    public StackTraceElement[] stack() {
        return thread.getStackTrace();
    }

    /** False if this stack is held to its carrier, and so still is where it was. */
    @SuppressWarnings("ThreadPriorityCheck") // the one public call that unmounts and can be seen to fail
    private boolean unmounts() {
        resumed = false;
        Thread.yield();
        if (resumed) {
            slot.set(thread);
        }
        return resumed;
    }

    private static IllegalStateException pinned() {
        return new IllegalStateException("await while holding a monitor: a task cannot be suspended inside a"
                + " synchronized block or below a native frame on this JDK; leave the block first, or guard it with a"
                + " java.util.concurrent lock that is released before the await");
    }

    /** The JDK mounts virtual threads on platform threads only. */
    private static void mount(Runnable continuation, Thread me) {
        if (!VirtualThreads.isVirtual(me)) {
            continuation.run();
            return;
        }
        Thread carrier = new Thread(continuation, me.getName() + "-carrier");
        carrier.setDaemon(true);
        carrier.start();
        boolean interrupted = false;
        while (carrier.isAlive()) {
            try {
                carrier.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            me.interrupt();
        }
    }
}
