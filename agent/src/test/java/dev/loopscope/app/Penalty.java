// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import dev.loopscope.loop.EventLoop;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Operations under {@code penalty=throw}: most are stopped, and whatever they touched works as if they had never begun. */
record Penalty(EventLoop loop, Carrier carrier) {
    private static final AtomicInteger INITIALIZED = new AtomicInteger();

    /** Its initialiser sleeps; were it stopped there, the class would be lost. */
    private static final class SlowToLoad {
        static {
            try {
                Thread.sleep(15);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            INITIALIZED.incrementAndGet();
        }

        static void touch() {
            INITIALIZED.incrementAndGet();
        }
    }

    void run() throws Exception {
        carrier.run("sleep", Penalty::sleep);
        monitors();
        locks();
        queues();
        synchronizers();
        carrier.run("park", () -> LockSupport.parkNanos(15_000_000));
        carrier.run("initializer", SlowToLoad::touch);
        System.out.println("initialized " + INITIALIZED.get());
        failures();
    }

    static void sleep() throws InterruptedException {
        Thread.sleep(15);
        System.out.println("slept");
    }

    @SuppressWarnings("WaitNotInLoop")
    private void monitors() throws InterruptedException {
        Object monitor = new Object();
        carrier.run("sleepInMonitor", () -> {
            synchronized (monitor) {
                Thread.sleep(15);
            }
        });
        carrier.run("wait", () -> {
            synchronized (monitor) {
                monitor.wait(15);
            }
        });
        synchronized (monitor) {
            monitor.notifyAll();
            System.out.println("monitor is free");
        }
    }

    @SuppressWarnings("WaitNotInLoop")
    private void locks() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        Condition condition = lock.newCondition();
        carrier.run("sleepInLock", () -> {
            lock.lock();
            try {
                TimeUnit.MILLISECONDS.sleep(15);
            } finally {
                lock.unlock();
            }
        });
        carrier.run("condition", () -> {
            lock.lock();
            try {
                condition.await(15, TimeUnit.MILLISECONDS);
            } finally {
                lock.unlock();
            }
        });
        lock.lock();
        try {
            System.out.println("lock has waiters: " + lock.hasQueuedThreads() + " " + lock.hasWaiters(condition));
        } finally {
            lock.unlock();
        }
        ReentrantReadWriteLock readWrite = new ReentrantReadWriteLock();
        Condition written = readWrite.writeLock().newCondition();
        carrier.run("conditionOfWriteLock", () -> {
            readWrite.writeLock().lock();
            try {
                written.awaitNanos(15_000_000);
            } finally {
                readWrite.writeLock().unlock();
            }
        });
        readWrite.writeLock().lock();
        try {
            System.out.println(
                    "write lock has waiters: " + readWrite.hasQueuedThreads() + " " + readWrite.hasWaiters(written));
        } finally {
            readWrite.writeLock().unlock();
        }
    }

    private void queues() throws InterruptedException {
        BlockingQueue<String> array = new ArrayBlockingQueue<>(1);
        carrier.run("poll", () -> array.poll(15, TimeUnit.MILLISECONDS));
        carrier.run("take", array::take);
        array.put("x");
        carrier.run("put", () -> array.put("y"));
        System.out.println("array gives " + array.take() + " and then " + array.poll(1, TimeUnit.MILLISECONDS));
        BlockingQueue<String> linked = new LinkedBlockingQueue<>(1);
        carrier.run("takeLinked", linked::take);
        linked.put("x");
        carrier.run("takeReady", linked::take);
        linked.put("z");
        System.out.println("linked gives " + linked.take());
    }

    private void synchronizers() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        carrier.run("get", future::get);
        carrier.run("getTimed", () -> future.get(15, TimeUnit.MILLISECONDS));
        carrier.run("join", future::join);
        future.complete("x");
        carrier.run("joinDone", future::join);
        System.out.println("future gives " + future.get() + ", dependents " + future.getNumberOfDependents());

        CountDownLatch latch = new CountDownLatch(1);
        carrier.run("latch", latch::await);
        latch.countDown();
        carrier.run("latchOpen", latch::await);

        Semaphore semaphore = new Semaphore(1);
        carrier.run("acquire", semaphore::acquire);
        carrier.run("acquireMore", () -> semaphore.acquire(2));
        semaphore.release();
        System.out.println(
                "semaphore has " + semaphore.availablePermits() + ", queued " + semaphore.hasQueuedThreads());

        CyclicBarrier barrier = new CyclicBarrier(2);
        Helper.later(barrier::await);
        carrier.run("barrier", barrier::await);
        System.out.println("barrier broken: " + barrier.isBroken() + ", waiting " + barrier.getNumberWaiting());

        Thread thread = new Thread(() -> Helper.pause(30_000_000), "short");
        thread.start();
        carrier.run("joinThread", thread::join);
        thread.join();
    }

    /** An exception that leaves its callback, or fails a future nobody reads, is no failure of its own. */
    private void failures() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        loop.callSoonThreadSafe(Penalty::sleepUncaught);
        loop.callSoonThreadSafe(Penalty::dropFailure);
        loop.callSoonThreadSafe(ran::countDown);
        ran.await();
        System.gc();
    }

    private static void sleepUncaught() {
        try {
            Thread.sleep(15);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private static void dropFailure() {
        CompletableFuture<Void> unused = CompletableFuture.runAsync(Penalty::sleepUncaught, Runnable::run);
        unused.thenRun(() -> {});
    }
}
