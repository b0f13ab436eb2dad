// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.Async;
import dev.loopscope.loop.Coroutine;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Shows what waiting costs on a loop: tasks that wait for 2, 2 and 1 s are all done after 2 s, not after 5. */
public final class WaitingTogether implements Scenario {
    @Override
    public String name() {
        return "waiting-together";
    }

    @Override
    public String summary() {
        return "three tasks wait at the same time";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.right("tasks that wait for 2 s, 2 s and 1 s are done after 2 s together", loop -> {
            Stage.run(loop, all(stage));
        });
    }

    private static Coroutine<@Nullable Void> all(Stage stage) {
        return Coroutine.ofVoid(() -> {
            Elapsed elapsed = new Elapsed();
            Async.gather(
                            waitFor(2, "one", stage, elapsed),
                            waitFor(2, "two", stage, elapsed),
                            waitFor(1, "three", stage, elapsed))
                    .await();
            stage.tell("all done at " + elapsed);
        });
    }

    private static Coroutine<@Nullable Void> waitFor(int seconds, String name, Stage stage, Elapsed elapsed) {
        return Coroutine.ofVoid(() -> {
            stage.tell(name + " begins at " + elapsed);
            Async.sleep(Duration.ofSeconds(seconds)).await();
            stage.tell(name + " ends at " + elapsed);
        });
    }
}
