// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import dev.loopscope.app.Helper;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/** Latches, barriers, semaphores, phasers, exchangers. */
final class SynchronizerProbes {
    private static final int MILLIS = ThreadProbes.MILLIS;

    @Blocks(value = "java.util.concurrent.CountDownLatch.await", millis = Blocks.LONG)
    static void latchTimed() throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(1);
        Helper.onceIWait(latch::countDown);
        latch.await(10, TimeUnit.SECONDS);
    }

    @Blocks(value = "java.util.concurrent.CountDownLatch.await", millis = Blocks.LONG)
    static void latchTimesOut() throws InterruptedException {
        new CountDownLatch(1).await(MILLIS, TimeUnit.MILLISECONDS);
    }

    @Blocks(value = "java.util.concurrent.CyclicBarrier.await", millis = Blocks.LONG)
    static void barrierTimed() throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(2);
        Helper.onceIWait(barrier::await);
        barrier.await(10, TimeUnit.SECONDS);
    }

    @Blocks(value = "java.util.concurrent.Semaphore.acquire", millis = Blocks.LONG)
    static void semaphoreAcquireMany() throws InterruptedException {
        Semaphore semaphore = new Semaphore(0);
        Helper.onceIWait(() -> semaphore.release(2));
        semaphore.acquire(2);
    }

    @Blocks(value = "java.util.concurrent.Semaphore.acquire", millis = Blocks.LONG)
    static void semaphoreAcquireOneByOne() throws InterruptedException {
        Semaphore semaphore = new Semaphore(0);
        Thread me = Thread.currentThread();
        Helper.onceIWait(() -> {
            // Each release wakes it, and only the last is enough.
            for (int i = 0; i < 3; i++) {
                semaphore.release();
                Helper.pause(1_000_000);
                Helper.await(me);
            }
            semaphore.release();
        });
        semaphore.acquire(4);
    }

    @Blocks(value = "java.util.concurrent.Semaphore.acquire", millis = Blocks.LONG)
    static void semaphoreAcquireFair() throws InterruptedException {
        Semaphore semaphore = new Semaphore(0, true);
        Helper.onceIWait(semaphore::release);
        semaphore.acquire();
    }

    @Blocks(value = "java.util.concurrent.Semaphore.acquireUninterruptibly", millis = Blocks.LONG)
    static void semaphoreAcquireUninterruptibly() {
        Semaphore semaphore = new Semaphore(0);
        Helper.onceIWait(semaphore::release);
        semaphore.acquireUninterruptibly();
    }

    @Blocks(value = "java.util.concurrent.Semaphore.acquireUninterruptibly", millis = Blocks.LONG)
    static void semaphoreAcquireManyUninterruptibly() {
        Semaphore semaphore = new Semaphore(0);
        Helper.onceIWait(() -> semaphore.release(2));
        semaphore.acquireUninterruptibly(2);
    }

    @Blocks(value = "java.util.concurrent.Semaphore.tryAcquire", millis = Blocks.LONG)
    static void semaphoreTryTimed() throws InterruptedException {
        new Semaphore(0).tryAcquire(MILLIS, TimeUnit.MILLISECONDS);
    }

    @Blocks(value = "java.util.concurrent.Semaphore.tryAcquire", millis = Blocks.LONG)
    static void semaphoreTryManyTimed() throws InterruptedException {
        new Semaphore(1).tryAcquire(2, MILLIS, TimeUnit.MILLISECONDS);
    }

    @Blocks(value = "java.util.concurrent.Phaser.arriveAndAwaitAdvance", millis = Blocks.LONG)
    static void phaserArriveAndAwaitAdvance() {
        Phaser phaser = new Phaser(2);
        Helper.onceIWait(phaser::arrive);
        phaser.arriveAndAwaitAdvance();
    }

    @Blocks(value = "java.util.concurrent.Phaser.awaitAdvance", millis = Blocks.LONG)
    static void phaserAwaitAdvance() {
        Phaser phaser = new Phaser(1);
        Helper.onceIWait(phaser::arrive);
        phaser.awaitAdvance(0);
    }

    @Blocks(value = "java.util.concurrent.Phaser.awaitAdvanceInterruptibly", millis = Blocks.LONG)
    static void phaserAwaitAdvanceInterruptibly() throws InterruptedException {
        Phaser phaser = new Phaser(1);
        Helper.onceIWait(phaser::arrive);
        phaser.awaitAdvanceInterruptibly(0);
    }

    @Blocks(value = "java.util.concurrent.Phaser.awaitAdvanceInterruptibly", millis = Blocks.LONG)
    static void phaserAwaitAdvanceTimed() throws Exception {
        Phaser phaser = new Phaser(1);
        Helper.onceIWait(phaser::arrive);
        phaser.awaitAdvanceInterruptibly(0, 10, TimeUnit.SECONDS);
    }

    @Blocks(value = "java.util.concurrent.Exchanger.exchange", millis = Blocks.LONG)
    static void exchange() throws InterruptedException {
        Exchanger<String> exchanger = new Exchanger<>();
        Helper.onceIWait(() -> exchanger.exchange("x"));
        exchanger.exchange("y");
    }

    @Blocks(value = "java.util.concurrent.Exchanger.exchange", millis = Blocks.LONG)
    static void exchangeTimed() throws Exception {
        Exchanger<String> exchanger = new Exchanger<>();
        Helper.onceIWait(() -> exchanger.exchange("x"));
        exchanger.exchange("y", 10, TimeUnit.SECONDS);
    }

    @Blocks(value = "java.util.concurrent.locks.AbstractQueuedSynchronizer.acquireShared", millis = Blocks.LONG)
    static void ownSynchronizer() {
        Gate gate = new Gate();
        Helper.onceIWait(gate::open);
        gate.acquireShared(1);
    }

    /** A synchronizer as users write them. */
    private static final class Gate extends AbstractQueuedSynchronizer {
        private static final long serialVersionUID = 1;

        void open() {
            releaseShared(1);
        }

        @Override
        protected int tryAcquireShared(int ignored) {
            return getState() == 1 ? 1 : -1;
        }

        @Override
        protected boolean tryReleaseShared(int ignored) {
            setState(1);
            return true;
        }
    }
}
