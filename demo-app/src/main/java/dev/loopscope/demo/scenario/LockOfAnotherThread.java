// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.LoopFuture;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Shows that {@code loop-stalled} and {@code blocking-call} name who has a {@code ReentrantLock}, and where: a thread that
 * waits for one is parked, and of itself knows only that. A callback that does not insist comes back later.
 */
public final class LockOfAnotherThread implements Scenario {
    private static final long BACKUP =
            600; // Milliseconds; far above the limit of 100 ms, wherever the machine stands still for a moment.

    private static final Duration AGAIN = Duration.ofMillis(50);

    private final ReentrantLock journal = new ReentrantLock();

    @Override
    public String name() {
        return "lock-of-another-thread";
    }

    @Override
    public String summary() {
        return "a callback waits for a ReentrantLock that a worker has";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("a worker has the journal's lock through a backup; a callback wants to append", loop -> {
            CountDownLatch held = new CountDownLatch(1);
            LoopFuture<Boolean> backedUp = loop.runInExecutor(() -> backUp(held));
            held.await();
            loop.callSoon(this::append);
            Stage.run(loop, backedUp);
        });

        stage.right("the callback tries, and comes back a little later as long as it cannot", loop -> {
            CountDownLatch held = new CountDownLatch(1);
            LoopFuture<Boolean> backedUp = loop.runInExecutor(() -> backUp(held));
            held.await();
            LoopFuture<Boolean> appended = loop.createFuture();
            loop.callSoon(() -> tryToAppend(loop, appended));
            Stage.run(loop, appended);
            Stage.run(loop, backedUp);
        });
    }

    private Boolean backUp(CountDownLatch held) throws InterruptedException {
        journal.lock();
        try {
            held.countDown();
            // Stands for copying a large file.
            Thread.sleep(BACKUP);
            return true;
        } finally {
            journal.unlock();
        }
    }

    private void append() {
        journal.lock();
        try {
            Expect.equal(true, journal.isHeldByCurrentThread());
        } finally {
            journal.unlock();
        }
    }

    private void tryToAppend(EventLoop loop, LoopFuture<Boolean> appended) {
        if (!journal.tryLock()) {
            loop.callLater(AGAIN, () -> tryToAppend(loop, appended));
            return;
        }
        try {
            appended.setResult(true);
        } finally {
            journal.unlock();
        }
    }
}
