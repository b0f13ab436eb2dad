// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that takes turns with whoever resumes it, and with other tasks' threads. None spins: with few cores that keeps
 * the next one from its turn.
 */
final class BatonStrand implements Strand, Runnable {
    private final Slot slot;
    private final Executor threads;
    private final String name;
    private final Runnable body;
    private final Relay relay;
    /** Written by the one who has the baton; publishes everything else, the loop's state included. */
    private volatile boolean mine;

    /** That the thread waits so that the JDK makes up for it. */
    private volatile boolean waitsInMonitor;

    private volatile @Nullable Thread thread;
    private @Nullable Driver driver;
    private @Nullable ClassLoader contextClassLoader;
    private boolean started;

    /** Whoever resumed it, or the one that resumed it: waits until it is given control back. */
    private static final class Driver {
        final Thread thread;
        volatile boolean waits = true;

        Driver(Thread thread) {
            this.thread = thread;
        }
    }

    BatonStrand(Slot slot, Executor threads, String name, Runnable body, Relay relay) {
        this.slot = slot;
        this.threads = threads;
        this.name = name;
        this.body = body;
        this.relay = relay;
    }

    @Override
    public void resume() {
        Thread me = Thread.currentThread();
        Driver back = new Driver(me);
        driver = back;
        slot.leaveControl();
        if (started) {
            goOn();
        } else {
            start(me);
        }
        boolean interrupted = false;
        while (back.waits) {
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
        BatonStrand next = relay.next();
        if (next == this) {
            return;
        }
        Thread me = Thread.currentThread();
        mine = false;
        handOver(next);
        boolean interrupted = false;
        while (!mine) {
            if (waitsInMonitor) {
                interrupted |= waitInMonitor();
            } else {
                LockSupport.park(this);
            }
            interrupted |= Thread.interrupted();
        }
        if (waitsInMonitor) {
            waitsInMonitor = false;
        }
        slot.takeControl(me);
        if (interrupted) {
            me.interrupt();
        }
    }

    /** Tells whether it was interrupted. */
    private synchronized boolean waitInMonitor() {
        boolean interrupted = false;
        while (!mine) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }

    /**
     * Any thread: if it is suspended and holds the thread that carries it, the JDK is to make another one. It does so for who
     * waits in a monitor, and not for who parks.
     */
    boolean letGoOfCarrier() {
        Thread suspended = suspendedThread();
        if (suspended == null
                || waitsInMonitor
                || !VirtualThreads.isVirtual(suspended)
                || !VirtualThreads.isMounted(suspended)) {
            return false;
        }
        waitsInMonitor = true;
        LockSupport.unpark(suspended);
        return true;
    }

    /** Any thread: whether its thread was given control, and nothing carries it. */
    boolean isOnItsWay() {
        Thread next = thread;
        return mine && (next == null || !VirtualThreads.isMounted(next));
    }

    @Override
    public @Nullable Thread suspendedThread() {
        return mine ? null : thread;
    }

    /** Nobody could keep its thread from going on. */
    @Override
    public boolean meanwhile(Thread blocked, Runnable work) {
        return false;
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
            handOver(relay.next());
        }
    }

    private void goOn() {
        mine = true;
        LockSupport.unpark(thread);
        if (waitsInMonitor) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** To the next task's thread, or back to the driver, which waits for whichever is the last. */
    private void handOver(@Nullable BatonStrand next) {
        Driver waiting = driver;
        slot.leaveControl();
        // A pooled thread may be another loop's before the next one has woken up.
        if (next != null) {
            next.driver = waiting;
            slot.passControl(next.thread);
            next.goOn();
        } else if (waiting != null) {
            slot.passControl(waiting.thread);
            waiting.waits = false;
            LockSupport.unpark(waiting.thread);
        }
    }
}
