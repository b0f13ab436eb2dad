// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import dev.loopscope.app.DelayingProvider;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Handlers and tasks on the loops of one library: many that are right, then a handler that sleeps, a task that computes for
 * long, many short ones at once, a poll that is late, and a wait that is refused.
 *
 * <p>Argument: the class of the {@link Family}.
 */
public final class LoopHandlers {
    private static final int TIMES = 100;
    private static final long LONG_MILLIS = 900;
    private static final int AT_ONCE = 60;
    private static final long SHORT_MILLIS = 20;
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(2_500);
    private static final long SEEN_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Pattern POLLS = Pattern.compile("sun\\.nio\\.ch\\.|io\\.netty\\.channel\\.");
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
            tally.add(compute(LONG_MILLIS) == 0 ? "nothing" : "computed");
        });
        tally.await("computed", 1);
        // The next callbacks are of another iteration than the long one.
        tally.await("loops that poll", () -> everyThreadPolls(family.polling()));
        if (family.atOnce(() -> tally.add(compute(SHORT_MILLIS) == 0 ? "nothing" : "short"), AT_ONCE)) {
            tally.await("short", AT_ONCE);
        }
        if (family.polling() != null) {
            // Nothing is left of the iteration before: what is late next can only be the poll, or what follows it at
            // once.
            tally.await("loops that poll", () -> everyThreadPolls(family.polling()));
            DelayingProvider.delay(LATE_NANOS, family.polling());
            family.onTask(() -> tally.add("late"));
            tally.await("late", 1);
        }
        Callable<?> wait = family.refusedWait();
        if (wait != null) {
            family.onTask(() -> refuse(wait, tally));
            tally.await("refused", 1);
        }
        // The agent's word on loops comes a second after the first.
        TimeUnit.NANOSECONDS.sleep(SEEN_NANOS - (System.nanoTime() - seenNanos));
        family.end();
        tally.print("ready", "tasks", "slept");
        System.exit(0);
    }

    /** Whether all threads with that in their names are in the system's call that polls; or none does, when that is null. */
    private static boolean everyThreadPolls(String threadName) {
        if (threadName == null) {
            return true;
        }
        for (Map.Entry<Thread, StackTraceElement[]> thread :
                Thread.getAllStackTraces().entrySet()) {
            StackTraceElement[] stack = thread.getValue();
            if (thread.getKey().getName().contains(threadName)
                    && stack.length > 0
                    && !(stack[0].isNativeMethod()
                            && POLLS.matcher(stack[0].getClassName()).lookingAt())) {
                return false;
            }
        }
        return true;
    }

    private static void refuse(Callable<?> wait, Tally tally) {
        try {
            wait.call();
        } catch (Exception | Error refusal) {
            tally.add("refused");
        }
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
    private static long compute(long millis) {
        long end = CPU.getCurrentThreadCpuTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long value = 1;
        while (CPU.getCurrentThreadCpuTime() < end) {
            for (int i = 0; i < 1_000; i++) {
                value = value * 31 + 1 | 1;
            }
        }
        return value;
    }
}
