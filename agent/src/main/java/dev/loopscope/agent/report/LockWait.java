// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

/** Whether a thread that is parked waits for a lock of {@code java.util.concurrent}: that is parking as well, but for somebody. */
public final class LockWait {
    private static final String LOCKS = "java.util.concurrent.locks.";

    private LockWait() {}

    /**
     * By the innermost frames: a lock lies next to what it is made of, and so a queue that is guarded by one shows it too. A
     * wait for a condition is none, also while it takes its lock back.
     */
    public static boolean isShownBy(StackTraceElement[] stack) {
        boolean parks = false;
        for (StackTraceElement frame : stack) {
            String type = frame.getClassName();
            if (type.startsWith(LOCKS + "LockSupport")) {
                parks = true;
            } else if (parks && !isSynchronizer(type)) {
                return isLock(type);
            }
        }
        return false;
    }

    private static boolean isSynchronizer(String type) {
        return type.equals(LOCKS + "AbstractQueuedSynchronizer")
                || type.equals(LOCKS + "AbstractQueuedLongSynchronizer");
    }

    /** By the class of what a thread waits for, or of the frame that does. */
    public static boolean isLock(String type) {
        return type.startsWith(LOCKS + "ReentrantLock")
                || type.startsWith(LOCKS + "ReentrantReadWriteLock")
                || type.startsWith(LOCKS + "StampedLock");
    }

    /** {@code java.util.concurrent.locks.ReentrantLock} of its class for those that queue; other classes as they are. */
    public static String nameOf(String type) {
        int inner = type.indexOf('$');
        return isLock(type) && inner > 0 ? type.substring(0, inner) : type;
    }
}
