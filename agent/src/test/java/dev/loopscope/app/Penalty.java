// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import dev.loopscope.loop.EventLoop;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Operations under {@code penalty=throw}: some are stopped, and whatever is locked is as if the agent were not there. */
record Penalty(EventLoop loop, Carrier carrier) {
    void run() throws InterruptedException {
        carrier.run("sleep", Penalty::sleep);
        Object monitor = new Object();
        carrier.run("sleepInMonitor", () -> {
            synchronized (monitor) {
                sleepInMonitor();
            }
        });
        ReentrantLock lock = new ReentrantLock();
        carrier.run("sleepInLock", () -> {
            lock.lock();
            try {
                sleepInLock();
            } finally {
                lock.unlock();
            }
        });
        carrier.run("waitTimed", Penalty::waitTimed);
        ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
        carrier.run("poll", () -> poll(queue));
        CountDownLatch ran = new CountDownLatch(1);
        loop.callSoonThreadSafe(Penalty::sleepUncaught);
        loop.callSoonThreadSafe(ran::countDown);
        ran.await();
        synchronized (monitor) {
            System.out.println("monitor is free");
        }
        System.out.println("lock is " + (lock.tryLock() ? "free" : "held"));
        queue.add("x");
        System.out.println("queue gives " + queue.poll());
    }

    static void sleep() throws InterruptedException {
        Thread.sleep(15);
        System.out.println("slept");
    }

    private static void sleepInMonitor() throws InterruptedException {
        Thread.sleep(15);
    }

    private static void sleepInLock() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(15);
    }

    @SuppressWarnings("WaitNotInLoop")
    private static void waitTimed() throws InterruptedException {
        Object monitor = new Object();
        synchronized (monitor) {
            monitor.wait(15);
        }
    }

    private static void poll(ArrayBlockingQueue<String> queue) throws InterruptedException {
        queue.poll(15, TimeUnit.MILLISECONDS);
    }

    private static void sleepUncaught() {
        try {
            Thread.sleep(15);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
