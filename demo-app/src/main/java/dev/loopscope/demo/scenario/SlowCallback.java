// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.LoopFuture;

/**
 * Shows {@code loop-stalled} and the {@code slow-callback} that closes it: a callback blocks nothing, it only computes, but
 * for so long that all others wait. On a thread of the loop's executor, or cut into many small callbacks, the same work is in
 * nobody's way.
 */
public final class SlowCallback implements Scenario {
    /** Half a second of work, more or less; far above the limit of 100 ms on any machine. */
    private static final int LIMIT = 3_000_000;

    private static final int PRIMES_BELOW_LIMIT = 216_816;

    @Override
    public String name() {
        return "slow-callback";
    }

    @Override
    public String summary() {
        return "a callback computes for too long";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("a callback counts all primes below three million", loop -> {
            LoopFuture<Integer> count = loop.createFuture();
            loop.callSoon(() -> count.setResult(countPrimes(0, LIMIT)));
            Expect.equal(PRIMES_BELOW_LIMIT, Stage.run(loop, count));
        });

        stage.right("a thread of the loop's executor does, and the loop gets the result", loop -> {
            LoopFuture<Integer> count = loop.runInExecutor(() -> countPrimes(0, LIMIT));
            Expect.equal(PRIMES_BELOW_LIMIT, Stage.run(loop, count));
        });
    }

    private static int countPrimes(int from, int to) {
        int count = 0;
        for (int number = Math.max(2, from); number < to; number++) {
            int divisor = 2;
            while (divisor * divisor <= number && number % divisor != 0) {
                divisor++;
            }
            count += divisor * divisor > number ? 1 : 0;
        }
        return count;
    }
}
