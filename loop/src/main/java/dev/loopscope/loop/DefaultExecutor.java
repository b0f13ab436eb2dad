// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Loop thread only. The pool for blocking calls, made when first needed. */
final class DefaultExecutor {
    /** asyncio's ThreadPoolExecutor default: blocking calls mostly wait, so a few more than processors. */
    private static final int MAX_THREADS = Math.min(32, Runtime.getRuntime().availableProcessors() + 4);
    /** Idle threads leave, so that a loop nobody closed does not keep the JVM alive; its work still does. Seconds. */
    private static final long IDLE = 10;

    private final String name;
    private @Nullable ThreadPoolExecutor pool;
    private boolean shutDown;

    DefaultExecutor(String name) {
        this.name = name;
    }

    Executor get() {
        if (shutDown) {
            throw new IllegalStateException("Executor shutdown has been called; pass an executor of your own");
        }
        ThreadPoolExecutor existing = pool;
        if (existing != null) {
            return existing;
        }
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor made = new ThreadPoolExecutor(
                MAX_THREADS, MAX_THREADS, IDLE, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, name + "-executor-" + number.incrementAndGet());
                    thread.setDaemon(false);
                    return thread;
                });
        made.allowCoreThreadTimeOut(true);
        pool = made;
        return made;
    }

    /** Refuses new work and lets the running work end by itself; nobody waits for it. */
    void shutDown() {
        shutDown = true;
        if (pool != null) {
            pool.shutdown();
        }
    }

    /** The same, and settles the future when all threads have ended or the time is over, whichever is first. */
    void shutDown(Duration timeout, LoopFuture<@Nullable Void> done) {
        ThreadPoolExecutor ending = pool;
        shutDown();
        if (ending == null) {
            done.setResult(null);
            return;
        }
        Thread waiter = new Thread(() -> await(ending, timeout, done), name + "-executor-shutdown");
        waiter.setDaemon(true);
        waiter.start();
    }

    private void await(ThreadPoolExecutor ending, Duration timeout, LoopFuture<@Nullable Void> done) {
        EventLoop loop = done.getLoop();
        try {
            if (!ending.awaitTermination(Time.nanos(timeout), TimeUnit.NANOSECONDS)) {
                Log.warn("The executor of " + name + " did not finish joining its threads within " + timeout.toMillis()
                        + " ms; " + ending.getActiveCount() + " still at work");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runnable settle = () -> {
            if (!done.isDone()) {
                done.setResult(null);
            }
        };
        loop.postUnlessClosed(new NamedHandle(loop, settle, ending, " shutdown"));
    }
}
