// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;

/**
 * What a program counted, printed at its end: with the agent and without it, the same. Any thread.
 *
 * <p>Nothing here blocks, so that counting on a loop is nobody's mistake.
 */
final class Tally {
    private static final long PATIENCE_SECONDS = 60;

    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

    void add(String what) {
        add(what, 1);
    }

    void add(String what, int times) {
        counts.computeIfAbsent(what, key -> new LongAdder()).add(times);
    }

    private boolean has(String what, LongPredicate enough) {
        LongAdder count = counts.get(what);
        return enough.test(count == null ? 0 : count.sum());
    }

    /** Waits until so many have been counted. Any thread but a loop's. */
    void await(String what, long times) throws InterruptedException {
        await(what, () -> has(what, count -> count >= times));
    }

    /** Waits until something is so. Any thread but a loop's. */
    void await(String what, BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new IllegalStateException("waited in vain for " + what);
            }
            Thread.sleep(1);
        }
    }

    /** Prints what was counted, but for what depends on time alone. */
    void print(String... names) {
        for (String name : names) {
            LongAdder count = counts.get(name);
            System.out.println(name + " " + (count == null ? 0 : count.sum()));
        }
        System.out.println("end");
    }
}
