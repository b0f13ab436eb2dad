// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C while a runner's main task runs. The first cancels the task; the second, and one that comes too late for that, is
 * the JVM's business, which ends the process. None is lost: one that was asked for and could not be delivered is passed on
 * when the run ends.
 *
 * <p>Only in the thread that called main. A loop of a server's worker thread must not keep the process from ending.
 */
final class Interruption implements AutoCloseable {
    private final Task<?> main;
    // guarded by this
    private @Nullable Sigint sigint;
    private boolean active;
    private boolean requested;
    private boolean delivered;

    private Interruption(Task<?> main) {
        this.main = main;
    }

    /** From now on; does nothing where the process's signals are not this thread's to take, or somebody else's. */
    static Interruption of(Task<?> main) {
        Interruption interruption = new Interruption(main);
        if (isMainThread()) {
            interruption.begin();
        }
        return interruption;
    }

    /** A signal that arrives meanwhile waits for the lock, and so knows whose it is. */
    private synchronized void begin() {
        Sigint opened = Sigint.open(this::interrupt);
        sigint = opened;
        try {
            active = opened != null && opened.replacedTheJvms();
        } catch (ReflectiveOperationException e) {
            Log.debug("SIGINT is left alone", e);
        }
        if (opened != null && !active) {
            opened.close();
        }
    }

    /** The signal's thread. */
    private void interrupt() {
        if (!request()) {
            passOn();
        }
    }

    private synchronized boolean request() {
        if (!active || requested || main.isDone()) {
            return false;
        }
        EventLoop loop = main.getLoop();
        requested = loop.postUnlessClosed(new NamedHandle(loop, this::deliver, this, ""));
        return requested;
    }

    private synchronized void deliver() {
        if (active) {
            delivered = main.cancelAsking();
        }
    }

    /** What the run throws for a cancelled main task. */
    Error translate(CancellationException cancelled) {
        if (wasDelivered() && main.isCancelled() && main.uncancel() == 0) {
            endTheJvmIfNobodyCatches();
            return new KeyboardInterruptError(cancelled);
        }
        throw cancelled;
    }

    private synchronized boolean wasDelivered() {
        return delivered;
    }

    /** When the run has ended; what comes later is not its business. */
    @Override
    public void close() {
        if (stop()) {
            passOn();
        }
    }

    private synchronized boolean stop() {
        if (!active || sigint == null) {
            return false;
        }
        active = false;
        sigint.close();
        return requested && !delivered;
    }

    private void passOn() {
        Sigint known;
        synchronized (this) {
            known = sigint;
        }
        if (known != null) {
            known.passOn();
        }
    }

    /** Where the application has not said what is to become of uncaught exceptions. */
    @SuppressWarnings("ReferenceEquality") // by default, a thread's handler is its group
    private void endTheJvmIfNobodyCatches() {
        Thread thread = Thread.currentThread();
        ThreadGroup group = thread.getThreadGroup();
        if (Thread.getDefaultUncaughtExceptionHandler() == null && thread.getUncaughtExceptionHandler() == group) {
            thread.setUncaughtExceptionHandler((in, uncaught) -> {
                if (uncaught instanceof KeyboardInterruptError) {
                    passOn();
                } else {
                    group.uncaughtException(in, uncaught);
                }
            });
        }
    }

    /** Every other thread begins in {@link Thread#run()}. */
    private static boolean isMainThread() {
        StackTraceElement[] stack = Thread.currentThread().getStackTrace();
        return stack.length > 0 && stack[stack.length - 1].getMethodName().equals("main");
    }
}
