// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.LoopFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Shows that {@code slow-callback} says how long a callback was not let run: more threads compute than there are processors,
 * and the loop waits for its turn like all others. With one thread less than processors there is always one for the loop.
 */
public final class CrowdedMachine implements Scenario {
    /** A quarter of a second of work, more or less; far above the limit of 100 ms on any machine. */
    private static final int LIMIT = 2_000_000;

    private static final int PRIMES_BELOW_LIMIT = 148_933;
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    @Override
    public String name() {
        return "crowded-machine";
    }

    @Override
    public String summary() {
        return "a callback computes, and waits for a processor most of the time";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("a callback counts primes, beside three times as many threads as processors", loop -> {
            LoopFuture<Integer> count = loop.createFuture();
            loop.callSoon(() -> count.setResult(countPrimes()));
            Expect.equal(PRIMES_BELOW_LIMIT, beside(3 * PROCESSORS, () -> Stage.run(loop, count)));
        });

        stage.right("a thread does, beside one less than there are, and the loop is free to run", loop -> {
            LoopFuture<Integer> count = loop.runInExecutor(CrowdedMachine::countPrimes);
            Expect.equal(PRIMES_BELOW_LIMIT, beside(PROCESSORS - 1, () -> Stage.run(loop, count)));
        });
    }

    private interface Work {
        Integer run();
    }

    /** Does the work while so many others want a processor each. */
    private static Integer beside(int others, Work work) throws InterruptedException {
        AtomicBoolean isOver = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < others; i++) {
            Thread thread = new Thread(() -> spinUntil(isOver), "other-" + i);
            threads.add(thread);
            thread.start();
        }
        try {
            return work.run();
        } finally {
            isOver.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static void spinUntil(AtomicBoolean isOver) {
        while (!isOver.get()) {
            Thread.onSpinWait();
        }
    }

    private static int countPrimes() {
        int count = 0;
        for (int number = 2; number < LIMIT; number++) {
            int divisor = 2;
            while (divisor * divisor <= number && number % divisor != 0) {
                divisor++;
            }
            count += divisor * divisor > number ? 1 : 0;
        }
        return count;
    }
}
