// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Frees loops that have locked themselves out: a task awaits with a lock in hand, another task or callback waits for that
 * lock, and so nobody is left who could resume the first. None of their threads can notice that, so one daemon of the JVM
 * looks at the running loops twice a second. It acts only when the lock's owner is certainly a suspended task of the same
 * loop, and then has that task's await throw. That can be told of platform threads alone, so only with these it starts.
 *
 * <p>One look is enough to be certain. The thread that waits for the lock has control, a task that is suspended does
 * nothing until it is given control, and nobody else can release its lock: nothing of this can change any more.
 */
final class LockWatch implements Runnable {
    /** Far longer than a lock should ever be waited for in a loop, and short for whoever waits for the loop; a guess. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static volatile boolean started;
    /** The watch's thread, while it has no loop to look at. */
    private static volatile @Nullable Thread idle;

    // the watch's own thread only
    private IdentityHashMap<EventLoop, Wait> waits = new IdentityHashMap<>();

    /** A loop's thread of control that was seen waiting for some lock, in so many looks without a break. */
    private record Wait(Thread thread, int looks) {
        /** Not in the first look, and ever more seldom: to find out costs a loop nothing, but the process something. */
        boolean isDue() {
            return looks > 1 && Integer.bitCount(looks) == 1;
        }
    }

    LockWatch() {}

    /** Any thread: with the first task on a platform thread there can be such locks. */
    static void ensureStarted() {
        if (!started) {
            start();
        }
    }

    private static synchronized void start() {
        if (!started) {
            daemon("loopscope-lock-watch", new LockWatch()).start();
            started = true;
        }
    }

    /** Any thread: there is a loop to look at. */
    static void loopStarted() {
        Thread waiting = idle;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    @Override
    public void run() {
        while (true) {
            // Pairs with LoopThread.register: this first, the loops after it.
            idle = Thread.currentThread();
            if (LoopThread.running().length == 0) {
                LockSupport.park(this);
            }
            idle = null;
            LockSupport.parkNanos(this, LOOK_NANOS);
            try {
                look();
            } catch (Throwable failure) {
                Log.debug("looking for a loop that waits for a lock of its own task", failure);
            }
        }
    }

    void look() {
        IdentityHashMap<EventLoop, Wait> now = new IdentityHashMap<>();
        for (EventLoop loop : LoopThread.running()) {
            Thread thread = loop.thread.get();
            if (thread != null && waitsForLock(thread) && !OutOfTurn.isIt(thread)) {
                Wait before = waits.get(loop);
                int looks = before == null || before.thread() != thread ? 0 : before.looks();
                Wait wait = new Wait(thread, looks + 1);
                if (!wait.isDue() || !free(loop, thread)) {
                    now.put(loop, wait);
                }
            }
        }
        waits = now;
    }

    private static boolean waitsForLock(Thread thread) {
        Thread.State state = thread.getState();
        return state == Thread.State.BLOCKED
                || (state == Thread.State.WAITING
                        && LockSupport.getBlocker(thread) instanceof AbstractOwnableSynchronizer);
    }

    /** Whether it could. */
    private static boolean free(EventLoop loop, Thread waiting) {
        Map<Long, Task<?>> suspended = loop.tasks.suspended();
        HeldLock lock = suspended.isEmpty() ? null : HeldLock.awaitedBy(waiting);
        Task<?> owner = lock == null ? null : suspended.get(lock.owner());
        if (lock == null || owner == null || loop.thread.get() != waiting || !waitsForLock(waiting)) {
            return false;
        }
        String message = "await while holding a lock: '" + owner.getName() + "' held " + lock.name() + " over its await"
                + Origin.place(" at ", owner.userStack()) + ", '" + waiting.getName() + "' waited for that"
                + Origin.place(" at ", waiting.getStackTrace()) + ", and all of " + loop.name()
                + " with it; the await was ended to free it. Leave the synchronized block first, or release the lock, or"
                + " use an AsyncLock, which may be held over awaits";
        OutOfTurn turn = OutOfTurn.of(waiting, loop);
        daemon("loopscope-lock-release", () -> {
                    try {
                        turn.whileItWaits(() -> owner.endAwait(message));
                    } finally {
                        Log.warn(message); // Only now: whoever writes the log may have wanted that very lock.
                    }
                })
                .start();
        return true;
    }

    /** One for each release: what the task does then may take long. */
    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(null, work, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }
}
