// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.Async;
import dev.loopscope.loop.Coroutine;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Shows {@code blocking-call} in a task: it has a thread of its own, but what blocks it still blocks the loop and every other
 * task. A blocking call belongs into an executor, where the task awaits it.
 */
public final class BlockingInTask implements Scenario {
    private static final long MILLIS = 30;

    @Override
    public String name() {
        return "blocking-in-task";
    }

    @Override
    public String summary() {
        return "a task blocks, and all tasks with it";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("a task calls a function that blocks; the task beside it cannot go on meanwhile", loop -> {
            Stage.run(
                    loop,
                    Coroutine.of(() -> Async.gather(report(BlockingInTask::readSlowly, stage), beside(stage))
                            .await()));
        });

        stage.right("it runs the function in the executor and awaits it; the other task goes on", loop -> {
            Stage.run(
                    loop,
                    Coroutine.of(() -> Async.gather(
                                    report(
                                            () -> Async.toThread(BlockingInTask::readSlowly)
                                                    .await(),
                                            stage),
                                    beside(stage))
                            .await()));
        });
    }

    private static Coroutine<@Nullable Void> report(Callable<String> read, Stage stage) {
        return Coroutine.ofVoid(() -> stage.tell("read: " + read.call()));
    }

    private static Coroutine<@Nullable Void> beside(Stage stage) {
        return Coroutine.ofVoid(() -> stage.tell("the other task runs"));
    }

    /** Stands for a driver without a non-blocking side. */
    private static String readSlowly() throws InterruptedException {
        Thread.sleep(MILLIS);
        return "42 rows";
    }
}
