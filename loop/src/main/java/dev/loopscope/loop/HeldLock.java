// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Method;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A lock that a thread waits for, and the thread that has it. {@code java.management} tells that of platform threads, where
 * it is there. Of virtual threads the locks of {@code java.util.concurrent} can be asked where their package is opened, and
 * monitors not at all: the thread dump of JDK 25 names them, but has been seen to crash the JVM when threads are busy.
 *
 * @param name class and identity hash
 * @param owner the thread's id
 */
record HeldLock(String name, long owner) {
    private static final @Nullable Method OWNER = ownerMethod();

    /** Null if it waits for none, and where nobody tells. */
    static @Nullable HeldLock awaitedBy(Thread waiting) {
        HeldLock told = VirtualThreads.isVirtual(waiting) ? null : told(waiting);
        return told == null ? asked(waiting) : told;
    }

    /** Whether it is a lock that would have an owner, and nobody may ask it; a latch or a semaphore has none. */
    static boolean isSecretive(@Nullable Object blocker) {
        return OWNER == null
                && blocker != null
                && blocker.getClass().getPackageName().equals("java.util.concurrent.locks");
    }

    private static @Nullable HeldLock told(Thread waiting) {
        try {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            ThreadInfo info = threads.getThreadInfo(waiting.getId());
            return info == null || info.getLockOwnerId() < 0
                    ? null
                    : new HeldLock(info.getLockName(), carried(threads, info.getLockOwnerId()));
        } catch (LinkageError | RuntimeException e) {
            Log.debug("no java.management to be had", e);
            return null;
        }
    }

    /** Before JDK 24 the thread that carries a virtual one has its monitors, and is said to wait for it. */
    private static long carried(ThreadMXBean threads, long owner) {
        ThreadInfo carrier = threads.getThreadInfo(owner);
        boolean carries = carrier != null
                && carrier.getLockInfo() != null
                && carrier.getLockInfo().getClassName().equals("java.lang.VirtualThread")
                && carrier.getLockOwnerId() >= 0;
        return carries ? carrier.getLockOwnerId() : owner;
    }

    private static @Nullable HeldLock asked(Thread waiting) {
        if (OWNER != null && LockSupport.getBlocker(waiting) instanceof AbstractOwnableSynchronizer lock) {
            try {
                Thread owner = (Thread) OWNER.invoke(lock);
                return owner == null
                        ? null
                        : new HeldLock(
                                lock.getClass().getName() + '@' + Integer.toHexString(System.identityHashCode(lock)),
                                owner.getId());
            } catch (ReflectiveOperationException e) {
                Log.debug("a lock does not say who has it", e);
            }
        }
        return null;
    }

    private static @Nullable Method ownerMethod() {
        try {
            Method method = AbstractOwnableSynchronizer.class.getDeclaredMethod("getExclusiveOwnerThread");
            method.setAccessible(true);
            return method;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // Nobody has opened the package to this library.
        }
    }
}
