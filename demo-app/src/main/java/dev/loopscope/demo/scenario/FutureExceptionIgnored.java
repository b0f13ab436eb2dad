// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.LoopFuture;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Shows {@code exception-never-retrieved} for the loop's own futures: work fails, its future knows, and nobody ever asks it.
 * Ask: by {@code result()}, by {@code exception()}, in a done callback, or by running the loop until it is done.
 */
public final class FutureExceptionIgnored implements Scenario {
    @Override
    public String name() {
        return "future-exception-ignored";
    }

    @Override
    public String summary() {
        return "a LoopFuture fails and nobody looks";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("an order is saved in the executor; the future is forgotten, and the save fails", loop -> {
            Garbage.collect(saveAndForget(loop));
        });

        stage.right("a done callback asks for the exception", loop -> {
            LoopFuture<@Nullable Throwable> problem = loop.createFuture();
            save(loop).addDoneCallback(done -> problem.setResult(done.exception()));
            Expect.equal(true, Stage.run(loop, problem) instanceof IllegalStateException);
        });
    }

    /** Runs until the save has failed; the done callback only stops the loop, and does not ask. */
    private static WeakReference<LoopFuture<String>> saveAndForget(EventLoop loop) {
        LoopFuture<String> saved = save(loop);
        saved.addDoneCallback(done -> loop.stop());
        loop.runForever();
        return new WeakReference<>(saved);
    }

    private static LoopFuture<String> save(EventLoop loop) {
        return loop.runInExecutor(FutureExceptionIgnored::writeOrder);
    }

    private static String writeOrder() {
        throw new IllegalStateException("the disk is full");
    }
}
