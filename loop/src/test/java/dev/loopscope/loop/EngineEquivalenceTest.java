// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random programs leave the same trail on every engine, and again on the same one: who runs when is the loop's to say. */
class EngineEquivalenceTest {
    /** Fixed, so that a failure can be had again. */
    private static final int FIRST_SEED = 20_260;

    @Test
    void aHundredRandomProgramsRunAlikeOnEveryEngine() {
        assertAlike(100);
    }

    @Test
    @Tag("deep")
    void thousandsOfRandomProgramsRunAlikeOnEveryEngine() {
        assertAlike(5_000);
    }

    private static void assertAlike(int programs) {
        int longest = 0;
        for (int seed = FIRST_SEED; seed < FIRST_SEED + programs; seed++) {
            List<String> expected = null;
            for (TaskEngine engine : TaskEngines.available()) {
                List<String> trail = new Program(engine, seed).run();
                if (expected == null) {
                    expected = trail;
                    longest = Math.max(longest, trail.size());
                    // The same engine again: nothing but the seed decides.
                    assertThat(new Program(engine, seed).run())
                            .as("seed %d twice on %s", seed, engine.name())
                            .isEqualTo(trail);
                } else {
                    assertThat(trail).as("seed %d on %s", seed, engine.name()).isEqualTo(expected);
                }
            }
        }
        assertThat(longest).isGreaterThan(100);
    }

    /** Tasks and callbacks that do what the seed says, and write down what they see. */
    private static final class Program {
        private static final int STEPS = 12;
        private static final int MAX_TASKS = 40;

        private final EventLoop loop;
        private final Random random;
        private final List<String> trail = new ArrayList<>();
        private final List<Task<?>> tasks = new ArrayList<>();
        private final List<LoopFuture<Integer>> futures = new ArrayList<>();
        private final AsyncLock lock = new AsyncLock();
        private final AsyncQueue<Integer> queue = AsyncQueue.fifo(3);
        private final AsyncSemaphore semaphore = AsyncSemaphore.of(2);

        Program(TaskEngine engine, int seed) {
            loop = Engines.open(engine);
            random = new Random(seed);
        }

        List<String> run() {
            try (loop) {
                for (int i = 0; i < 4; i++) {
                    futures.add(loop.createFuture());
                }
                Engines.run(loop, () -> {
                    for (int i = 0; i < 5; i++) {
                        start(false);
                    }
                    for (int i = 0; i < 60; i++) {
                        Async.sleep(Duration.ZERO).await();
                    }
                    // Whatever still waits; some of them go on all the same.
                    while (!tasks.stream().allMatch(LoopFuture::isDone)) {
                        List.copyOf(tasks).forEach(LoopFuture::cancel);
                        Async.sleep(Duration.ZERO).await();
                    }
                    return null;
                });
                for (Task<?> task : tasks) {
                    trail.add(task.getName() + " " + task.state());
                }
            }
            return trail;
        }

        private void start(boolean eagerly) {
            if (tasks.size() == MAX_TASKS) {
                return;
            }
            String name = "t" + tasks.size();
            Coroutine<Integer> body = Coroutine.of(() -> act(name));
            // Its place is taken before it may run.
            int place = tasks.size();
            Task<Integer> task = eagerly ? loop.createEagerTask(body, name) : loop.createTask(body, name);
            tasks.add(Math.min(place, tasks.size()), task);
        }

        private int act(String name) {
            for (int step = 0; step < STEPS; step++) {
                trail.add(name + " " + step);
                try {
                    act(name, random.nextInt(14));
                } catch (CancelledError cancelled) {
                    trail.add(name + " cancelled");
                    if (random.nextBoolean()) {
                        throw cancelled;
                    }
                    Task.current().uncancel();
                } catch (IllegalStateException refused) {
                    trail.add(name + " refused");
                }
            }
            return STEPS;
        }

        private void act(String name, int what) {
            switch (what) {
                case 0, 1, 2 -> Async.sleep(Duration.ZERO).await();
                case 3 -> trail.add(name + " got " + future().await());
                case 4 -> settle(name);
                case 5 -> loop.callSoon(() -> trail.add("callback of " + name));
                case 6 -> start(false);
                case 7 -> start(true);
                case 8 -> {
                    if (!tasks.isEmpty()) {
                        tasks.get(random.nextInt(tasks.size())).cancel();
                    }
                }
                case 9 -> lock.run(() -> Async.sleep(Duration.ZERO).await());
                case 10 -> queue.put(random.nextInt(100)).await();
                case 11 -> trail.add(name + " took " + queue.get().await());
                case 12 -> semaphore.run(() -> trail.add(name + " admitted"));
                default -> loop.callSoon(() -> loop.callSoon(() -> settle("callback of " + name)));
            }
        }

        private LoopFuture<Integer> future() {
            return futures.get(random.nextInt(futures.size()));
        }

        private void settle(String by) {
            int place = random.nextInt(futures.size());
            LoopFuture<Integer> future = futures.get(place);
            if (!future.isDone()) {
                trail.add(by + " settles " + place);
                future.setResult(place);
            }
            futures.set(place, loop.createFuture());
        }
    }
}
