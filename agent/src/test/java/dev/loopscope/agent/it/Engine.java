// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import java.util.Locale;
import java.util.stream.Stream;

/** How the bundled loop runs a task's code: each engine the running JDK offers. */
enum Engine {
    LOOP(21),
    VIRTUAL(21),
    PLATFORM(17);

    private final int since;

    Engine(int since) {
        this.since = since;
    }

    boolean isAvailable() {
        return Runtime.version().feature() >= since;
    }

    static Stream<Engine> available() {
        return Stream.of(values()).filter(Engine::isAvailable);
    }

    /** A program whose tasks run on it. */
    Child on(Child child) {
        child.jvm("-Ddev.loopscope.loop.engine=" + name().toLowerCase(Locale.ROOT));
        return this == LOOP ? child.jvm("--add-opens", "java.base/java.lang=ALL-UNNAMED") : child;
    }
}
