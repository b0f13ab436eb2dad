// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The engines this JVM offers, best first; the choice is made once, with the first task. */
final class TaskEngines {
    /** Names an engine to use instead of the best one: {@code loop}, {@code virtual} or {@code platform}. */
    static final String PROPERTY = "dev.loopscope.loop.engine";

    private static final List<TaskEngine> AVAILABLE = find();
    private static final TaskEngine CHOSEN = choose(System.getProperty(PROPERTY));

    private TaskEngines() {}

    static List<TaskEngine> available() {
        return AVAILABLE;
    }

    static TaskEngine chosen() {
        return CHOSEN;
    }

    private static List<TaskEngine> find() {
        List<TaskEngine> found = new ArrayList<>();
        addTo(found, LoopEngine.open());
        addTo(found, BatonEngine.virtual());
        addTo(found, BatonEngine.platform());
        LockWatch.start();
        return List.copyOf(found);
    }

    private static void addTo(List<TaskEngine> found, @Nullable TaskEngine engine) {
        if (engine != null) {
            found.add(engine);
        }
    }

    private static TaskEngine choose(@Nullable String wanted) {
        TaskEngine chosen = AVAILABLE.stream()
                .filter(engine -> wanted == null || Objects.equals(engine.name(), wanted))
                .findFirst()
                .orElse(AVAILABLE.get(0));
        Log.debug("Tasks run on " + chosen.description() + " (" + PROPERTY + "=" + chosen.name() + ")", null);
        if (wanted != null && !chosen.name().equals(wanted)) {
            Log.warn(PROPERTY + "=" + wanted + " is not to be had in this JVM, tasks run on " + chosen.description()
                    + "; available: "
                    + String.join(", ", AVAILABLE.stream().map(TaskEngine::name).toList()));
        }
        return chosen;
    }
}
