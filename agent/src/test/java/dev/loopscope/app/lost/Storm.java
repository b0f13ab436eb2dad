// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.lost;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/** A million failures that nobody reads, as many as 100,000 a second; millions of tasks that succeed; futures kept for ever. */
public final class Storm {
    /** All that nobody reads. */
    public static final long FAILURES = 1_000_000;

    private static final int KEPT = 20_000;
    private static final int BURST = 500;
    private static final long NANOS_EACH = 10_000;
    private static final int TASKS = 10_000_000;
    private static final List<CompletableFuture<?>> FOR_EVER = new ArrayList<>();

    private Storm() {}

    public static void main(String[] arguments) throws Exception {
        long start = System.nanoTime();
        for (long failed = 0; failed < FAILURES - KEPT; failed += BURST) {
            for (int i = 0; i < BURST; i += 2) {
                new CompletableFuture<String>().completeExceptionally(new IllegalStateException("future"));
                new FutureTask<>(() -> Failing.fail("task")).run();
            }
            LockSupport.parkNanos(failed * NANOS_EACH - (System.nanoTime() - start));
        }
        long length = 0;
        for (int i = 0; i < TASKS; i++) {
            FutureTask<String> task = new FutureTask<>(() -> "x");
            task.run();
            length += task.get().length();
        }
        for (int i = 0; i < KEPT; i++) {
            FOR_EVER.add(CompletableFuture.failedFuture(new IllegalStateException("kept")));
        }
        System.out.println(length + " tasks, " + FOR_EVER.size() + " kept");
        System.out.println("end");
    }
}
