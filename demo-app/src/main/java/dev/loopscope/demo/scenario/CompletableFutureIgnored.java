// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Shows {@code exception-never-retrieved} for the JDK's futures: the supplier throws on its own thread, and the exception
 * stays in a future that nobody keeps. Join it, or add a stage that is given the exception.
 */
public final class CompletableFutureIgnored implements Scenario {
    @Override
    public String name() {
        return "completable-future-ignored";
    }

    @Override
    public String summary() {
        return "a CompletableFuture fails and nobody looks";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("supplyAsync throws, and its future is forgotten", loop -> {
            Garbage.collect(new WeakReference<>(fetchRate()));
        });

        stage.right("a stage that runs on the loop takes the rate, or the exception", loop -> {
            CompletableFuture<String> shown = fetchRate()
                    .handleAsync(
                            (rate, problem) -> {
                                loop.stop();
                                return problem instanceof CompletionException ? "no rate" : "rate " + rate;
                            },
                            loop);
            loop.runForever();
            Expect.equal("no rate", shown.join());
        });
    }

    private static CompletableFuture<Integer> fetchRate() {
        return CompletableFuture.supplyAsync(CompletableFutureIgnored::askTheBank);
    }

    private static int askTheBank() {
        throw new IllegalStateException("no rate for EUR");
    }
}
