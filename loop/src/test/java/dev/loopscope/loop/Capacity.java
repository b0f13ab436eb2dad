// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that makes very many of one thing, says what each of them costs while they are there, and ends cleanly.
 *
 * <p>Arguments: what, and how many. The engine is chosen by the property, as users do.
 */
final class Capacity {
    private static final Duration LONG = Duration.ofHours(1);

    private Capacity() {}

    public static void main(String[] arguments) {
        int number = Integer.parseInt(arguments[1]);
        switch (arguments[0]) {
            case "suspendedTasks" -> {
                // Frames that are not compiled yet are larger.
                EventLoop.run(Coroutine.ofVoid(() -> suspendTasks(number / 2)));
                EventLoop.run(Coroutine.ofVoid(() -> suspendTasks(number)));
            }
            case "pendingFutures" -> pendingFutures(number);
            case "cancelledTimers" -> cancelTimers(number);
            case "chainedAwaits" -> EventLoop.run(Coroutine.ofVoid(() -> awaitChain(number)));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("end");
    }

    /** Each waits for one future, three calls deep; they are all there at once, and all are resumed. */
    private static void suspendTasks(int number) {
        EventLoop loop = EventLoop.current();
        LoopFuture<Integer> gate = loop.createFuture();
        int[] suspended = new int[1];
        int[] resumed = new int[1];
        long before = usedBytes();
        List<Task<?>> tasks = new ArrayList<>(number);
        for (int i = 0; i < number; i++) {
            tasks.add(loop.createTask(Coroutine.ofVoid(() -> {
                suspended[0]++;
                int value = outer(gate);
                resumed[0] +=
                        value; // Not in one expression with the await: that would add to what was there before it.
            })));
            if (i % 1_000 == 0) {
                Async.sleep(Duration.ZERO).await();
            }
        }
        while (suspended[0] < number) {
            Async.sleep(Duration.ZERO).await();
        }
        report("bytes each", (usedBytes() - before) / number);
        gate.setResult(1);
        for (Task<?> task : tasks) {
            task.await();
        }
        report("resumed", resumed[0]);
        report("left", loop.allTasks().size() - 1);
    }

    private static int outer(LoopFuture<Integer> gate) {
        return inner(gate) + 0;
    }

    private static int inner(LoopFuture<Integer> gate) {
        return gate.await();
    }

    private static void pendingFutures(int number) {
        try (EventLoop loop = EventLoop.open()) {
            long before = usedBytes();
            LoopFuture<?>[] futures = new LoopFuture<?>[number];
            int[] done = new int[1];
            for (int i = 0; i < number; i++) {
                futures[i] = loop.createFuture();
            }
            report("bytes each", (usedBytes() - before) / number);
            for (LoopFuture<?> future : futures) {
                future.addDoneCallback(settled -> done[0]++);
            }
            for (LoopFuture<?> future : futures) {
                future.cancel();
            }
            loop.callSoon(loop::stop);
            loop.runForever();
            report("done", done[0]);
        }
    }

    /** None of them leaves anything behind. */
    private static void cancelTimers(int number) {
        try (EventLoop loop = EventLoop.open()) {
            for (int i = 0; i < number / 10; i++) {
                loop.callLater(LONG, () -> {}).cancel();
            }
            long before = usedBytes();
            for (int i = 0; i < number; i++) {
                loop.callLater(LONG, () -> {}).cancel();
            }
            report("bytes in all", usedBytes() - before);
            report("waiting", loop.timers.size());
        }
    }

    /** Awaiting what is done does not give the loop back, does not nest, and keeps nothing. */
    private static void awaitChain(int number) {
        EventLoop loop = EventLoop.current();
        long sum = 0;
        LoopFuture<Integer> next = loop.createFuture();
        next.setResult(1);
        for (int i = 0; i < number; i++) {
            int value = next.await();
            sum += value;
            next = loop.createFuture();
            next.setResult(value);
        }
        report("sum", sum);
    }

    private static void report(String what, long value) {
        System.out.println(what + ": " + value);
    }

    @SuppressWarnings("System.gc") // what lives is what is measured
    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
