// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.ListeningExecutorService;
import com.google.common.util.concurrent.MoreExecutors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.Deferred;
import kotlinx.coroutines.GlobalScope;
import kotlinx.coroutines.future.FutureKt;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Guava, Reactor and Kotlin's coroutines at work on a service that fails every third time, with all that their users do about
 * it: retries, fallbacks, time limits. Nothing fails that is not looked after.
 */
// A scope of one's own changes nothing about failures.
@SuppressWarnings("deprecation")
public final class HandledFutures {
    private static final int ROUNDS = 300;

    /** Kept, since nobody else keeps a logger. */
    private static final Logger CACHE_LOG = Logger.getLogger("com.google.common.cache.LocalCache");

    private final ListeningExecutorService pool = MoreExecutors.listeningDecorator(Executors.newFixedThreadPool(2));
    private final Tally tally = new Tally();

    private HandledFutures() {}

    public static void main(String[] arguments) throws Exception {
        HandledFutures futures = new HandledFutures();
        futures.withGuava();
        futures.withReactor();
        futures.withCoroutines();
        futures.pool.shutdown();
        // Whatever was lost is found by now or at the end.
        for (int i = 0; i < 3; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(100);
        }
        futures.tally.print("guava", "reactor", "coroutines");
        System.exit(0);
    }

    private static String price(int id) {
        if (id % 3 == 0) {
            throw new IllegalArgumentException("no price for " + id);
        }
        return "price " + id;
    }

    private ListenableFuture<String> retried(int id, int attempts) {
        return Futures.catchingAsync(
                pool.submit(() -> price(id)),
                IllegalArgumentException.class,
                failure -> attempts == 0 ? Futures.immediateFailedFuture(failure) : retried(id + 1, attempts - 1),
                MoreExecutors.directExecutor());
    }

    private void withGuava() throws Exception {
        List<ListenableFuture<Integer>> lengths = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            int id = i;
            ListenableFuture<String> price = i % 2 == 0
                    ? retried(id, 1)
                    : Futures.catching(pool.submit(() -> price(id)), RuntimeException.class, failure -> "none", pool);
            lengths.add(Futures.transform(price, String::length, pool));
        }
        tally.add("guava", Futures.allAsList(lengths).get().size());
        ListenableFuture<String> failing = retried(0, 0);
        ListenableFuture<List<Object>> both = Futures.successfulAsList(failing, Futures.immediateFuture("x"));
        tally.add("guava", both.get().size());
        try {
            Futures.transform(failing, String::length, pool).get();
        } catch (ExecutionException expected) {
            tally.add("guava", 1);
        }
        tally.add("guava", Futures.inCompletionOrder(List.of(failing)).size());
        refreshed();
    }

    /** Prices of which the old ones stay when new ones cannot be had: the cache logs why. */
    private void refreshed() {
        CACHE_LOG.setLevel(Level.OFF);
        boolean[] isDown = {false};
        LoadingCache<Integer, String> prices = CacheBuilder.newBuilder()
                .build(CacheLoader.asyncReloading(CacheLoader.from(id -> price(isDown[0] ? 0 : id)), pool));
        prices.getUnchecked(1);
        isDown[0] = true;
        for (int i = 0; i < ROUNDS; i++) {
            prices.refresh(1);
        }
        tally.add("guava", prices.getUnchecked(1).length());
    }

    private void withReactor() throws Exception {
        tally.add(
                "reactor",
                Flux.range(0, ROUNDS)
                        .flatMap(id -> Mono.fromCallable(() -> price(id))
                                .subscribeOn(Schedulers.parallel())
                                .retry(1)
                                .onErrorResume(IllegalArgumentException.class, failure -> Mono.just("none")))
                        .collectList()
                        .block()
                        .size());
        for (int i = 0; i < ROUNDS; i++) {
            int id = i;
            tally.add(
                    "reactor",
                    Mono.fromCallable(() -> price(id))
                                    .toFuture()
                                    .exceptionally(failure -> "none")
                                    .get()
                                    .isEmpty()
                            ? 0
                            : 1);
            tally.add(
                    "reactor",
                    Mono.fromFuture(() -> CompletableFuture.supplyAsync(() -> price(id)))
                                    .onErrorReturn("none")
                                    .block()
                                    .isEmpty()
                            ? 0
                            : 1);
        }
        tally.add(
                "reactor",
                Mono.never()
                        .timeout(Duration.ofMillis(1))
                        .onErrorResume(TimeoutException.class, failure -> Mono.just("late"))
                        .block()
                        .toString()
                        .length());
    }

    private void withCoroutines() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            int id = i;
            CompletableFuture<String> price = FutureKt.future(
                    GlobalScope.INSTANCE,
                    EmptyCoroutineContext.INSTANCE,
                    CoroutineStart.DEFAULT,
                    (scope, continuation) -> price(id));
            tally.add("coroutines", price.handle((result, failure) -> 1).get());
            Deferred<String> deferred = FutureKt.asDeferred(CompletableFuture.supplyAsync(() -> price(id)));
            tally.add(
                    "coroutines",
                    FutureKt.asCompletableFuture(deferred)
                            .handle((result, failure) -> 1)
                            .get());
        }
    }
}
