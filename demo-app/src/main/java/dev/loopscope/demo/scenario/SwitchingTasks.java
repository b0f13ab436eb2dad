// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.Async;
import dev.loopscope.loop.Coroutine;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Shows how tasks share one thread: each runs until it awaits, and only there another one has its turn. The order is the same
 * every time.
 */
public final class SwitchingTasks implements Scenario {
    @Override
    public String name() {
        return "switching-tasks";
    }

    @Override
    public String summary() {
        return "two tasks take turns on one thread";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.right("each of two tasks gives way to the other where it awaits, and only there", loop -> {
            Stage.run(loop, both(stage));
        });
    }

    private static Coroutine<@Nullable Void> both(Stage stage) {
        return Coroutine.ofVoid(() ->
                Async.gather(takeTurns(stage, "foo"), takeTurns(stage, "bar")).await());
    }

    private static Coroutine<@Nullable Void> takeTurns(Stage stage, String name) {
        return Coroutine.ofVoid(() -> {
            stage.tell(name + " runs");
            Async.sleep(Duration.ZERO).await();
            stage.tell(name + " runs again");
        });
    }
}
