// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.LoopFuture;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Shows {@code loop-stalled} and the {@code blocking-call} that closes it: the loop needs a lock that a worker keeps through
 * something slow. What a loop uses had better belong to the loop: workers post to it what they have found.
 */
public final class LockHeldByWorker implements Scenario {
    private static final long QUERY =
            800; // Milliseconds; far above the limit of 100 ms, wherever the machine stands still for a moment.

    private final Map<String, Integer> prices = new HashMap<>();

    @Override
    public String name() {
        return "lock-held-by-worker";
    }

    @Override
    public String summary() {
        return "a callback needs a lock that a worker holds for long";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("a worker holds the lock on the prices while it fetches new ones; a callback wants one", loop -> {
            CountDownLatch held = new CountDownLatch(1);
            LoopFuture<Integer> fetched = loop.runInExecutor(() -> fetchUnderTheLock(held));
            held.await();
            loop.callSoon(this::readUnderTheLock);
            Stage.run(loop, fetched);
        });

        stage.right("the worker fetches without a lock, and the loop alone touches the prices", loop -> {
            LoopFuture<Integer> fetched = loop.runInExecutor(LockHeldByWorker::fetch);
            fetched.addDoneCallback(done -> prices.put("tea", done.result()));
            Stage.run(loop, fetched);
            loop.callSoon(() -> Expect.equal(3, prices.get("tea")));
            loop.callSoon(loop::stop);
            loop.runForever();
        });
    }

    private Integer fetchUnderTheLock(CountDownLatch held) throws InterruptedException {
        synchronized (prices) {
            held.countDown();
            return prices.put("tea", fetch());
        }
    }

    private void readUnderTheLock() {
        synchronized (prices) {
            Expect.equal(3, prices.get("tea"));
        }
    }

    /** Stands for a query to some database. */
    private static int fetch() throws InterruptedException {
        Thread.sleep(QUERY);
        return 3;
    }
}
