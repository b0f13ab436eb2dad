// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.Coroutine;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Shows {@code blocking-call}: {@code join} makes the thread that calls it wait, and the thread that calls it is the loop's. A
 * task awaits the same future, and the loop goes on meanwhile.
 */
public final class BlockingFuture implements Scenario {
    private static final Executor LATER = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

    @Override
    public String name() {
        return "blocking-future";
    }

    @Override
    public String summary() {
        return "a callback joins a CompletableFuture";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("a callback starts a computation elsewhere and waits for its result, with join", loop -> {
            loop.callSoon(BlockingFuture::joinPrice);
            loop.callSoon(loop::stop);
            loop.runForever();
        });

        stage.right("a task awaits it", loop -> {
            int price =
                    Stage.run(loop, Coroutine.of(() -> loop.wrapFuture(price()).await()));
            Expect.equal(3, price);
        });
    }

    private static void joinPrice() {
        Expect.equal(3, price().join());
    }

    private static CompletableFuture<Integer> price() {
        return CompletableFuture.supplyAsync(() -> 3, LATER);
    }
}
