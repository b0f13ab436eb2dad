// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import java.time.Duration;

/**
 * Shows {@code blocking-call}: a callback that sleeps puts everything to sleep that lives on the loop. A loop waits by doing
 * something else meanwhile.
 */
public final class BlockingSleep implements Scenario {
    private static final Duration BACKOFF = Duration.ofMillis(20);

    @Override
    public String name() {
        return "blocking-sleep";
    }

    @Override
    public String summary() {
        return "a callback calls Thread.sleep";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("a callback waits before it tries again, with Thread.sleep", loop -> {
            loop.callSoon(BlockingSleep::sleepAndRetry);
            loop.callSoon(loop::stop);
            loop.runForever();
        });

        stage.right("it asks the loop to call it later, and the loop is free until then", loop -> {
            loop.callLater(BACKOFF, loop::stop);
            loop.runForever();
        });
    }

    private static void sleepAndRetry() {
        try {
            Thread.sleep(BACKOFF.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
