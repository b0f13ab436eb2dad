// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Every way to sleep, wait, park and join, a method each. */
@SuppressWarnings({"WaitNotInLoop", "LockNotBeforeTry"}) // as users write it
final class ThreadOperations {
    /** What operations with a timeout take. Milliseconds. */
    static final int MILLIS = 15;

    private static final long HELD_NANOS = 100_000_000;
    private static final @Nullable MethodHandle SLEEP_DURATION = sleepDuration();

    private ThreadOperations() {}

    static Map<String, Operation> all() {
        Map<String, Operation> all = new LinkedHashMap<>();
        all.put("sleepMillis", ThreadOperations::sleepMillis);
        all.put("sleepMillisAndNanos", ThreadOperations::sleepMillisAndNanos);
        if (SLEEP_DURATION != null) {
            all.put("sleepDuration", ThreadOperations::sleepDurationByHandle);
        }
        all.put("sleepTimeUnit", ThreadOperations::sleepTimeUnit);
        all.put("sleepByReference", ThreadOperations::sleepByReference);
        all.put("sleepInherited", Sleeper::sleepInherited);
        all.put("waitMillis", ThreadOperations::waitMillis);
        all.put("waitMillisAndNanos", ThreadOperations::waitMillisAndNanos);
        all.put("waitForNotify", ThreadOperations::waitForNotify);
        all.put("waitTimeUnit", ThreadOperations::waitTimeUnit);
        all.put("waitForReference", ThreadOperations::waitForReference);
        all.put("waitForPipe", ThreadOperations::waitForPipe);
        all.put("park", ThreadOperations::park);
        all.put("parkWithBlocker", ThreadOperations::parkWithBlocker);
        all.put("parkNanos", ThreadOperations::parkNanos);
        all.put("parkNanosWithBlocker", ThreadOperations::parkNanosWithBlocker);
        all.put("parkUntil", ThreadOperations::parkUntil);
        all.put("parkUntilWithBlocker", ThreadOperations::parkUntilWithBlocker);
        all.put("join", ThreadOperations::join);
        all.put("joinMillis", ThreadOperations::joinMillis);
        all.put("joinMillisAndNanos", ThreadOperations::joinMillisAndNanos);
        all.put("joinTimeUnit", ThreadOperations::joinTimeUnit);
        all.put("futureGet", ThreadOperations::futureGet);
        all.put("futureGetTimed", ThreadOperations::futureGetTimed);
        all.put("futureJoin", ThreadOperations::futureJoin);
        all.put("taskGet", ThreadOperations::taskGet);
        all.put("latchAwait", ThreadOperations::latchAwait);
        all.put("barrierAwait", ThreadOperations::barrierAwait);
        all.put("semaphoreAcquire", ThreadOperations::semaphoreAcquire);
        all.put("queueTake", ThreadOperations::queueTake);
        all.put("queuePut", ThreadOperations::queuePut);
        all.put("queuePoll", ThreadOperations::queuePoll);
        all.put("conditionAwait", ThreadOperations::conditionAwait);
        all.put("lockContended", ThreadOperations::lockContended);
        all.put("awaitTermination", ThreadOperations::awaitTermination);
        return all;
    }

    static void sleepMillis() throws InterruptedException {
        Thread.sleep(MILLIS);
    }

    static void sleepMillisAndNanos() throws InterruptedException {
        Thread.sleep(MILLIS, 1);
    }

