// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.Async;
import dev.loopscope.loop.Coroutine;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows {@code never-awaited}: calling a method that gives a coroutine runs nothing of it. Await the coroutine, or make it a
 * task.
 */
public final class ForgottenAwait implements Scenario {
    private record Order(int number) {}

    @Override
    public String name() {
        return "forgotten-await";
    }

    @Override
    public String summary() {
        return "a coroutine is made and never run";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("save(order) is called, the await is missing, and nothing is saved", loop -> {
            List<Integer> saved = new ArrayList<>();
            Garbage.collect(Stage.run(loop, takeAndForget(saved)));
            Expect.equal(List.of(), saved);
        });

        stage.right("the coroutine is awaited", loop -> {
            List<Integer> saved = new ArrayList<>();
            Stage.run(loop, takeAndSave(saved));
            Expect.equal(List.of(17), saved);
        });

        stage.right("or becomes a task, which is awaited later", loop -> {
            List<Integer> saved = new ArrayList<>();
            Stage.run(loop, takeAndSaveMeanwhile(saved));
            Expect.equal(List.of(17), saved);
        });
    }

    /** Gives the order that only the forgotten coroutine still knows: when it is gone, so is the coroutine. */
    private static Coroutine<WeakReference<Order>> takeAndForget(List<Integer> saved) {
        return Coroutine.of(() -> {
            Order order = new Order(17);
            save(order, saved);
            return new WeakReference<>(order);
        });
    }

    private static Coroutine<@Nullable Void> takeAndSave(List<Integer> saved) {
        return Coroutine.ofVoid(() -> save(new Order(17), saved).await());
    }

    private static Coroutine<@Nullable Void> takeAndSaveMeanwhile(List<Integer> saved) {
        return Coroutine.ofVoid(() -> {
            var saving = Async.createTask(save(new Order(17), saved));
            Async.sleep(Duration.ofMillis(1)).await();
            saving.await();
        });
    }

    private static Coroutine<@Nullable Void> save(Order order, List<Integer> saved) {
        return Coroutine.ofVoid(() -> {
            Async.sleep(Duration.ofMillis(1)).await();
            saved.add(order.number());
        });
    }
}
