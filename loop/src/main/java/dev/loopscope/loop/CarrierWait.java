// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A loop whose next task cannot run because nothing carries its virtual thread. Before JDK 24 a task that awaits inside a
 * synchronized block keeps the thread that carries its own, of which there are as many as processors; with as many such awaits
 * nobody's virtual threads go on. These tasks are made to wait in a way for which the JDK makes up by further carriers (256, or
 * {@code jdk.virtualThreadScheduler.maxPoolSize}). The watch's thread only.
 */
final class CarrierWait {
    private static final int MAX_NAMED = 5;

    private final EventLoop loop;
    private final long callbacksRun;
    private boolean isFirstLook = true;

    private CarrierWait(EventLoop loop, long callbacksRun) {
        this.loop = loop;
        this.callbacksRun = callbacksRun;
    }

    /** Null if it does not wait. */
    static @Nullable CarrierWait of(EventLoop loop, @Nullable CarrierWait before) {
        Thread thread = loop.thread.get();
        if (thread == null || !waits(thread)) {
            return null;
        }
        long callbacksRun = loop.vitals.callbacksRunOpaque();
        return before != null && before.callbacksRun == callbacksRun ? before : new CarrierWait(loop, callbacksRun);
    }

    /** Control is on its way: to this thread, or from it to the one that it has resumed. */
    private static boolean waits(Thread thread) {
        Thread.State state = thread.getState();
        return state == Thread.State.RUNNABLE
                ? !VirtualThreads.isMounted(thread)
                : state == Thread.State.WAITING
                        && LockSupport.getBlocker(thread) instanceof BatonStrand strand
                        && strand.isOnItsWay();
    }

    /** Whether something was done about it; says so if wanted. */
    boolean look(boolean isToBeSaid) {
        if (isFirstLook) {
            isFirstLook = false;
            return false;
        }
        StringBuilder names = new StringBuilder();
        int count = 0;
        for (EventLoop running : LoopThread.running()) { // They share the carriers.
            for (Task<?> task : running.tasks.all()) {
                if (task.letGoOfCarrier() && ++count <= MAX_NAMED) {
                    names.append(count == 1 ? "'" : ", '")
                            .append(task.getName())
                            .append('\'')
                            .append(Origin.place(" at ", task.userStack()));
                }
            }
        }
        if (count > 0 && isToBeSaid) {
            LockRelease.log("no thread was left to carry the next task of " + loop.name() + ": " + count
                    + (count == 1 ? " task awaits" : " tasks await") + " inside a synchronized block or below a native"
                    + " frame, which keeps one on this JDK: " + names
                    + (count > MAX_NAMED ? " and " + (count - MAX_NAMED) + " more" : "")
                    + "; the JDK was made to add some. Leave the synchronized block first, or use an AsyncLock, which may"
                    + " be held over awaits");
        }
        return count > 0;
    }
}
