// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.Handle;
import dev.loopscope.loop.LoopFuture;
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
            LoopFuture<@Nullable Throwable> refusal = loop.createFuture();
            loop.callSoon(() -> loop.runInExecutor(() -> scheduleUnsafely(loop))
                    .addDoneCallback(done -> refusal.setResult(done.exception())));
            Expect.equal(true, Stage.run(loop, refusal) instanceof IllegalStateException);
        });

        stage.right("the worker uses callSoonThreadSafe, which also wakes the loop", loop -> {
            loop.callSoon(() -> loop.runInExecutor(() -> scheduleSafely(loop)));
            loop.runForever();
        });
    }

    private static Handle scheduleUnsafely(EventLoop loop) {
        return loop.callSoon(loop::stop);
    }

    private static Handle scheduleSafely(EventLoop loop) {
        return loop.callSoonThreadSafe(loop::stop);
    }
}
