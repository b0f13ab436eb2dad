// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Shows {@code periodic-task-died}: a task that runs every so often is dropped by its executor when it throws for the first
 * time, and nothing says so. Catch in the task whatever one run may throw.
 */
public final class PeriodicTaskDies implements Scenario {
    private static final int BOUND_SECONDS = 60;

    @Override
    public String name() {
        return "periodic-task-dies";
    }

    @Override
    public String summary() {
        return "a task that runs again and again throws, and never runs again";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("rates are fetched every millisecond, until one fetch fails", loop -> {
            ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
            ScheduledFuture<?> fetches =
                    clock.scheduleAtFixedRate(PeriodicTaskDies::fetchRates, 1, 1, TimeUnit.MILLISECONDS);
            awaitEnd(fetches);
            clock.shutdown();
        });

        stage.right("a fetch that fails is told, and the next one is made all the same", loop -> {
            ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
            CountDownLatch failures = new CountDownLatch(2);
            ScheduledFuture<?> fetches = clock.scheduleAtFixedRate(
                    () -> {
                        try {
                            fetchRates();
                        } catch (IllegalStateException e) {
                            failures.countDown();
                        }
                    },
                    1,
                    1,
                    TimeUnit.MILLISECONDS);
            Expect.equal(true, failures.await(BOUND_SECONDS, TimeUnit.SECONDS));
            fetches.cancel(false);
            clock.shutdown();
        });
    }

    /** Without a look at how they ended. */
    private static void awaitEnd(ScheduledFuture<?> fetches) throws InterruptedException {
        long start = System.nanoTime();
        while (!fetches.isDone() && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(BOUND_SECONDS)) {
            Thread.sleep(1);
        }
        Expect.equal(true, fetches.isDone());
    }

    private static void fetchRates() {
        throw new IllegalStateException("the bank is closed");
    }
}
