// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Shows {@code exception-never-retrieved} for the tasks of an executor: {@code submit} returns a future, and with it the only
 * trace of what the task threw. Ask it, or catch the exception in the task.
 */
public final class TaskFailureIgnored implements Scenario {
    private static final int BOUND_SECONDS = 60;

    @Override
    public String name() {
        return "task-failure-ignored";
    }

    @Override
    public String summary() {
        return "a task submitted to an executor fails and nobody looks";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("a worker orders paper and fails, and the future that submit returned is forgotten", loop -> {
            ExecutorService worker = Executors.newSingleThreadExecutor();
            WeakReference<Future<?>> forgotten = new WeakReference<>(worker.submit(TaskFailureIgnored::orderPaper));
            worker.shutdown();
            Expect.equal(true, worker.awaitTermination(BOUND_SECONDS, TimeUnit.SECONDS));
            Garbage.collect(forgotten);
        });

        stage.right("whoever submits the order asks what became of it", loop -> {
            ExecutorService worker = Executors.newSingleThreadExecutor();
            Future<?> order = worker.submit(TaskFailureIgnored::orderPaper);
            worker.shutdown();
            try {
                order.get(BOUND_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                stage.tell("no order: " + Objects.requireNonNull(e.getCause()).getMessage());
            }
        });
    }

    private static void orderPaper() {
        throw new IllegalStateException("the shop is closed");
    }
}
