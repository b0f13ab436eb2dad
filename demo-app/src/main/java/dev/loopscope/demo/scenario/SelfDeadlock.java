// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.Async;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.LoopFuture;
import java.time.Duration;

/**
 * Shows {@code self-deadlock}: a callback waits for a task of its own loop, which cannot run before the callback has ended.
 * The loop refuses such a wait, which otherwise would hang it for good. A task awaits, and the loop runs the other meanwhile.
 */
public final class SelfDeadlock implements Scenario {
    private static final Duration A_MOMENT = Duration.ofMillis(20);

    @Override
    public String name() {
        return "self-deadlock";
    }

    @Override
    public String summary() {
        return "a callback waits for a task of its own loop";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("a callback starts a coroutine and joins its future", loop -> {
            LoopFuture<Boolean> refused = loop.createFuture();
            loop.callSoon(() -> refused.setResult(isRefused(loop)));
            Expect.equal(true, Stage.run(loop, refused));
        });

        stage.right(
                "a task awaits it",
                loop -> Expect.equal(
                        3,
                        Stage.run(
                                loop,
                                Coroutine.of(() -> loop.createTask(fetch()).await()))));
    }

    private static boolean isRefused(EventLoop loop) {
        try {
            return loop.runCoroutineThreadSafe(fetch()).join() != 3;
        } catch (IllegalStateException wouldNeverEnd) {
            return true;
        }
    }

    /** Stands for a question to some service. */
    private static Coroutine<Integer> fetch() {
        return Coroutine.of(() -> {
            Async.sleep(A_MOMENT).await();
            return 3;
        });
    }
}
