// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An ordinary thread per task; the right to run the loop's code goes from thread to thread like a baton. */
final class BatonEngine implements TaskEngine {
    /** Seconds that an idle platform thread waits for the next task. */
    private static final long IDLE = 10;

    private final String name;
    private final String description;
    private final Executor threads;

    private BatonEngine(String name, String description, Executor threads) {
        this.name = name;
        this.description = description;
        this.threads = threads;
    }

    /** Null before JDK 21. */
    static @Nullable BatonEngine virtual() {
        ThreadFactory factory = VirtualThreads.factory();
        return factory == null
                ? null
                : new BatonEngine(
                        "virtual",
                        "virtual threads of the JDK's scheduler",
                        body -> factory.newThread(body).start());
    }

    static BatonEngine platform() {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE, TimeUnit.SECONDS, new SynchronousQueue<>(), body -> {
                    Thread thread = new Thread(body);
                    thread.setDaemon(true); // The loop's own thread decides how long the JVM lives.
                    return thread;
                });
        return new BatonEngine("platform", "pooled platform threads", pool);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Strand strand(EventLoop loop, String name, Runnable body) {
        return new BatonStrand(loop.thread, threads, name, body, loop.relay);
    }
}
