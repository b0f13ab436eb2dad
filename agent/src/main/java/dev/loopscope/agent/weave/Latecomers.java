// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Weaves again what loaded too early: a class that lends its methods to a subclass nobody had seen yet, and whatever loaded
 * while the transformer itself was at work on that thread, where the JVM does not call it a second time. Reporter's thread,
 * every few milliseconds; nearly always there is nothing to do.
 */
final class Latecomers implements Runnable {
    /** Listing all classes takes a millisecond or several. */
    private static final long PAUSE_NANOS = 50_000_000L;
    /** A class that has not loaded after that many looks failed to. */
    private static final int LOOKS = 20;

    private final Weaver weaver;
    private final Instrumentation instrumentation;
    private long lookedAt;
    private int looksLeft;

    Latecomers(Weaver weaver, Instrumentation instrumentation) {
        this.weaver = weaver;
        this.instrumentation = instrumentation;
        this.lookedAt = System.nanoTime();
    }

    @Override
    public void run() {
        if (weaver.takeNews()) {
            looksLeft = LOOKS;
        }
        if (looksLeft == 0 || System.nanoTime() - lookedAt < PAUSE_NANOS) {
            return;
        }
        lookedAt = System.nanoTime();
        Set<String> waiting = weaver.waiting();
        Set<String> wanted = new HashSet<>(weaver.unseen());
        for (String name : waiting) {
            wanted.add(name.replace('/', '.'));
        }
        List<Class<?>> late = new ArrayList<>(4);
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (wanted.contains(type.getName()) && instrumentation.isModifiableClass(type)) {
                late.add(type);
            }
        }
        weaver.retransform(instrumentation, late);
        looksLeft = waiting.isEmpty() ? 0 : looksLeft - 1;
        if (looksLeft == 0) {
            waiting.clear();
        }
    }
}
