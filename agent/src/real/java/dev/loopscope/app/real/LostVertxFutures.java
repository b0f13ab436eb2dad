// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import static dev.loopscope.app.real.LossCases.failure;

import dev.loopscope.app.real.library.ClosedPool;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Failures of Vert.x's futures, of either line, that nobody hears of, and others that somebody does. */
public final class LostVertxFutures {
    private final Vertx vertx = Vertx.vertx();

    private LostVertxFutures() {}

    public static void main(String[] arguments) throws Exception {
        LossCases cases = new LossCases();
        LostVertxFutures futures = new LostVertxFutures();
        futures.lose(cases);
        futures.loseDerived(cases);
        futures.hear(cases);
        futures.hearDerived(cases);
        CountDownLatch closed = new CountDownLatch(1);
        futures.vertx.close().onComplete(end -> closed.countDown());
        closed.await();
        cases.end();
    }

    private static Future<String> failed(String name) {
        Promise<String> promise = Promise.promise();
        promise.fail(failure(name));
        return promise.future();
    }

    /** On a loop, and not before it is over. */
    private void onLoop(Runnable code) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        vertx.runOnContext(none -> {
            code.run();
            vertx.runOnContext(next -> done.countDown());
        });
        done.await();
    }

    private void lose(LossCases cases) throws Exception {
        cases.lost("promise", LostVertxFutures::failed);
        cases.lost("failedFuture", this::failedFuture);
        cases.lost("futureOfHandler", this::futureOfHandler);
        cases.lost("executeBlocking", this::executeBlocking);
        cases.lost("onlySuccess", this::onlySuccess);
        cases.lost("verticle", this::verticle);
        cases.lost("onLoop", this::onLoop);
    }

    private void failedFuture(String name) {
        Future.failedFuture(failure(name));
    }

    private void futureOfHandler(String name) {
        Future.future(promise -> promise.fail(failure(name)));
    }

    private void executeBlocking(String name) throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        vertx.executeBlocking(() -> {
            ran.countDown();
            throw failure(name);
        });
        ran.await();
    }

    private void onlySuccess(String name) {
        failed(name).onSuccess(result -> {});
    }

    /** Named by its class, since the two lines do not take the same kinds of objects. */
    public static final class Failing extends AbstractVerticle {
        @Override
        public void start() {
            throw failure(config().getString("name"));
        }
    }

    private Future<String> deployed(String name) {
        return vertx.deployVerticle(
                Failing.class, new DeploymentOptions().setConfig(new JsonObject().put("name", name)));
    }

    private void verticle(String name) {
        deployed(name);
    }

    private void onLoop(String name) throws InterruptedException {
        onLoop(() -> failed(name));
    }

    private void loseDerived(LossCases cases) throws Exception {
        cases.lost("mapped", this::mapped);
        cases.lost("mapperThrows", this::mapperThrows);
        cases.lost("composed", this::composed);
        cases.lost("chain", this::chain);
        cases.lost("all", this::all);
        cases.lost("handledThenThrown", this::handledThenThrown);
        cases.lost("readAndPassedOn", this::readAndPassedOn);
        cases.lost("eventually", this::eventually);
    }

    private void mapped(String name) {
        failed(name).map(String::length);
    }

    private void mapperThrows(String name) {
        Future.succeededFuture("x").map(x -> {
            throw failure(name);
        });
    }

    private void composed(String name) {
        Future.succeededFuture("x").compose(x -> failed(name));
    }

    /** One failure of four futures. */
    private void chain(String name) {
        Promise<String> first = Promise.promise();
        first.future()
                .map(String::length)
                .compose(x -> Future.succeededFuture())
                .mapEmpty();
        first.fail(failure(name));
    }

    private void all(String name) {
        Future.all(Future.succeededFuture(), failed(name));
    }

    private void handledThenThrown(String name) {
        failed("seen").recover(cause -> {
            throw failure(name);
        });
    }

    private void readAndPassedOn(String name) {
        Promise<String> last = Promise.promise();
        last.fail(failed(name).cause());
    }

    private void eventually(String name) {
        failed(name).eventually(() -> Future.succeededFuture());
    }

    private void hear(LossCases cases) {
        cases.handled("onFailure", name -> failed(name).onFailure(cause -> {}));
        cases.handled("onComplete", name -> failed(name).onComplete(result -> {}));
        cases.handled("onCompleteBoth", name -> failed(name).onComplete(result -> {}, cause -> {}));
        cases.handled("onCompleteBefore", name -> {
            Promise<String> promise = Promise.promise();
            promise.future().onComplete(result -> {});
            promise.fail(failure(name));
        });
        cases.handled("cause", name -> failed(name).cause());
        cases.handled("failed", name -> failed(name).failed());
        cases.handled("succeeded", name -> failed(name).succeeded());
        cases.handled(
                "failedFutureOnFailure",
                name -> Future.failedFuture(failure(name)).onFailure(cause -> {}));
        cases.handled(
                "failedFutureOnComplete",
                name -> Future.failedFuture(failure(name)).onComplete(result -> {}));
        cases.handled(
                "failedFutureFailed", name -> Future.failedFuture(failure(name)).failed());
        cases.handled("executeBlockingHeard", name -> {
            CountDownLatch heard = new CountDownLatch(1);
            vertx.executeBlocking(() -> {
                        throw failure(name);
                    })
                    .onFailure(cause -> heard.countDown());
            heard.await();
        });
        cases.handled("verticleHeard", name -> {
            CountDownLatch heard = new CountDownLatch(1);
            deployed(name).onComplete(result -> heard.countDown());
            heard.await();
        });
        cases.handled("constantOfALibrary", name -> ClosedPool.isClosed(Future.succeededFuture()));
        cases.handled("tooLate", name -> {
            Promise<String> promise = Promise.promise();
            promise.complete("x");
            promise.tryFail(failure(name));
        });
    }

    private void hearDerived(LossCases cases) {
        cases.handled("recover", name -> failed(name).recover(cause -> Future.succeededFuture("y")));
        cases.handled("otherwise", name -> failed(name).otherwise(cause -> "y"));
        cases.handled("otherwiseValue", name -> failed(name).otherwise("y"));
        cases.handled("otherwiseEmpty", name -> failed(name).otherwiseEmpty());
        cases.handled(
                "failedFutureOtherwise",
                name -> Future.failedFuture(failure(name)).otherwise("y"));
        cases.handled(
                "failedFutureRecover",
                name -> Future.failedFuture(failure(name)).recover(cause -> Future.succeededFuture("y")));
        cases.handled("transform", name -> failed(name).transform(result -> Future.succeededFuture("y")));
        cases.handled("andThen", name -> failed(name).andThen(result -> {}));
        cases.handled(
                "mappedThenHeard", name -> failed(name).map(String::length).onFailure(cause -> {}));
        cases.handled(
                "composedThenHeard",
                name -> Future.succeededFuture("x").compose(x -> failed(name)).onComplete(result -> {}));
        cases.handled(
                "allHeard",
                name -> Future.all(Future.succeededFuture(), failed(name)).onFailure(cause -> {}));
        cases.handled("heardThenMapped", name -> {
            Future<String> future = failed(name);
            future.onFailure(cause -> {});
            future.map(String::length);
        });
        cases.handled(
                "asStage",
                name -> failed(name).toCompletionStage().toCompletableFuture().get(1, TimeUnit.SECONDS));
        cases.handled(
                "ofStage",
                name -> Future.fromCompletionStage(CompletableFuture.failedFuture(failure(name)))
                        .onFailure(cause -> {}));
        cases.handled(
                "onLoopHeard",
                name -> onLoop(() -> failed(name).map(String::length).onFailure(cause -> {})));
    }
}