    private static @Nullable MethodHandle sleepDuration() {
        try {
            return MethodHandles.lookup()
                    .findStatic(Thread.class, "sleep", MethodType.methodType(void.class, Duration.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    static void sleepDurationByHandle() {
        MethodHandle sleep = SLEEP_DURATION;
        if (sleep != null) {
            try {
                sleep.invokeExact(Duration.ofMillis(MILLIS));
            } catch (Throwable t) {
                throw new IllegalStateException(t);
            }
        }
    }

    static void sleepTimeUnit() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(MILLIS);
    }

    private interface Sleep {
        void sleep(long millis) throws InterruptedException;
    }

    static void sleepByReference() throws InterruptedException {
        Sleep sleep = Thread::sleep;
        sleep.sleep(MILLIS);
    }

    /** Calls {@code sleep} by its simple name, which a class file says differently. */
    static final class Sleeper extends Thread {
        static void sleepInherited() throws InterruptedException {
            sleep(MILLIS);
        }
    }

    static void waitMillis() throws InterruptedException {
        Object monitor = new Object();
        synchronized (monitor) {
            monitor.wait(MILLIS);
        }
    }

    static void waitMillisAndNanos() throws InterruptedException {
        Object monitor = new Object();
        synchronized (monitor) {
            monitor.wait(MILLIS, 1);
        }
    }

    static void waitForNotify() throws InterruptedException {
        Object monitor = new Object();
        synchronized (monitor) {
            Helper.onceIWait(() -> {
                synchronized (monitor) {
                    monitor.notifyAll();
                }
            });
            monitor.wait();
        }
    }

    static void waitTimeUnit() throws InterruptedException {
        Object monitor = new Object();
        synchronized (monitor) {
            TimeUnit.MILLISECONDS.timedWait(monitor, MILLIS);
        }
    }

    static void waitForReference() throws InterruptedException {
        new ReferenceQueue<>().remove(MILLIS);
    }

    static void waitForPipe() throws Exception {
        PipedOutputStream out = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(out);
        Helper.onceIWait(() -> {
            out.write(1);
            out.flush();
        });
        in.read();
    }

    static void park() {
        Thread me = Thread.currentThread();
        Helper.onceIWait(() -> LockSupport.unpark(me));
        LockSupport.park();
    }

    static void parkWithBlocker() {
        Thread me = Thread.currentThread();
        Helper.onceIWait(() -> LockSupport.unpark(me));
        LockSupport.park(me);
    }

    static void parkNanos() {
        LockSupport.parkNanos(MILLIS * 1_000_000L);
    }

    static void parkNanosWithBlocker() {
        LockSupport.parkNanos(Thread.currentThread(), MILLIS * 1_000_000L);
    }

    static void parkUntil() {
        LockSupport.parkUntil(System.currentTimeMillis() + MILLIS);
    }

    static void parkUntilWithBlocker() {
        LockSupport.parkUntil(Thread.currentThread(), System.currentTimeMillis() + MILLIS);
    }

    /** A thread that ends once the calling one waits for it. */
    private static Thread mortal() {
        CountDownLatch end = new CountDownLatch(1);
        Thread thread = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                "mortal");
        thread.start();
        Helper.onceIWait(end::countDown);
        return thread;
    }

    static void join() throws InterruptedException {
        mortal().join();
    }

    static void joinMillis() throws InterruptedException {
        mortal().join(10_000);
    }

    static void joinMillisAndNanos() throws InterruptedException {
        mortal().join(10_000, 1);
    }

    static void joinTimeUnit() throws InterruptedException {
        TimeUnit.SECONDS.timedJoin(mortal(), 10);
    }

    static void futureGet() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        Helper.onceIWait(() -> future.complete("x"));
        future.get();
    }

    static void futureGetTimed() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        Helper.onceIWait(() -> future.complete("x"));
        future.get(10, TimeUnit.SECONDS);
    }

    static void futureJoin() {
        CompletableFuture<String> future = new CompletableFuture<>();
        Helper.onceIWait(() -> future.complete("x"));
        future.join();
    }

    static void taskGet() throws Exception {
        FutureTask<String> task = new FutureTask<>(() -> "x");
        Helper.onceIWait(task::run);
        task.get();
    }

    static void latchAwait() throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(1);
        Helper.onceIWait(latch::countDown);
        latch.await();
    }

    static void barrierAwait() throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(2);
        Helper.onceIWait(barrier::await);
        barrier.await();
    }

    static void semaphoreAcquire() throws InterruptedException {
        Semaphore semaphore = new Semaphore(0);
        Helper.onceIWait(semaphore::release);
        semaphore.acquire();
    }

    static void queueTake() throws InterruptedException {
        ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
        Helper.onceIWait(() -> queue.add("x"));
        queue.take();
    }

    static void queuePut() throws InterruptedException {
        ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
        queue.add("x");
        Helper.onceIWait(queue::poll);
        queue.put("y");
    }

    static void queuePoll() throws InterruptedException {
        new ArrayBlockingQueue<String>(1).poll(MILLIS, TimeUnit.MILLISECONDS);
    }

    static void conditionAwait() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        Condition condition = lock.newCondition();
        lock.lock();
        try {
            condition.await(MILLIS, TimeUnit.MILLISECONDS);
        } finally {
            lock.unlock();
        }
    }

    /** Held by another thread for much longer than {@code blocking-min}, below which such a wait is not said. */
    static void lockContended() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        CountDownLatch isHeld = new CountDownLatch(1);
        Thread me = Thread.currentThread();
        Thread holder = new Thread(
                () -> {
                    lock.lock();
                    try {
                        isHeld.countDown();
                        while (me.getState() != Thread.State.WAITING) {
                            Thread.onSpinWait();
                        }
                        Helper.pause(HELD_NANOS);
                    } finally {
                        lock.unlock();
                    }
                },
                "holder");
        holder.start();
        // No latch: that would be an operation of its own.
        while (isHeld.getCount() > 0) {
            Thread.onSpinWait();
        }
        lock.lock();
        lock.unlock();
    }

    static void awaitTermination() throws InterruptedException {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        Helper.onceIWait(pool::shutdown);
        pool.awaitTermination(10, TimeUnit.SECONDS);
    }
}
