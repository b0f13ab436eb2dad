// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.LoopFuture;

/**
 * Shows {@code slow-iteration}: no callback takes long, but so many are ready at once that all others wait until the last of
 * them is done. When each schedules the next, the loop looks at its timers and channels in between.
 */
public final class SlowIteration implements Scenario {
    private static final int PIECES = 250;
    /** One or two milliseconds of work; all pieces are far above the limit of 100 ms on any machine, and each far below. */
    private static final int SIZE = 60_000;

    @Override
    public String name() {
        return "slow-iteration";
    }

    @Override
    public String summary() {
        return "many short callbacks are ready at once";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("250 pieces of work are scheduled in one go", loop -> {
            LoopFuture<Integer> last = loop.createFuture();
            for (int i = 1; i < PIECES; i++) {
                loop.callSoon(SlowIteration::countPrimes);
            }
            loop.callSoon(() -> last.setResult(countPrimes()));
            Expect.equal(6_057, Stage.run(loop, last));
        });

        stage.right("each piece schedules the next when it is done", loop -> {
            LoopFuture<Integer> last = loop.createFuture();
            loop.callSoon(() -> countOneAfterTheOther(loop, PIECES, last));
            Expect.equal(6_057, Stage.run(loop, last));
        });
    }

    private static void countOneAfterTheOther(EventLoop loop, int left, LoopFuture<Integer> last) {
        int count = countPrimes();
        if (left > 1) {
            loop.callSoon(() -> countOneAfterTheOther(loop, left - 1, last));
        } else {
            last.setResult(count);
        }
    }

    private static int countPrimes() {
        int count = 0;
        for (int number = 2; number < SIZE; number++) {
            int divisor = 2;
            while (divisor * divisor <= number && number % divisor != 0) {
                divisor++;
            }
            count += divisor * divisor > number ? 1 : 0;
        }
        return count;
    }
}
