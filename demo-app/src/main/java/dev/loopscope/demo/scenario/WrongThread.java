// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.Handle;
import dev.loopscope.loop.LoopFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Shows {@code wrong-thread}: a worker uses what belongs to the loop's thread. The loop refuses with an exception, and the
 * finding says where, also if the worker swallows it.
 */
public final class WrongThread implements Scenario {
    @Override
    public String name() {
        return "wrong-thread";
    }

    @Override
    public String summary() {
        return "a worker calls callSoon";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("a worker schedules a callback with callSoon, which is the loop's own; it throws", loop -> {
            CountDownLatch running = new CountDownLatch(1);
            loop.callSoon(running::countDown);
            LoopFuture<@Nullable Throwable> refusal = loop.createFuture();
            loop.runInExecutor(() -> scheduleUnsafely(loop, running))
                    .addDoneCallback(done -> refusal.setResult(done.exception()));
            Expect.equal(true, Stage.run(loop, refusal) instanceof IllegalStateException);
        });

        stage.right("the worker uses callSoonThreadSafe, which also wakes the loop", loop -> {
            LoopFuture<String> greeting = loop.createFuture();
            loop.runInExecutor(() -> scheduleSafely(loop, greeting));
            Expect.equal("hello", Stage.run(loop, greeting));
        });
    }

    private static Handle scheduleUnsafely(EventLoop loop, CountDownLatch running) throws InterruptedException {
        running.await();
        return loop.callSoon(() -> {});
    }

    private static Handle scheduleSafely(EventLoop loop, LoopFuture<String> greeting) {
        return loop.callSoonThreadSafe(() -> greeting.setResult("hello"));
    }
}
