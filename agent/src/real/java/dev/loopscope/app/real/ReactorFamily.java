// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import java.time.Duration;
import java.util.concurrent.Callable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Reactor's schedulers: handlers on {@code parallel}, tasks on {@code single}. */
final class ReactorFamily implements Family {
    ReactorFamily() {}

    @Override
    public void onReady(Runnable work) {
        Mono.delay(Duration.ofMillis(1)).subscribe(tick -> work.run());
    }

    @Override
    public void onTask(Runnable work) {
        Schedulers.single().schedule(work);
    }

    @Override
    public Callable<?> refusedWait() {
        return ReactorFamily::awaitOwn;
    }

    private static Object awaitOwn() {
        return Mono.never().block();
    }

    /** Where Reactor wants what blocks. */
    @Override
    public void otherwise() {
        Mono.fromRunnable(LoopHandlers::nap)
                .subscribeOn(Schedulers.boundedElastic())
                .block();
        Mono.just("tick")
                .publishOn(Schedulers.boundedElastic())
                .doOnNext(tick -> LoopHandlers.nap())
                .block();
    }

    @Override
    public void end() {
        Schedulers.shutdownNow();
    }
}
