// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import dev.loopscope.app.Helper;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/**
 * Locks that another thread holds for long, and conditions. A wait for a lock is said from {@code blocking-min} on, one for a
 * condition always.
 */
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop", "JavaUtilDate"}) // as users write it
final class LockProbes {
    private static final int MILLIS = ThreadProbes.MILLIS;
    /** Less than a lock is held for; so long that a machine which stands still meanwhile does not explain all of it. */
    private static final int HELD = 100;

    private static final String LOCK = "java.util.concurrent.locks.ReentrantLock.";
    private static final String READ = "java.util.concurrent.locks.ReentrantReadWriteLock$ReadLock.";
    private static final String WRITE = "java.util.concurrent.locks.ReentrantReadWriteLock$WriteLock.";
    private static final String STAMPED = "java.util.concurrent.locks.StampedLock.";
    private static final String CONDITION = "java.util.concurrent.locks.Condition.";

    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock fair = new ReentrantLock(true);
    private final ReentrantReadWriteLock readWrite = new ReentrantReadWriteLock();
    private final StampedLock stamped = new StampedLock();
    private final Condition condition = lock.newCondition();

    /** Where the machine stood still for so long that the lock was to be had after all. */
    private static void releaseIf(boolean isMine, Lock lock) {
        if (isMine) {
            lock.unlock();
        }
    }

    private void holdStamped() {
        Holder.hold(stamped.asWriteLock());
    }

    @Blocks(value = LOCK + "lockInterruptibly", millis = Blocks.LONG, usuallyInstant = true)
    void lockInterruptibly() throws InterruptedException {
        Holder.hold(lock);
        lock.lockInterruptibly();
        lock.unlock();
    }

    @Blocks(value = LOCK + "lock", millis = Blocks.LONG, usuallyInstant = true)
    void lockFair() {
        Holder.hold(fair);
        fair.lock();
        fair.unlock();
    }

    @Blocks(value = LOCK + "tryLock", millis = Blocks.LONG, usuallyInstant = true)
    void tryLockInTime() throws InterruptedException {
        Holder.hold(lock);
        if (lock.tryLock(10, TimeUnit.SECONDS)) {
            lock.unlock();
        }
    }

    @Blocks(value = LOCK + "tryLock", millis = Blocks.LONG, usuallyInstant = true)
    void tryLockInVain() throws InterruptedException {
        Holder.hold(lock);
        releaseIf(lock.tryLock(HELD, TimeUnit.MILLISECONDS), lock);
    }

    @Blocks(value = LOCK + "lock", millis = Blocks.LONG, usuallyInstant = true)
    void lockByInterface() {
        Lock any = lock;
        Holder.hold(any);
        Runnable locking = any::lock;
        locking.run();
        any.unlock();
    }

    @Blocks(value = READ + "lock", millis = Blocks.LONG, usuallyInstant = true)
    void readLock() {
        Holder.hold(readWrite.writeLock());
        readWrite.readLock().lock();
        readWrite.readLock().unlock();
    }

    @Blocks(value = READ + "lockInterruptibly", millis = Blocks.LONG, usuallyInstant = true)
    void readLockInterruptibly() throws InterruptedException {
        Holder.hold(readWrite.writeLock());
        readWrite.readLock().lockInterruptibly();
        readWrite.readLock().unlock();
    }

    @Blocks(value = READ + "tryLock", millis = Blocks.LONG, usuallyInstant = true)
    void readTryLock() throws InterruptedException {
        Holder.hold(readWrite.writeLock());
        releaseIf(readWrite.readLock().tryLock(HELD, TimeUnit.MILLISECONDS), readWrite.readLock());
    }

    @Blocks(value = STAMPED + "readLock", millis = Blocks.LONG, usuallyInstant = true)
    void stampedRead() {
        holdStamped();
        stamped.unlock(stamped.readLock());
    }

    @Blocks(value = STAMPED + "readLockInterruptibly", millis = Blocks.LONG, usuallyInstant = true)
    void stampedReadInterruptibly() throws InterruptedException {
        holdStamped();
        stamped.unlock(stamped.readLockInterruptibly());
    }

    @Blocks(value = STAMPED + "tryReadLock", millis = Blocks.LONG, usuallyInstant = true)
    void stampedTryRead() throws InterruptedException {
        holdStamped();
        long stamp = stamped.tryReadLock(HELD, TimeUnit.MILLISECONDS);
        releaseIf(stamp != 0, stamped.asReadLock());
    }

