// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.lost;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** An application within an application: it fails in every way, keeps everything, and is undeployed. */
public final class Tenant {
    private static final CompletableFuture<String> UNREAD = new CompletableFuture<>();
    private static final CompletableFuture<String> READ = new CompletableFuture<>();
    private static final FutureTask<String> TASK = new FutureTask<>(() -> {
        throw new Failure("task");
    });
    private static final ScheduledThreadPoolExecutor POOL = new ScheduledThreadPoolExecutor(1, Failing.DAEMONS);

    private Tenant() {}

    /** Returns when nothing of it runs any more. */
    public static void run() throws InterruptedException {
        UNREAD.completeExceptionally(new Failure("unread"));
        READ.completeExceptionally(new Failure("read"));
        READ.isCompletedExceptionally();
        TASK.run();
        ScheduledFuture<?> periodic = POOL.scheduleAtFixedRate(
                () -> {
                    throw new Failure("periodic");
                },
                1,
                1,
                TimeUnit.MILLISECONDS);
        Failing.awaitDone(periodic);
        POOL.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.DAYS);
        POOL.shutdownNow();
        POOL.awaitTermination(1, TimeUnit.MINUTES);
    }

    /** A class of its own, with a loader to keep. */
    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1;

        Failure(String message) {
            super(message);
        }
    }
}
