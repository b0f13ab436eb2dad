// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.lost;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Things that fail, and how to know that they have without a look at them. */
final class Failing {
    static final ThreadFactory DAEMONS = task -> {
        Thread thread = new Thread(task, "pool");
        thread.setDaemon(true);
        return thread;
    };
    static final ExecutorService POOL = Executors.newCachedThreadPool(DAEMONS);

    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private Failing() {}

    static IllegalStateException failure(String name) {
        return new IllegalStateException(name);
    }

    static CompletableFuture<String> failed(String name) {
        return CompletableFuture.failedFuture(failure(name));
    }

    /** As a lambda's body it is whatever the lambda is to return. */
    @SuppressWarnings("TypeParameterUnusedInFormals") // nothing is returned
    static <T> T fail(String name) {
        throw failure(name);
    }

    /** Opens the latch, since the future must not be asked whether it has run. */
    @SuppressWarnings("TypeParameterUnusedInFormals") // nothing is returned
    static <T> T fail(CountDownLatch running, String name) {
        running.countDown();
        throw failure(name);
    }

    /** To be done is not to be read. */
    static void awaitDone(Future<?> future) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!future.isDone() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** What newer JDKs have; whatever it throws is thrown. */
    static Object call(Object target, Class<?> declaring, String method) throws Exception {
        return declaring.getMethod(method).invoke(target);
    }
}
