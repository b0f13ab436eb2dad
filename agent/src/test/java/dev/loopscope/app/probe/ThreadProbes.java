// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import dev.loopscope.app.Helper;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
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
final class ThreadProbes {
    /** What operations with a timeout take. Milliseconds. */
    static final int MILLIS = 50;

    /** A deadline that is set before the wait begins must not pass before it either. */
    private static final long FAR_MILLIS = 100_000;

    private static final @Nullable MethodHandle SLEEP_DURATION = findSleepDuration();

    @Blocks(value = "java.lang.Thread.sleep", millis = Blocks.LONG)
    static void sleepMillis() throws InterruptedException {
        Thread.sleep(MILLIS);
    }

    @Blocks(value = "java.lang.Thread.sleep", millis = Blocks.LONG)
    static void sleepMillisAndNanos() throws InterruptedException {
        Thread.sleep(MILLIS, 1);
    }

    private static @Nullable MethodHandle findSleepDuration() {
        try {
            return MethodHandles.lookup()
                    .findStatic(Thread.class, "sleep", MethodType.methodType(void.class, Duration.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    @Blocks(value = "java.lang.Thread.sleep", millis = Blocks.LONG, since = 19)
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

    @Blocks(value = "java.util.concurrent.TimeUnit.sleep", millis = Blocks.LONG)
    static void sleepTimeUnit() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(MILLIS);
    }

    interface Sleep {
        void sleep(long millis) throws InterruptedException;
    }

    @Blocks(value = "java.lang.Thread.sleep", millis = Blocks.LONG)
    static void sleepByReference() throws InterruptedException {
        Sleep sleep = Thread::sleep;
        sleep.sleep(MILLIS);
    }

    @Blocks(value = "java.lang.Object.wait", millis = Blocks.LONG)
    static void waitMillis() throws InterruptedException {
        Object monitor = new Object();
        synchronized (monitor) {
            monitor.wait(MILLIS);
        }
    }

    @Blocks(value = "java.lang.Object.wait", millis = Blocks.LONG)
    static void waitMillisAndNanos() throws InterruptedException {
        Object monitor = new Object();
        synchronized (monitor) {
            monitor.wait(MILLIS, 1);
        }
    }

    @Blocks(value = "java.lang.Object.wait", millis = Blocks.LONG)
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

    @Blocks(value = "java.util.concurrent.TimeUnit.timedWait", millis = Blocks.LONG)
    static void waitTimeUnit() throws InterruptedException {
        Object monitor = new Object();
        synchronized (monitor) {
            TimeUnit.MILLISECONDS.timedWait(monitor, MILLIS);
        }
    }

    @Blocks(value = "java.lang.ref.ReferenceQueue.remove", millis = Blocks.LONG)
    static void waitForReference() throws InterruptedException {
        new ReferenceQueue<>().remove(MILLIS);
    }

    @Blocks(value = "java.io.PipedInputStream.read", millis = Blocks.LONG)
    static void waitForPipe() throws Exception {
        PipedOutputStream out = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(out);
        Helper.onceIWait(() -> {
            out.write(1);
            out.flush();
        });
        in.read();
    }

    @Blocks(value = "java.util.concurrent.locks.LockSupport.park", millis = Blocks.LONG)
    static void park() {
        Thread me = Thread.currentThread();
        Helper.onceIWait(() -> LockSupport.unpark(me));
        LockSupport.park();
    }

    @Blocks(value = "java.util.concurrent.locks.LockSupport.park", millis = Blocks.LONG)
    static void parkWithBlocker() {
        Thread me = Thread.currentThread();
        Helper.onceIWait(() -> LockSupport.unpark(me));
        LockSupport.park(me);
    }

    @Blocks(value = "java.util.concurrent.locks.LockSupport.parkNanos", millis = Blocks.LONG)
    static void parkNanos() {
        LockSupport.parkNanos(MILLIS * 1_000_000L);
    }

    @Blocks(value = "java.util.concurrent.locks.LockSupport.parkNanos", millis = Blocks.LONG)
    static void parkNanosWithBlocker() {
        LockSupport.parkNanos(Thread.currentThread(), MILLIS * 1_000_000L);
    }

    @Blocks(value = "java.util.concurrent.locks.LockSupport.parkUntil", millis = Blocks.LONG)
    static void parkUntil() {
        Thread me = Thread.currentThread();
        Helper.onceIWait(() -> LockSupport.unpark(me));
        LockSupport.parkUntil(System.currentTimeMillis() + FAR_MILLIS);
    }

    @Blocks(value = "java.util.concurrent.locks.LockSupport.parkUntil", millis = Blocks.LONG)
    static void parkUntilWithBlocker() {
        Thread me = Thread.currentThread();
        Helper.onceIWait(() -> LockSupport.unpark(me));
        LockSupport.parkUntil(me, System.currentTimeMillis() + FAR_MILLIS);
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

    @Blocks(value = "java.lang.Thread.join", millis = Blocks.LONG)
    static void join() throws InterruptedException {
        mortal().join();
    }

    @Blocks(value = "java.lang.Thread.join", millis = Blocks.LONG)
    static void joinMillis() throws InterruptedException {
        mortal().join(10_000);
    }

    @Blocks(value = "java.lang.Thread.join", millis = Blocks.LONG)
    static void joinMillisAndNanos() throws InterruptedException {
        mortal().join(10_000, 1);
    }

    @Blocks(value = "java.util.concurrent.TimeUnit.timedJoin", millis = Blocks.LONG)
    static void joinTimeUnit() throws InterruptedException {
        TimeUnit.SECONDS.timedJoin(mortal(), 10);
    }

    @Blocks(value = "java.util.concurrent.CompletableFuture.get", millis = Blocks.LONG)
    static void futureGet() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        Helper.onceIWait(() -> future.complete("x"));
        future.get();
    }

    @Blocks(value = "java.util.concurrent.CompletableFuture.get", millis = Blocks.LONG)
    static void futureGetTimed() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        Helper.onceIWait(() -> future.complete("x"));
        future.get(10, TimeUnit.SECONDS);
    }

    @Blocks(value = "java.util.concurrent.CompletableFuture.join", millis = Blocks.LONG)
    static void futureJoin() {
        CompletableFuture<String> future = new CompletableFuture<>();
        Helper.onceIWait(() -> future.complete("x"));
        future.join();
    }

    @Blocks(value = "java.util.concurrent.FutureTask.get", millis = Blocks.LONG)
    static void taskGet() throws Exception {
        FutureTask<String> task = new FutureTask<>(() -> "x");
        Helper.onceIWait(task::run);
        task.get();
    }

    @Blocks(value = "java.util.concurrent.CountDownLatch.await", millis = Blocks.LONG)
    static void latchAwait() throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(1);
        Helper.onceIWait(latch::countDown);
        latch.await();
    }

    @Blocks(value = "java.util.concurrent.CyclicBarrier.await", millis = Blocks.LONG)
    static void barrierAwait() throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(2);
        Helper.onceIWait(barrier::await);
        barrier.await();
    }

