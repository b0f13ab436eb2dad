// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.Async;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.LoopFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Shows that tasks end in the order of their waiting, not of their making: nine pieces of work with random delays, as plain
 * calls and as tasks. The random numbers are the same in every run.
 */
public final class RandomDelays implements Scenario {
    private static final int PIECES = 9;
    private static final int SEED = 42;

    @Override
    public String name() {
        return "random-delays";
    }

    @Override
    public String summary() {
        return "nine tasks end in another order than they began";
    }

    @Override
    public void show(Stage stage) throws Exception {
        List<Duration> delays = delays();

        stage.right("as calls, on a thread that runs no loop: each waits for the one before", loop -> {
            for (int piece = 1; piece <= PIECES; piece++) {
                Thread.sleep(delays.get(piece - 1).toMillis());
                stage.tell("piece " + piece + " done");
            }
        });

        stage.right("as tasks: the shortest first", loop -> Stage.run(loop, together(delays, stage)));
    }

    private static Coroutine<@Nullable Void> together(List<Duration> delays, Stage stage) {
        return Coroutine.ofVoid(() -> {
            long start = EventLoop.current().nanoTime();
            List<Coroutine<@Nullable Void>> pieces = new ArrayList<>();
            for (int piece = 1; piece <= PIECES; piece++) {
                pieces.add(piece(piece, start + delays.get(piece - 1).toNanos(), stage));
            }
            Async.gather(pieces).await();
        });
    }

    private static Coroutine<@Nullable Void> piece(int number, long end, Stage stage) {
        return Coroutine.ofVoid(() -> {
            sleepUntil(end).await();
            stage.tell("piece " + number + " done");
        });
    }

    /** From one start for all, so that their order depends on nothing but the delays: Async.sleep counts from its await. */
    private static Coroutine<@Nullable Void> sleepUntil(long end) {
        return Coroutine.ofVoid(() -> {
            LoopFuture<@Nullable Void> over = EventLoop.current().createFuture();
            EventLoop.current().callAt(end, () -> over.setResult(null));
            over.await();
        });
    }

    private static List<Duration> delays() {
        Random random = new Random(SEED);
        List<Duration> delays = new ArrayList<>();
        for (int i = 0; i < PIECES; i++) {
            delays.add(Duration.ofMillis(random.nextInt(50)));
        }
        return delays;
    }
}
