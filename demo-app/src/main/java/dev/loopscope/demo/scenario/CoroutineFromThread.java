// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.Async;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.Task;
import java.time.Duration;

/**
 * Shows {@code wrong-thread} for tasks, and how another thread gets an answer from a loop: it hands the coroutine over and
 * waits for a {@link java.util.concurrent.CompletableFuture}, as its thread may.
 */
public final class CoroutineFromThread implements Scenario {
    private static final long BOUND = 60; // Seconds.

    @Override
    public String name() {
        return "coroutine-from-thread";
    }

    @Override
    public String summary() {
        return "a worker has the loop run a coroutine";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("the worker calls createTask, which throws", loop -> {
            stage.tell(Stage.run(loop, refusal(loop)));
        });

        stage.right("it calls runCoroutineThreadSafe, and waits for the result", loop -> {
            stage.tell(Stage.run(loop, Async.toThread(() -> askSafely(loop))));
        });
    }

    private static Coroutine<String> refusal(EventLoop loop) {
        return Coroutine.of(() -> {
            try {
                Async.toThread(() -> askUnsafely(loop)).await();
                return "nobody noticed";
            } catch (IllegalStateException e) {
                return "the worker was refused";
            }
        });
    }

    private static Task<String> askUnsafely(EventLoop loop) {
        Coroutine<String> question = answer();
        try {
            return loop.createTask(question);
        } finally {
            question.close();
        }
    }

    private static String askSafely(EventLoop loop) throws Exception {
        return loop.runCoroutineThreadSafe(answer()).get(BOUND, SECONDS);
    }

    private static Coroutine<String> answer() {
        return Coroutine.of(() -> {
            Async.sleep(Duration.ofMillis(10)).await();
            return "the answer is 42";
        });
    }
}
