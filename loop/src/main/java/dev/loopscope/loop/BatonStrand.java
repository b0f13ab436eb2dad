// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that takes turns with whoever resumes it. Neither spins: with few cores that keeps the other from its turn.
 */
final class BatonStrand implements Strand, Runnable {
    private final Slot slot;
    private final Executor threads;
    private final String name;
    private final Runnable body;
    /** Written by the one who has the baton; publishes everything else, the loop's state included. */
    private volatile boolean mine;

    private volatile @Nullable Thread thread;
    private @Nullable Thread driver;
    private @Nullable ClassLoader contextClassLoader;
    private boolean started;

    BatonStrand(Slot slot, Executor threads, String name, Runnable body) {
        this.slot = slot;
        this.threads = threads;
        this.name = name;
        this.body = body;
    }

    @Override
    public void resume() {
        Thread me = Thread.currentThread();
        driver = me;
        slot.leaveControl();
        if (!started) {
            start(me);
        } else {
            mine = true;
            LockSupport.unpark(thread);
        }
        boolean interrupted = false;
        while (mine) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        slot.takeControl(me);
        if (interrupted) {
            me.interrupt();
        }
    }

    private void start(Thread me) {
        contextClassLoader = me.getContextClassLoader();
        mine = true;
        try {
            threads.execute(this);
        } catch (OutOfMemoryError e) {
            mine = false;
            slot.takeControl(me);
            throw new IllegalStateException(
                    "no thread can be had for " + name + ": " + e.getMessage() + "; on JDK 17 each suspended task holds"
                            + " a platform thread, from JDK 21 on a million of them cost about a gigabyte of heap",
                    e);
        }
        started = true;
    }

    @Override
    public void suspend() {
        Thread me = Thread.currentThread();
        giveBack();
        boolean interrupted = false;
        while (!mine) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        slot.takeControl(me);
        if (interrupted) {
            me.interrupt();
        }
    }

    @Override
    public void aside(Runnable work) {
        work.run();
    }

    @Override
    public StackTraceElement[] stack() {
        Thread thread = this.thread;
        return thread == null ? new StackTraceElement[0] : thread.getStackTrace();
    }

    /** The strand's thread. */
    @Override
    public void run() {
        Thread me = Thread.currentThread();
        String idleName = me.getName();
        me.setName(name);
        me.setContextClassLoader(contextClassLoader);
        thread = me;
        slot.takeControl(me);
        try {
            body.run();
        } finally {
            thread = null;
            Thread.interrupted(); // Meant for this task, not for the thread's next one.
            me.setName(idleName);
            giveBack();
        }
    }

    private void giveBack() {
        slot.leaveControl();
        Thread waiting = driver;
        mine = false;
        LockSupport.unpark(waiting);
    }
}
