// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;

/**
 * Handlers and tasks on the loops of one library: many that are right, then a handler that sleeps, then a task that computes
 * for long.
 *
 * <p>Argument: the class of the {@link Family}.
 */
public final class LoopHandlers {
    private static final int TIMES = 100;
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(900);
    private static final long SEEN_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private LoopHandlers() {}

    public static void main(String[] arguments) throws Exception {
        Tally tally = new Tally();
        Family family = (Family) Class.forName(LoopHandlers.class.getPackageName() + "." + arguments[0])
                .getDeclaredConstructor()
                .newInstance();
        for (int i = 0; i < TIMES; i++) {
            family.onReady(() -> tally.add("ready"));
            family.onTask(() -> tally.add("tasks"));
        }
        tally.await("ready", TIMES);
        tally.await("tasks", TIMES);
        long seenNanos = System.nanoTime();
        family.otherwise();
        family.onReady(() -> {
            nap();
            tally.add("slept");
        });
        tally.await("slept", 1);
        family.onTask(() -> {
            tally.add(compute() == 0 ? "nothing" : "computed");
        });
        tally.await("computed", 1);
        // The agent's word on loops comes a second after the first.
        TimeUnit.NANOSECONDS.sleep(SEEN_NANOS - (System.nanoTime() - seenNanos));
        family.end();
        tally.print("ready", "tasks", "slept");
        System.exit(0);
    }

    static void nap() {
        try {
            Thread.sleep(30);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Uses the processor for long, however long a crowded machine takes to give it; the result is never 0, which the compiler
     * does not know.
     */
    private static long compute() {
        long end = CPU.getCurrentThreadCpuTime() + LONG_NANOS;
        long value = 1;
        while (CPU.getCurrentThreadCpuTime() < end) {
            for (int i = 0; i < 1_000; i++) {
                value = value * 31 + 1 | 1;
            }
        }
        return value;
    }
}
