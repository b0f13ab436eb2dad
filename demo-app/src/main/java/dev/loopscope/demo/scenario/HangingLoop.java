// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.LoopFuture;
import java.util.concurrent.CountDownLatch;

/**
 * Shows {@code loop-stalled}, which speaks while the loop still hangs, and the {@code blocking-call} that closes it: a
 * callback waits for an answer that another callback of the same loop is to give, and cannot, since it never has its turn.
 * The timeout is all that saves it.
 */
public final class HangingLoop implements Scenario {
    private static final long TIMEOUT = 3; // Seconds.

    @Override
    public String name() {
        return "hanging-loop";
    }

    @Override
    public String summary() {
        return "a callback waits for another one, and hangs the loop for 3 s";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("a callback waits up to 3 s for an answer which only the next callback can give", loop -> {
            CountDownLatch answered = new CountDownLatch(1);
            loop.callSoon(() -> waitFor(answered));
            loop.callSoon(answered::countDown);
            loop.callSoon(loop::stop);
            loop.runForever();
        });

        stage.right("it asks to be called back with the answer", loop -> {
            LoopFuture<String> answer = loop.createFuture();
            answer.addDoneCallback(done -> Expect.equal("42", done.result()));
            loop.callSoon(() -> answer.setResult("42"));
            Stage.run(loop, answer);
        });
    }

    private static void waitFor(CountDownLatch answered) {
        try {
            Expect.equal(false, answered.await(TIMEOUT, SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
