// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** For tests that run on every engine this JDK offers. */
final class Engines {
    private Engines() {}

    static List<TaskEngine> all() {
        return TaskEngines.available();
    }

    static EventLoop open(TaskEngine engine) {
        return EventLoop.open("loop-on-" + engine.name(), engine);
    }

    /** Runs a body as a task, with a bound. */
    static <T extends @Nullable Object> T run(EventLoop loop, Callable<? extends T> body) {
        Coroutine<T> coroutine = Coroutine.of(body);
        return Loops.run(loop, loop.createTask(coroutine));
    }
}
