// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.junit.jupiter.api.Test;

class LockWaitTest {
    private interface Waiting {
        void run() throws InterruptedException;
    }

    /** Whether it is shown by the stack of a thread that does it. */
    private static boolean isShownBy(Waiting waiting) throws InterruptedException {
        Thread thread = new Thread(() -> {
            try {
                waiting.run();
            } catch (InterruptedException over) {
                // As the test wants it.
            }
        });
        thread.setDaemon(true);
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        boolean isShown = LockWait.isShownBy(thread.getStackTrace());
        thread.interrupt();
        return isShown;
    }

    @Test
    void locksAreLocks() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        ReentrantReadWriteLock pair = new ReentrantReadWriteLock();
        StampedLock stamped = new StampedLock();
        lock.lock();
        pair.writeLock().lock();
        stamped.writeLock();

        List<Waiting> waits = List.of(
                lock::lockInterruptibly,
                pair.readLock()::lockInterruptibly,
                pair.writeLock()::lockInterruptibly,
                stamped::readLockInterruptibly,
                stamped::writeLockInterruptibly);
        List<Boolean> shown = new ArrayList<>();
        for (Waiting each : waits) {
            shown.add(isShownBy(each));
        }

        assertThat(shown).containsOnly(true);
    }

    @Test
    void whatIsOnlyMadeOfThemIsNone() throws InterruptedException {
        List<Waiting> waits =
                List.of(new CountDownLatch(1)::await, new ArrayBlockingQueue<>(1)::take, LockSupport::park);
        List<Boolean> shown = new ArrayList<>();
        for (Waiting each : waits) {
            shown.add(isShownBy(each));
        }

        assertThat(shown).containsOnly(false);
    }

    @Test
    void whatQueuesForALockGoesByTheLocksName() {
        assertThat(LockWait.nameOf("java.util.concurrent.locks.ReentrantReadWriteLock$NonfairSync"))
                .isEqualTo("java.util.concurrent.locks.ReentrantReadWriteLock");
        assertThat(LockWait.nameOf("com.acme.Gate$Sync")).isEqualTo("com.acme.Gate$Sync");
    }
}