    @Blocks(value = "java.util.concurrent.locks.Lock.lock", millis = Blocks.LONG, usuallyInstant = true)
    void stampedReadView() {
        holdStamped();
        stamped.asReadLock().lock();
        stamped.asReadLock().unlock();
    }

    @Blocks(value = WRITE + "lock", millis = Blocks.LONG, usuallyInstant = true)
    void writeLock() {
        Holder.hold(readWrite.readLock());
        readWrite.writeLock().lock();
        readWrite.writeLock().unlock();
    }

    @Blocks(value = WRITE + "lockInterruptibly", millis = Blocks.LONG, usuallyInstant = true)
    void writeLockInterruptibly() throws InterruptedException {
        Holder.hold(readWrite.readLock());
        readWrite.writeLock().lockInterruptibly();
        readWrite.writeLock().unlock();
    }

    @Blocks(value = WRITE + "tryLock", millis = Blocks.LONG, usuallyInstant = true)
    void writeTryLock() throws InterruptedException {
        Holder.hold(readWrite.readLock());
        releaseIf(readWrite.writeLock().tryLock(HELD, TimeUnit.MILLISECONDS), readWrite.writeLock());
    }

    @Blocks(value = STAMPED + "writeLock", millis = Blocks.LONG, usuallyInstant = true)
    void stampedWrite() {
        holdStamped();
        stamped.unlock(stamped.writeLock());
    }

    @Blocks(value = STAMPED + "writeLockInterruptibly", millis = Blocks.LONG, usuallyInstant = true)
    void stampedWriteInterruptibly() throws InterruptedException {
        holdStamped();
        stamped.unlock(stamped.writeLockInterruptibly());
    }

    @Blocks(value = STAMPED + "tryWriteLock", millis = Blocks.LONG, usuallyInstant = true)
    void stampedTryWrite() throws InterruptedException {
        holdStamped();
        long stamp = stamped.tryWriteLock(HELD, TimeUnit.MILLISECONDS);
        releaseIf(stamp != 0, stamped.asWriteLock());
    }

    @Blocks(value = "java.util.concurrent.locks.Lock.lock", millis = Blocks.LONG, usuallyInstant = true)
    void stampedWriteView() {
        holdStamped();
        stamped.asWriteLock().lock();
        stamped.asWriteLock().unlock();
    }

    private void signalOnceIWait() {
        Helper.onceIWait(() -> {
            lock.lock();
            try {
                condition.signal();
            } finally {
                lock.unlock();
            }
        });
    }

    @Blocks(value = CONDITION + "await", millis = Blocks.LONG)
    void conditionAwait() throws InterruptedException {
        lock.lock();
        try {
            signalOnceIWait();
            condition.await();
        } finally {
            lock.unlock();
        }
    }

    @Blocks(value = CONDITION + "await", millis = Blocks.LONG)
    void conditionAwaitTimed() throws InterruptedException {
        lock.lock();
        try {
            condition.await(MILLIS, TimeUnit.MILLISECONDS);
        } finally {
            lock.unlock();
        }
    }

    @Blocks(value = CONDITION + "awaitNanos", millis = Blocks.LONG)
    void conditionAwaitNanos() throws InterruptedException {
        lock.lock();
        try {
            condition.awaitNanos(MILLIS * 1_000_000L);
        } finally {
            lock.unlock();
        }
    }

    @Blocks(value = CONDITION + "awaitUntil", millis = Blocks.LONG)
    void conditionAwaitUntil() throws InterruptedException {
        lock.lock();
        try {
            condition.awaitUntil(new Date(System.currentTimeMillis() + MILLIS));
        } finally {
            lock.unlock();
        }
    }

    @Blocks(value = CONDITION + "awaitUninterruptibly", millis = Blocks.LONG)
    void conditionAwaitUninterruptibly() {
        lock.lock();
        try {
            signalOnceIWait();
            condition.awaitUninterruptibly();
        } finally {
            lock.unlock();
        }
    }

    @Blocks(value = CONDITION + "await", millis = Blocks.LONG)
    void conditionOfWriteLock() throws InterruptedException {
        Condition written = readWrite.writeLock().newCondition();
        readWrite.writeLock().lock();
        try {
            written.await(MILLIS, TimeUnit.MILLISECONDS);
        } finally {
            readWrite.writeLock().unlock();
        }
    }
}
