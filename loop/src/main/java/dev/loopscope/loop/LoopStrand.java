// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A virtual thread whose scheduler stores what is to be run and runs nothing by itself.
 *
 * <p>It suspends with {@link Thread#yield()}, not park: a yield that cannot unmount the thread (in a synchronized block
 * before JDK 24, under a native frame) returns at once, so it is found out, where a park would block the loop's thread
 * for ever. And a foreign unpark or interrupt cannot resume it.
 *
 * <p>When the thread unmounts although it has not suspended, the user's code blocks: the loop's thread then waits for
 * that very thread, so that only an await gives the loop back.
 */
final class LoopStrand implements Strand {
    private final Slot slot;
    private final StrandScheduler scheduler;
    private final Thread thread;
    /** What the JDK wants run next for the thread. Set by whoever unblocks it, taken by the driver. */
    private volatile @Nullable Runnable continuation;
    /** Waits in {@link #resume()}. */
    private volatile @Nullable Thread driver;
    /** For the driver, while it finds nothing else to do. */
    private volatile @Nullable Runnable meanwhile;
    // the driver and the strand's thread in turn
    private boolean started;
    private boolean ended;
    private boolean givenBack;
    private boolean resumed;
    private @Nullable Runnable aside;

    LoopStrand(Slot slot, LoopEngine engine, String name, Runnable body) {
        this.slot = slot;
        this.scheduler = new StrandScheduler(this, engine.scheduler());
        this.thread = engine.newThread(scheduler, name, () -> {
            slot.takeControl(Thread.currentThread());
            body.run();
            slot.leaveControl();
            ended = true;
        });
    }

    /** Any thread: the virtual thread can be mounted. */
    void canGoOn(Runnable command) {
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
        slot.leaveControl();
        if (!started) {
            started = true;
            thread.start();
        }
        boolean interrupted = Thread.interrupted(); // Mounting would lose it.
        // An ended body is not yet an ended thread: its last steps may block as well.
        while (ended ? thread.isAlive() : !givenBack) {
            Runnable next = continuation;
            if (next == null) {
                Runnable work = meanwhile;
                if (work == null) {
                    LockSupport.park(this);
                } else {
                    meanwhile = null;
                    work.run();
                }
                interrupted |= Thread.interrupted();
                continue;
            }
            continuation = null;
            mount(next, me);
            Runnable work = aside;
            if (work != null) {
                aside = null;
                slot.takeControl(me);
                work.run();
                slot.leaveControl();
                resumed = true;
            }
        }
        driver = null;
        slot.takeControl(me);
        if (ended) {
            scheduler.release();
        }
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
    public @Nullable Thread suspendedThread() {
        return driver == null && started && !ended ? thread : null;
    }

    /** The driver mounts this thread or works, never both; but it can do neither while it carries this thread. */
    @Override
    public boolean meanwhile(Thread blocked, Runnable work) {
        Thread waiting = driver;
        if (blocked != thread || waiting == null || LockSupport.getBlocker(waiting) != this) {
            return false;
        }
        meanwhile = work;
        LockSupport.unpark(waiting);
        return true;
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
        slot.leaveControl();
        Thread.yield();
        slot.takeControl(thread);
        return resumed;
    }

    private static IllegalStateException pinned() {
        return new IllegalStateException("await while holding a monitor: a task cannot be suspended inside a"
                + " synchronized block or below a native frame on this JDK; leave the block first, or guard it with"
                + " an AsyncLock, which may be held over awaits");
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
