// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.Async;
import dev.loopscope.loop.CancelledError;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.Handle;
import dev.loopscope.loop.LoopFuture;

/**
 * Shows {@code wrong-thread} for a future: a worker cancels it, which is the loop's own to do. {@code callSoonThreadSafe} has
 * the loop do it, at once.
 */
public final class CancelFromThread implements Scenario {
    @Override
    public String name() {
        return "cancel-from-thread";
    }

    @Override
    public String summary() {
        return "a worker cancels what a task waits for";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("the worker calls future.cancel(), which throws; the future is left as it was", loop -> {
            LoopFuture<String> answer = loop.createFuture();
            stage.tell(Stage.run(loop, refusal(answer)));
            Expect.equal(false, answer.isDone());
        });

        stage.right("it has the loop cancel it, with callSoonThreadSafe", loop -> {
            LoopFuture<String> answer = loop.createFuture();
            stage.tell(Stage.run(loop, waitForWhatIsCancelled(answer)));
        });
    }

    private static Coroutine<String> refusal(LoopFuture<String> answer) {
        return Coroutine.of(() -> {
            try {
                Async.toThread(() -> cancelUnsafely(answer)).await();
                return "nobody noticed";
            } catch (IllegalStateException e) {
                return "the worker was refused";
            }
        });
    }

    private static boolean cancelUnsafely(LoopFuture<String> answer) {
        return answer.cancel();
    }

    private static Coroutine<String> waitForWhatIsCancelled(LoopFuture<String> answer) {
        return Coroutine.of(() -> {
            EventLoop loop = EventLoop.current();
            LoopFuture<Handle> asked = loop.runInExecutor(() -> loop.callSoonThreadSafe(answer::cancel));
            try {
                return answer.await();
            } catch (CancelledError e) {
                asked.await();
                return "the future was cancelled, and its task told";
            }
        });
    }
}
