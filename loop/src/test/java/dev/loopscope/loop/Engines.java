// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;

/** For tests that run on every engine this JDK offers. */
public final class Engines {
    private Engines() {}

    static List<TaskEngine> all() {
        return TaskEngines.available();
    }

    /** The same for tests in other packages, as ways to open a loop. */
    public static List<Named<Supplier<EventLoop>>> opened() {
        return all().stream()
                .map(engine -> Named.<Supplier<EventLoop>>of(engine.name(), () -> open(engine)))
                .toList();
    }

    static EventLoop open(TaskEngine engine) {
        return EventLoop.open("loop-on-" + engine.name(), engine);
    }

    /** Runs a body as a task, with a bound. */
    public static <T extends @Nullable Object> T run(EventLoop loop, Callable<? extends T> body) {
        Coroutine<T> coroutine = Coroutine.of(body);
        return Loops.run(loop, loop.createTask(coroutine));
    }
}
