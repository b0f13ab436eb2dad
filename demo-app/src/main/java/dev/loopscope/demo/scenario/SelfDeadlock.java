// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.LoopFuture;
import java.time.Duration;

/**
 * Shows {@code self-deadlock}: a callback waits for a future that its own loop completes, later, when the callback has ended.
 * The loop refuses such a wait, which otherwise would hang it for good. A task awaits, and the loop goes on meanwhile.
 */
public final class SelfDeadlock implements Scenario {
    private static final Duration A_MOMENT = Duration.ofMillis(20);

    @Override
    public String name() {
        return "self-deadlock";
    }

    @Override
    public String summary() {
        return "a callback waits for a future of its own loop";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("a callback asks for a price and joins the future", loop -> {
            LoopFuture<Integer> price = fetch(loop);
            loop.callSoon(() -> Expect.equal(true, isRefused(price)));
            Expect.equal(3, Stage.run(loop, price));
        });

        stage.right("a task awaits it", loop -> {
            LoopFuture<Integer> price = fetch(loop);
            Expect.equal(3, Stage.run(loop, Coroutine.of(price::await)));
        });
    }

    private static boolean isRefused(LoopFuture<Integer> price) {
        try {
            return price.toCompletableFuture().join() != 3;
        } catch (IllegalStateException wouldNeverEnd) {
            return true;
        }
    }

    /** Stands for a question to some service. */
    private static LoopFuture<Integer> fetch(EventLoop loop) {
        LoopFuture<Integer> price = loop.createFuture();
        loop.callLater(A_MOMENT, () -> price.setResult(3));
        return price;
    }
}
