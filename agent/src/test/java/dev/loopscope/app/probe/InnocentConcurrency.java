// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.stream.IntStream;

/** What is made for waiting, where there is nothing to wait for. */
@SuppressWarnings({"FutureReturnValueIgnored", "ReturnValueIgnored", "LockNotBeforeTry", "WaitNotInLoop"
}) // as users write it
final class InnocentConcurrency implements AutoCloseable {
    private final ExecutorService over = Executors.newSingleThreadExecutor();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1, InnocentConcurrency::daemon);
    private final ForkJoinPool pool = new ForkJoinPool(1);
    private final ForkJoinPool overPool = new ForkJoinPool(1);
    private final ForkJoinTask<String> done = pool.submit(() -> "x");
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock held = new ReentrantLock();
    private final ReentrantReadWriteLock readWrite = new ReentrantReadWriteLock();
    private final StampedLock stamped = new StampedLock();
    private final ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
    private final CountDownLatch end = new CountDownLatch(1);

    InnocentConcurrency() throws Exception {
        over.shutdown();
        over.awaitTermination(10, TimeUnit.SECONDS);
        overPool.shutdown();
        overPool.awaitTermination(10, TimeUnit.SECONDS);
        done.get();
        CountDownLatch isHeld = new CountDownLatch(1);
        Thread holder = daemon(() -> {
            held.lock();
            isHeld.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                held.unlock();
            }
        });
        holder.start();
        isHeld.await();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "innocent");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        end.countDown();
        timer.shutdown();
        pool.shutdown();
    }

    private static List<BlockingQueue<String>> queues() {
        return List.of(
                new ArrayBlockingQueue<>(4),
                new LinkedBlockingQueue<>(),
                new LinkedBlockingDeque<>(),
                new PriorityBlockingQueue<>(),
                new LinkedTransferQueue<>());
    }

    @Silent
    static void queuesWithRoom() throws InterruptedException {
        for (BlockingQueue<String> queue : queues()) {
            queue.put("x");
            queue.offer("y", 1, TimeUnit.SECONDS);
            queue.take();
            queue.poll(1, TimeUnit.SECONDS);
        }
    }

    @Silent
    static void queuesAsked() {
        for (BlockingQueue<String> queue : queues()) {
            queue.offer("x");
            Collection<String> drained = new ArrayList<>();
            queue.drainTo(drained);
            queue.peek();
            queue.poll();
            queue.remainingCapacity();
        }
        new SynchronousQueue<String>().offer("x");
        new SynchronousQueue<String>().poll();
        new LinkedTransferQueue<String>().tryTransfer("x");
        new DelayQueue<>().poll();
    }

    @Silent
    static void queuesForNoTime() throws InterruptedException {
        for (BlockingQueue<String> queue : queues()) {
            queue.poll(0, TimeUnit.SECONDS);
            queue.poll(-1, TimeUnit.SECONDS);
        }
    }

    @Silent
    static void concurrentQueue() {
        ConcurrentLinkedQueue<String> queue = new ConcurrentLinkedQueue<>();
        queue.add("x");
        queue.poll();
    }

    @Silent
    static void latchOpen() throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(1);
        latch.countDown();
        latch.await(1, TimeUnit.SECONDS);
        new CountDownLatch(1).await(0, TimeUnit.SECONDS);
    }

    @Silent
    static void barrierOfOne() throws Exception {
        new CyclicBarrier(1).await();
    }

    @Silent
    static void phaserOfOne() {
        Phaser phaser = new Phaser(1);
        phaser.arriveAndAwaitAdvance();
        phaser.awaitAdvance(0);
        phaser.arriveAndDeregister();
    }

    @Silent
    static void semaphoreWithPermits() throws InterruptedException {
        Semaphore semaphore = new Semaphore(4);
        semaphore.acquire(2);
        semaphore.acquireUninterruptibly();
        semaphore.tryAcquire(1, TimeUnit.SECONDS);
        semaphore.tryAcquire();
        semaphore.tryAcquire(0, TimeUnit.SECONDS);
    }

    @Silent
    static void futuresThatAreDone() throws Exception {
        CompletableFuture<String> future = CompletableFuture.completedFuture("x");
        future.get(1, TimeUnit.SECONDS);
        future.getNow("y");
        future.orTimeout(1, TimeUnit.SECONDS).join();
        CompletableFuture.allOf(future, future).join();
        CompletableFuture.anyOf(future).get();
        new CompletableFuture<String>().isDone();
        FutureTask<String> task = new FutureTask<>(() -> "x");
        task.run();
        task.get(1, TimeUnit.SECONDS);
    }

    @Silent
    static void futuresForNoTime() throws Exception {
        try {
            new CompletableFuture<String>().get(0, TimeUnit.SECONDS);
        } catch (TimeoutException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Silent
    void forkJoinDone() throws Exception {
        done.get();
        done.join();
        done.quietlyJoin();
        done.get(1, TimeUnit.SECONDS);
    }

    @Silent
    void executorsThatAreOver() throws Exception {
        over.awaitTermination(1, TimeUnit.SECONDS);
        overPool.awaitTermination(1, TimeUnit.SECONDS);
        pool.isQuiescent();
        if (over instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    @Silent
    void executorsGivenWork() {
        timer.execute(() -> {});
        timer.schedule(() -> {}, 1, TimeUnit.SECONDS).cancel(true);
        Future<String> future = pool.submit(() -> "x");
        future.isDone();
        new ExecutorCompletionService<String>(timer).poll();
        CompletableFuture.runAsync(() -> {}, timer).thenRun(() -> {});
    }

    @Silent
    static void timers() {
        Timer timer = new Timer("innocent", true);
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {}
                },
                1);
        timer.cancel();
    }

    @Silent
    void locksThatAreFree() throws InterruptedException {
        lock.lockInterruptibly();
        lock.lock();
        lock.unlock();
        lock.unlock();
        readWrite.readLock().lock();
        readWrite.readLock().lock();
        readWrite.readLock().unlock();
        readWrite.readLock().unlock();
        readWrite.writeLock().lockInterruptibly();
        readWrite.writeLock().tryLock(1, TimeUnit.SECONDS);
        readWrite.writeLock().unlock();
        readWrite.writeLock().unlock();
    }

    @Silent
    void locksThatAreStamped() throws InterruptedException {
        stamped.unlock(stamped.writeLock());
        stamped.unlock(stamped.readLockInterruptibly());
        stamped.validate(stamped.tryOptimisticRead());
        stamped.unlock(stamped.tryWriteLock(1, TimeUnit.SECONDS));
    }

    @Silent
    void locksThatAreHeldAndTried() throws InterruptedException {
        if (held.tryLock() || held.tryLock(0, TimeUnit.SECONDS) || held.tryLock(-1, TimeUnit.SECONDS)) {
            throw new IllegalStateException();
        }
    }

    @Silent
    void conditionSignalled() throws InterruptedException {
        lock.lock();
        try {
            lock.newCondition().signalAll();
            lock.newCondition().awaitNanos(0);
        } finally {
            lock.unlock();
        }
    }

    @Silent
    static void conditionWithoutLock() {
        SleepProbes.expect(
                IllegalMonitorStateException.class,
                () -> new ReentrantLock().newCondition().await());
    }

    @Silent
    static void parkForNoTime() {
        LockSupport.parkNanos(0);
        LockSupport.parkNanos(-1);
        LockSupport.parkUntil(1);
    }

    @Silent
    static void parkInterrupted() {
        Thread.currentThread().interrupt();
        LockSupport.park();
        Thread.interrupted();
    }

    @Silent
    static void threadStarted() {
        daemon(() -> {}).start();
        Thread.currentThread().setName(Thread.currentThread().getName());
    }

    @Silent
    void mapFree() {
        map.merge("x", 1, Integer::sum);
        map.computeIfAbsent("y", key -> 1);
        map.put("z", 1);
        new AtomicInteger().incrementAndGet();
    }

    @Silent
    static void sequentialStream() {
        IntStream.range(0, 1_000).sum();
    }

    @Silent
    static void publisherWithRoom() {
        try (SubmissionPublisher<String> publisher = new SubmissionPublisher<>()) {
            publisher.submit("x");
            publisher.offer("y", null);
        }
    }

    @Silent
    static void threadLocal() {
        ThreadLocal<String> local = ThreadLocal.withInitial(() -> "x");
        local.get();
        local.remove();
    }
}
