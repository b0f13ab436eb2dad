// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** A thread that runs one operation after the other: a loop of some family, or a worker. */
public final class Carrier {
    private static final int PATIENCE_SECONDS = 120;

    private final Executor executor;
    private final Operation end;

    private Carrier(Executor executor, Operation end) {
        this.executor = executor;
        this.end = end;
    }

    public static Carrier named(String kind) {
        return switch (kind) {
            case "loop" -> loop(EventLoop.open("loop-0"));
            case "virtual" -> loop(EventLoop.open("loop-0"), Carrier::virtualThread);
            case "task" -> task(EventLoop.open("loop-0"));
            case "executor" -> executor("named-executor");
            case "plain" -> plain();
            case "netty" -> netty();
            case "worker" -> executor("worker");
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /** The bundled loop. */
    static Carrier loop(EventLoop loop) {
        return loop(loop, task -> new Thread(task, "loop-thread"));
    }

    private static Carrier loop(EventLoop loop, ThreadFactory threads) {
        Thread thread = threads.newThread(loop::runForever);
        thread.start();
        return new Carrier(loop::callSoonThreadSafe, () -> {
            loop.callSoonThreadSafe(loop::stop);
            thread.join();
            loop.close();
        });
    }

    /** The bundled loop, each operation in a task of its own. */
    private static Carrier task(EventLoop loop) {
        Carrier carrier = loop(loop);
        return new Carrier(
                operation ->
                        carrier.executor.execute(() -> loop.createTask(Coroutine.ofVoid(operation::run), "the-task")),
                carrier.end);
    }

    /** Its carriers are daemons, and no JVM waits for it; whoever ends this carrier does. */
    private static Thread virtualThread(Runnable task) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            type.getMethod("name", String.class).invoke(builder, "loop-thread");
            return (Thread) type.getMethod("unstarted", Runnable.class).invoke(builder, task);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Carrier executor(String name) {
        ExecutorService pool = Executors.newSingleThreadExecutor(task -> new Thread(task, name));
        return new Carrier(pool, () -> {
            pool.shutdown();
            pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        });
    }

    private static Carrier plain() {
        PlainLoop loop = new PlainLoop();
        Thread thread = new Thread(loop::run, "named-plain");
        thread.start();
        return new Carrier(loop::post, () -> {
            loop.post(() -> loop.isOver = true);
            thread.join();
        });
    }

    @SuppressWarnings("deprecation") // the one constructor that both lines of Netty have
    private static Carrier netty() {
        ThreadFactory threads = task -> new Thread(task, "netty-loop");
        // By a type whose methods the newer line has not narrowed.
        EventExecutorGroup group = new NioEventLoopGroup(1, threads);
        return new Carrier(
                group.next(),
                () -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync());
    }

    /** A loop nobody knows: a queue of its own, and a wait of its own. */
    static final class PlainLoop {
        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private boolean isOver;

        void run() {
            while (!isOver) {
                takeNext().run();
            }
        }

        synchronized void post(Runnable task) {
            tasks.add(task);
            notifyAll();
        }

        synchronized Runnable takeNext() {
            while (true) {
                Runnable task = tasks.poll();
                if (task != null) {
                    return task;
                }
                try {
                    wait();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** Runs it as a callback, with nothing around it; returns at once. */
    void execute(Runnable callback) {
        executor.execute(callback);
    }

    /** Runs it as one callback, measures it and says how it ended; returns when it has. */
    public void run(String name, Operation operation) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        String[] outcome = {"did not run"};
        executor.execute(() -> {
            long millis = System.currentTimeMillis();
            long start = System.nanoTime();
            try {
                operation.run();
                outcome[0] = "done";
            } catch (Throwable t) {
                outcome[0] = t.getClass().getName();
            }
            Ledger.note(name, millis, System.nanoTime() - start);
            ended.countDown();
        });
        if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            outcome[0] = "never ended";
        }
        System.out.println(name + ": " + outcome[0]);
    }

    /** Ends its thread and waits for that. */
    public void end() throws Exception {
        end.run();
    }
}
