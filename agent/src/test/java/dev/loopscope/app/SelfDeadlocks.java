// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import dev.loopscope.loop.Async;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.LoopFuture;
import dev.loopscope.loop.ReturnWhen;
import dev.loopscope.loop.Task;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Waits that can never end, and waits that look like them. The argument says which. */
public final class SelfDeadlocks {
    private static final int PATIENCE_SECONDS = 120;
    private static final Duration SHORT = Duration.ofMillis(1);

    private SelfDeadlocks() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "all" -> all();
            case "innocent" -> innocent();
            case "monitor" -> inTask(SelfDeadlocks::keepMonitor);
            case "lock" -> inTask(SelfDeadlocks::keepLock);
            case "callback" -> callbackWaitsForLock();
            case "escaping" -> escaping();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("end");
    }

    private static void inTask(Operation operation) {
        try (EventLoop loop = EventLoop.open("loop-0")) {
            loop.runUntilComplete(loop.createTask(Coroutine.ofVoid(operation::run), "main"));
        }
    }

    private static void all() throws Exception {
        inTask(SelfDeadlocks::awaitEachOther);
        inTask(SelfDeadlocks::awaitItself);
        inTask(SelfDeadlocks::awaitAround);
        Carrier loop = Carrier.named("loop");
        loop.run("get", SelfDeadlocks::getOwn);
        loop.run("join", SelfDeadlocks::joinOwn);
        loop.run("getForAWhile", SelfDeadlocks::getOwnForAWhile);
        // What nobody waits for any more runs all the same, in the tick after the one in which it begins.
        loop.run("settled", () -> {});
        loop.run("settled", () -> {});
        loop.end();
        waitForEachOther();
        onNetty(SelfDeadlocks::awaitOwnPromise);
        onNetty(SelfDeadlocks::syncOwnPromise);
    }

    private static void awaitEachOther() {
        EventLoop loop = EventLoop.current();
        Task<?>[] tasks = new Task<?>[2];
        tasks[0] = loop.createTask(Coroutine.ofVoid(() -> awaitOther(tasks[1])), "first");
        tasks[1] = loop.createTask(Coroutine.ofVoid(() -> awaitOther(tasks[0])), "second");
        Async.gatherSettled(tasks).await();
    }

    private static void awaitOther(Task<?> other) {
        other.await();
    }

    /** Through what is made of several futures, each way in tasks of its own. */
    private static void awaitAround() {
        awaitedBy(gathered -> Async.gather(gathered).await(), SelfDeadlocks::awaitGatherer);
        awaitedBy(shielded -> Async.shield(shielded).await(), SelfDeadlocks::awaitShielder);
        awaitedBy(
                waited -> Async.waitUntil(ReturnWhen.ALL_COMPLETED, List.of(waited))
                        .await(),
                SelfDeadlocks::awaitWaiter);
    }

    private static void awaitedBy(Consumer<Task<?>> way, Consumer<Task<?>> back) {
        EventLoop loop = EventLoop.current();
        Task<?>[] tasks = new Task<?>[2];
        tasks[0] = loop.createTask(Coroutine.ofVoid(() -> way.accept(tasks[1])), "around");
        tasks[1] = loop.createTask(Coroutine.ofVoid(() -> back.accept(tasks[0])), "back");
        Async.gatherSettled(tasks).await();
    }

    private static void awaitGatherer(Task<?> other) {
        other.await();
    }

    private static void awaitShielder(Task<?> other) {
        other.await();
    }

    private static void awaitWaiter(Task<?> other) {
        other.await();
    }

    private static void awaitItself() {
        Task<?> me = Task.current();
        try {
            me.await();
        } catch (IllegalStateException e) {
            System.out.println("refused");
        }
    }

    private static Coroutine<String> answer() {
        return Coroutine.of(() -> "answer");
    }

    private static void getOwn() throws Exception {
        EventLoop.current().runCoroutineThreadSafe(answer()).get();
    }

    private static void joinOwn() {
        EventLoop.current().createFuture().toCompletableFuture().join();
    }

    private static void getOwnForAWhile() throws Exception {
        EventLoop.current().runCoroutineThreadSafe(answer()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Whoever is second is refused, and lets the first go on. */
    private static void waitForEachOther() throws Exception {
        EventLoop one = EventLoop.open("one");
        EventLoop other = EventLoop.open("other");
        Thread[] threads = {new Thread(one::runForever, "thread-one"), new Thread(other::runForever, "thread-other")};
        CompletableFuture<String> oneWaits = new CompletableFuture<>();
        for (Thread thread : threads) {
            thread.start();
        }
        one.callSoonThreadSafe(() -> oneWaits.complete(
                // Its thread waits in the first of them until the other's is refused.
                other.runCoroutineThreadSafe(Coroutine.of(() -> waitFor(one, threads[0])))
                        .join()));
        System.out.println(oneWaits.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        // Comes after the one that was refused to its waiter, which is a task like any other.
        one.runCoroutineThreadSafe(answer()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        one.callSoonThreadSafe(one::stop);
        other.callSoonThreadSafe(other::stop);
        for (Thread thread : threads) {
            thread.join();
        }
        one.close();
        other.close();
    }

    private static String waitFor(EventLoop one, Thread itsThread) {
        Helper.await(itsThread);
        try {
            return one.runCoroutineThreadSafe(answer()).join();
        } catch (IllegalStateException e) {
            return "one of two was refused";
        }
    }

    private interface OnExecutor {
        void run(EventExecutor executor) throws InterruptedException;
    }

    @SuppressWarnings("deprecation") // the one constructor that both lines of Netty have
    private static void onNetty(OnExecutor operation) throws InterruptedException {
        ThreadFactory threads = task -> new Thread(task, "netty-loop");
        EventLoopGroup group = new NioEventLoopGroup(1, threads);
        EventExecutor executor = group.next();
        CountDownLatch over = new CountDownLatch(1);
        executor.execute(() -> {
            try {
                operation.run(executor);
            } catch (Exception e) {
                System.out.println(e.getClass().getName());
            } finally {
                over.countDown();
            }
        });
        over.await();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    private static void awaitOwnPromise(EventExecutor executor) throws InterruptedException {
        executor.newPromise().await();
    }

    private static void syncOwnPromise(EventExecutor executor) throws InterruptedException {
        executor.newPromise().sync();
    }

    /** A task awaits with the monitor in hand that the next one wants; nobody but the first can give it back. */
    private static void keepMonitor() {
        Object monitor = new Object();
        EventLoop loop = EventLoop.current();
        LoopFuture<String> never = loop.createFuture();
        Task<Void> holder = loop.createTask(Coroutine.ofVoid(() -> holdMonitor(monitor, never)), "holder");
        Task<Void> other = loop.createTask(Coroutine.ofVoid(() -> enter(monitor)), "other");
        Async.gatherSettled(holder, other).await();
        System.out.println("freed");
    }

    private static void holdMonitor(Object monitor, LoopFuture<String> awaited) {
        synchronized (monitor) {
            awaited.await();
        }
    }

    private static void enter(Object monitor) {
        int entered = 0;
        synchronized (monitor) {
            entered++;
        }
        if (entered == 0) {
            throw new IllegalStateException();
        }
    }

    private static void keepLock() {
        ReentrantLock lock = new ReentrantLock();
        EventLoop loop = EventLoop.current();
        LoopFuture<String> never = loop.createFuture();
        Task<Void> holder = loop.createTask(Coroutine.ofVoid(() -> holdLock(lock, never)), "holder");
        Task<Void> other = loop.createTask(Coroutine.ofVoid(() -> enter(lock)), "other");
        Async.gatherSettled(holder, other).await();
        System.out.println("freed");
    }

    private static void holdLock(ReentrantLock lock, LoopFuture<String> awaited) {
        lock.lock();
        try {
            awaited.await();
        } finally {
            lock.unlock();
        }
    }

    private static void enter(ReentrantLock lock) {
        lock.lock();
        try {
            System.out.println("entered");
        } finally {
            lock.unlock();
        }
    }

    /** A callback waits for what a task holds; once that was taken from the task, the loop does nothing wrong any more. */
    private static void callbackWaitsForLock() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        CountDownLatch entered = new CountDownLatch(1);
        try (EventLoop loop = EventLoop.open("loop-0")) {
            Thread runner = new Thread(loop::runForever, "loop-thread");
            runner.start();
            loop.callSoonThreadSafe(() -> {
                loop.createTask(Coroutine.ofVoid(() -> holdLockUntilItIsTaken(lock, loop.createFuture())), "holder");
                loop.callSoon(() -> {
                    enter(lock);
                    entered.countDown();
                });
            });
            entered.await();
            loop.callSoonThreadSafe(() -> System.out.println("goes on"));
            loop.callSoonThreadSafe(loop::stop);
            runner.join();
        }
    }

    private static void holdLockUntilItIsTaken(ReentrantLock lock, LoopFuture<String> awaited) {
        try {
            holdLock(lock, awaited);
        } catch (RuntimeException taken) {
            System.out.println("taken");
        }
    }

    /** What is refused leaves the callback, or fails a task and a future that nobody asks: that is the same mistake. */
    private static void escaping() throws Exception {
        EventLoop loop = EventLoop.open("loop-0");
        loop.callSoon(() -> loop.createFuture().toCompletableFuture().join());
        loop.createTask(Coroutine.ofVoid(SelfDeadlocks::joinOwn), "unseen");
        CompletableFuture<Object> unseen = new CompletableFuture<>();
        loop.callSoon(() -> failUnseen(unseen));
        loop.callLater(SHORT, loop::stop);
        loop.runForever();
        loop.close();
        new CompletableFuture<String>().completeExceptionally(new IllegalStateException("failed"));
        Failures.collectUntilReported(1);
    }

    private static void failUnseen(CompletableFuture<Object> unseen) {
        try {
            EventLoop.current().createFuture().toCompletableFuture().join();
        } catch (IllegalStateException e) {
            unseen.completeExceptionally(e);
        }
    }

    private static void innocent() throws Exception {
        EventLoop loop = EventLoop.open("loop-0");
        Thread thread = new Thread(loop::runForever, "loop-thread");
        thread.start();
        System.out.println(loop.runCoroutineThreadSafe(answer()).get());
        System.out.println(loop.runCoroutineThreadSafe(answer()).join());
        System.out.println(loop.runCoroutineThreadSafe(Coroutine.of(SelfDeadlocks::awaitInARow))
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        loop.runCoroutineThreadSafe(Coroutine.ofVoid(SelfDeadlocks::awaitAroundWithoutHarm))
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        CountDownLatch over = new CountDownLatch(1);
        loop.callSoonThreadSafe(() -> {
            System.out.println(waitWithoutHarm(loop));
            over.countDown();
        });
        over.await();
        EventLoop other = EventLoop.open("other");
        Thread otherThread = new Thread(other::runForever, "other-thread");
        otherThread.start();
        CompletableFuture<String> waited = new CompletableFuture<>();
        // It blocks the other loop, and will end once that is seen to wait.
        loop.callSoonThreadSafe(() -> {
            while (otherThread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        });
        other.callSoonThreadSafe(
                () -> waited.complete(loop.runCoroutineThreadSafe(answer()).join()));
        System.out.println(waited.get());
        other.callSoonThreadSafe(other::stop);
        otherThread.join();
        other.close();
        loop.callSoonThreadSafe(loop::stop);
        thread.join();
        loop.close();
        onNetty(executor -> executor.newSucceededFuture("done").sync().await());
    }

    private static String awaitInARow() {
        Task<String> first = Async.createTask(answer());
        Task<String> second = Async.createTask(Coroutine.of(first::await));
        return first.await() + second.await();
    }

    /** Circles that a child ends which others complete, or a limit of time. */
    private static void awaitAroundWithoutHarm() {
        LoopFuture<String> others = EventLoop.current().createFuture();
        EventLoop.current().callLater(SHORT, () -> others.setException(new IllegalArgumentException("ends it")));
        awaitedBy(gathered -> Async.gather(gathered, others).await(), Task::await);
        awaitedBy(gathered -> Async.waitFor(Async.gather(gathered), SHORT).await(), Task::await);
        awaitedBy(
                waited -> Async.waitUntil(ReturnWhen.ALL_COMPLETED, List.of(waited), SHORT)
                        .await(),
                Task::await);
    }

    /** A future that is done, and one of which nobody knows who completes it. */
    private static String waitWithoutHarm(EventLoop loop) {
        LoopFuture<String> done = loop.createFuture();
        CompletableFuture<String> outside = done.toCompletableFuture();
        outside.complete("done");
        try {
            return outside.join() + new CompletableFuture<String>().get(20, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return "in time";
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
