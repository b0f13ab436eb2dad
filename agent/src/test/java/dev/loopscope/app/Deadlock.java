// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import dev.loopscope.loop.EventLoop;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Loops that never come back: {@code one} and {@code two} wait for each other's monitor, {@code three} for a lock that a
 * thread has taken for good. Whoever started the program ends it.
 */
public final class Deadlock {
    private Deadlock() {}

    public static void main(String[] arguments) throws InterruptedException {
        Object first = new Object();
        Object second = new Object();
        ReentrantLock lock = new ReentrantLock();
        CountDownLatch isTaken = new CountDownLatch(1);
        CountDownLatch areBoth = new CountDownLatch(2);
        new Thread(() -> keep(lock, isTaken), "keeper").start();
        isTaken.await();
        EventLoop one = started("one");
        EventLoop two = started("two");
        EventLoop three = started("three");
        Stalls.awaitWatchdog();
        one.callSoonThreadSafe(() -> debit(first, second, areBoth));
        two.callSoonThreadSafe(() -> credit(second, first, areBoth));
        three.callSoonThreadSafe(() -> append(lock));
    }

    private static EventLoop started(String name) {
        EventLoop loop = EventLoop.open(name);
        new Thread(loop::runForever, "thread-" + name).start();
        return loop;
    }

    /** Of two that hang at the same lines only one would be told, and the other be counted. */
    private static void debit(Object account, Object other, CountDownLatch areBoth) {
        synchronized (account) {
            meet(areBoth);
            synchronized (other) {
                throw new IllegalStateException("nobody can get here");
            }
        }
    }

    private static void credit(Object account, Object other, CountDownLatch areBoth) {
        synchronized (account) {
            meet(areBoth);
            synchronized (other) {
                throw new IllegalStateException("nobody can get here");
            }
        }
    }

    private static void meet(CountDownLatch areBoth) {
        areBoth.countDown();
        while (areBoth.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    private static void append(ReentrantLock lock) {
        lock.lock();
    }

    private static void keep(ReentrantLock lock, CountDownLatch isTaken) {
        lock.lock();
        isTaken.countDown();
        Helper.pause(Long.MAX_VALUE / 2);
    }
}