    @Blocks(value = "java.util.concurrent.Semaphore.acquire", millis = Blocks.LONG)
    static void semaphoreAcquire() throws InterruptedException {
        Semaphore semaphore = new Semaphore(0);
        Helper.onceIWait(semaphore::release);
        semaphore.acquire();
    }

    @Blocks(value = "java.util.concurrent.ArrayBlockingQueue.take", millis = Blocks.LONG)
    static void queueTake() throws InterruptedException {
        ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
        Helper.onceIWait(() -> queue.add("x"));
        queue.take();
    }

    @Blocks(value = "java.util.concurrent.ArrayBlockingQueue.put", millis = Blocks.LONG)
    static void queuePut() throws InterruptedException {
        ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
        queue.add("x");
        Helper.onceIWait(queue::poll);
        queue.put("y");
    }

    @Blocks(value = "java.util.concurrent.ArrayBlockingQueue.poll", millis = Blocks.LONG)
    static void queuePoll() throws InterruptedException {
        new ArrayBlockingQueue<String>(1).poll(MILLIS, TimeUnit.MILLISECONDS);
    }

    @Blocks(value = "java.util.concurrent.locks.Condition.await", millis = Blocks.LONG)
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
    @Blocks(value = "java.util.concurrent.locks.ReentrantLock.lock", millis = Blocks.LONG, usuallyInstant = true)
    static void lockContended() {
        ReentrantLock lock = new ReentrantLock();
        Holder.hold(lock);
        lock.lock();
        lock.unlock();
    }

    @Blocks(value = "java.util.concurrent.*awaitTermination", millis = Blocks.LONG)
    static void awaitTermination() throws InterruptedException {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        Helper.onceIWait(pool::shutdown);
        pool.awaitTermination(10, TimeUnit.SECONDS);
    }
}
