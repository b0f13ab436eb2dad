// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.LoopFuture;
import java.time.Duration;

/**
 * Shows that {@code slow-callback} says when the time went into a class that was used for the first time: its static
 * initialiser runs in whichever callback needs it first. Used once before, by a thread that may take its time, it costs the
 * loop nothing. What a loop loads in its first five seconds is never reported.
 */
public final class SlowClassLoading implements Scenario {
    private static final Duration UNTIL_LOADING_COUNTS = Duration.ofMillis(5_500);

    @Override
    public String name() {
        return "slow-class-loading";
    }

    @Override
    public String summary() {
        return "a callback is the first to need a class";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("a callback needs a table that its class computes when it loads", loop -> {
            LoopFuture<Integer> rate = loop.createFuture();
            loop.callLater(UNTIL_LOADING_COUNTS, () -> rate.setResult(Rates.COUNT));
            Expect.equal(Rates.EXPECTED, Stage.run(loop, rate));
        });

        stage.right("a thread of the loop's executor has it loaded before", loop -> {
            Stage.run(loop, loop.runInExecutor(SlowClassLoading::load));
            LoopFuture<Integer> rate = loop.createFuture();
            loop.callSoon(() -> rate.setResult(MoreRates.COUNT));
            Expect.equal(Rates.EXPECTED, Stage.run(loop, rate));
        });
    }

    private static Class<?> load() throws ClassNotFoundException {
        return Class.forName(MoreRates.class.getName());
    }

    /** Stands for a class that reads and prepares much when it is initialised. */
    private static final class Rates {
        static final int EXPECTED = 216_816;
        static final int COUNT = countPrimes();
    }

    private static final class MoreRates {
        static final int COUNT = countPrimes();
    }

    /** All below three million; half a second of work, more or less. */
    private static int countPrimes() {
        int count = 0;
        for (int number = 2; number < 3_000_000; number++) {
            int divisor = 2;
            while (divisor * divisor <= number && number % divisor != 0) {
                divisor++;
            }
            count += divisor * divisor > number ? 1 : 0;
        }
        return count;
    }
}
