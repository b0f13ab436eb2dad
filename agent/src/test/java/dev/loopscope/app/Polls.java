// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import dev.loopscope.loop.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Selectors that misbehave, and loops that only poll a lot. The arguments say which. */
public final class Polls {
    private Polls() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "interrupted" -> interrupted();
            case "busy" -> busy();
            case "guarded" -> guarded();
            case "late" -> late(arguments[1]);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("end");
        System.exit(0);
    }

    /** A selector loop of the application's own, which does not know that an interrupt keeps it from waiting. */
    private static final class PlainNio implements Runnable {
        private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        private final Selector selector;
        private final long timeout;
        private volatile boolean isOver;

        /** @param timeout of each wait in milliseconds; 0 for none, -1 for no wait at all */
        PlainNio(long timeout) throws IOException {
            this.selector = Selector.open();
            this.timeout = timeout;
        }

        void post(Runnable task) {
            tasks.add(task);
            selector.wakeup();
        }

        void end() {
            isOver = true;
            selector.wakeup();
        }

        @Override
        public void run() {
            try (selector) {
                while (!isOver) {
                    poll();
                    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                        task.run();
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private void poll() throws IOException {
            if (timeout < 0) {
                selector.selectNow();
            } else {
                selector.select(timeout);
            }
        }
    }

    private static Thread start(PlainNio loop) {
        Thread thread = new Thread(loop, "named-nio");
        thread.start();
        return thread;
    }

    private static void interrupted() throws Exception {
        PlainNio loop = new PlainNio(0);
        Thread thread = start(loop);
        CountDownLatch runs = new CountDownLatch(1);
        loop.post(runs::countDown);
        runs.await();
        Stalls.awaitWatchdog();
        thread.interrupt();
        Reported.await("slow-poll");
        loop.end();
        thread.join();
    }

    /** Waits of a millisecond, no waits at all, and wake-ups as fast as they come. */
    private static void busy() throws Exception {
        for (long timeout : new long[] {1, -1, 0}) {
            PlainNio loop = new PlainNio(timeout);
            Thread thread = start(loop);
            long[] count = new long[1];
            long end = System.nanoTime() + 400_000_000;
            while (System.nanoTime() < end) {
                if (timeout == 0) {
                    loop.post(() -> count[0]++);
                } else {
                    TimeUnit.MILLISECONDS.sleep(10);
                }
            }
            loop.end();
            thread.join();
        }
    }

    /** Loops that know what an interrupt does: they clear it. */
    @SuppressWarnings("deprecation") // the one constructor that both lines of Netty have
    private static void guarded() throws Exception {
        EventLoop loop = EventLoop.open("loop-0");
        Thread thread = new Thread(loop::runForever, "loop-thread");
        thread.start();
        interruptFor400Millis(loop::callSoonThreadSafe);
        loop.callSoonThreadSafe(loop::stop);
        thread.join();
        loop.close();
        ThreadFactory threads = task -> new Thread(task, "netty-loop");
        EventLoopGroup group = new NioEventLoopGroup(1, threads);
        interruptFor400Millis(group.next()::execute);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    private static void interruptFor400Millis(Consumer<Runnable> poster) throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(1);
        poster.accept(() -> {
            Thread.currentThread().interrupt();
            runs.countDown();
        });
        runs.await();
        TimeUnit.MILLISECONDS.sleep(400);
    }

    private static void late(String family) throws Exception {
        Carrier loop = Carrier.named(family);
        loop.run("first", () -> {});
        Stalls.awaitWatchdog();
        DelayingProvider.delay(400_000_000, "");
        loop.run("second", () -> {});
        loop.run("third", () -> {});
        loop.end();
    }
}
