// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Callbacks of which each is short, and many come at once.
 *
 * <p>Arguments: the family of the loop, and what to do.
 */
public final class Iterations {
    private static final int PATIENCE_SECONDS = 120;

    private Iterations() {}

    public static void main(String[] arguments) throws Exception {
        String what = arguments[1];
        switch (arguments[0]) {
            case "loop" -> onLoop(what);
            case "task" -> onTasks(what);
            case "netty" -> onNetty(what);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("end");
        System.exit(0);
    }

    private static void onLoop(String what) throws Exception {
        EventLoop loop = EventLoop.open("loop-0");
        Thread thread = new Thread(loop::runForever, "loop-thread");
        thread.start();
        run(what, loop::callSoonThreadSafe, loop::callSoon);
        loop.callSoonThreadSafe(loop::stop);
        thread.join();
        loop.close();
    }

    private static void onTasks(String what) throws Exception {
        EventLoop loop = EventLoop.open("loop-0");
        Thread thread = new Thread(loop::runForever, "loop-thread");
        thread.start();
        run(what, loop::callSoonThreadSafe, callback -> loop.createTask(Coroutine.ofVoid(callback::run)));
        loop.callSoonThreadSafe(loop::stop);
        thread.join();
        loop.close();
    }

    @SuppressWarnings("deprecation") // the one constructor that both lines of Netty have
    private static void onNetty(String what) throws Exception {
        ThreadFactory threads = task -> new Thread(task, "netty-loop");
        EventLoopGroup group = new NioEventLoopGroup(1, threads);
        EventExecutor loop = group.next();
        run(what, loop::execute, loop::execute);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    private static void run(String what, Consumer<Runnable> poster, Consumer<Runnable> scheduler)
            throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        poster.accept(() -> {});
        Stalls.awaitWatchdog();
        poster.accept(() -> {
            switch (what) {
                case "many" -> many(scheduler, over);
                case "spread" -> spread(poster, over, 60);
                case "one" -> one(scheduler, over);
                case "sleeps" -> sleeps(scheduler, over);
                case "endless" -> endless(scheduler, over);
                case "tiny" -> tiny(scheduler, over);
                default -> throw new IllegalArgumentException(what);
            }
        });
        if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("never ended");
        }
    }

    /** Four times the limit, all ready at once: where each has a thread of its own, only half of that is believed. */
    private static void many(Consumer<Runnable> scheduler, CountDownLatch over) {
        for (int i = 0; i < 40; i++) {
            scheduler.accept(new Parse());
            scheduler.accept(new Parse());
            scheduler.accept(new Rate());
        }
        scheduler.accept(over::countDown);
    }

    private static final class Parse implements Runnable {
        @Override
        public void run() {
            Stalls.burn(5);
        }
    }

    private static final class Rate implements Runnable {
        @Override
        public void run() {
            Stalls.burn(1);
        }
    }

    /** As much work, and the loop polls after each. */
    private static void spread(Consumer<Runnable> poster, CountDownLatch over, int left) {
        Stalls.burn(5);
        if (left == 0) {
            over.countDown();
        } else {
            // Never two at once: also where a loop runs all that is ready before it polls.
            later(() -> poster.accept(() -> spread(poster, over, left - 1)));
        }
    }

    private static void later(Runnable step) {
        new Thread(step, "poster").start();
    }

    /** One that alone held the loop, and short ones beside it. */
    private static void one(Consumer<Runnable> scheduler, CountDownLatch over) {
        for (int i = 0; i < 20; i++) {
            scheduler.accept(new Rate());
        }
        scheduler.accept(() -> Stalls.burn(300));
        for (int i = 0; i < 60; i++) {
            scheduler.accept(new Rate());
        }
        scheduler.accept(over::countDown);
    }

    /** Each is a blocking call of its own, which says all there is to say. */
    private static void sleeps(Consumer<Runnable> scheduler, CountDownLatch over) {
        for (int i = 0; i < 30; i++) {
            scheduler.accept(new Doze());
        }
        scheduler.accept(over::countDown);
    }

    private static final class Doze implements Runnable {
        @Override
        public void run() {
            Helper.pause(10_000_000);
        }
    }

    /** Far too many to be measured each. */
    private static void tiny(Consumer<Runnable> scheduler, CountDownLatch over) {
        for (int i = 0; i < 30_000; i++) {
            scheduler.accept(new Mix());
        }
        scheduler.accept(over::countDown);
    }

    private static final class Mix implements Runnable {
        @Override
        public void run() {
            long end = System.nanoTime() + 10_000;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }
    }

    /** For so long that nobody would wait for its end. */
    private static void endless(Consumer<Runnable> scheduler, CountDownLatch over) {
        for (int i = 0; i < 250; i++) {
            scheduler.accept(new Parse());
        }
        scheduler.accept(over::countDown);
    }
}
