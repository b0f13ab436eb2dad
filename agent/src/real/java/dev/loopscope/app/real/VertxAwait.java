// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for a future where Vert.x refuses that: in an event loop, and in a worker, where it does no loop any harm. */
public final class VertxAwait {
    private VertxAwait() {}

    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx();
        Promise<String> promise = Promise.promise();
        CountDownLatch refused = new CountDownLatch(1);
        vertx.getOrCreateContext().runOnContext(none -> {
            awaits(promise);
            refused.countDown();
        });
        refused.await();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Callable<String> inWorker = () -> {
            begun.countDown();
            awaitsInWorker(promise);
            over.countDown();
            return "";
        };
        vertx.executeBlocking(inWorker);
        begun.await();
        TimeUnit.MILLISECONDS.sleep(20); // Whether it waits then or is refused, it is no loop's business.
        promise.complete("late");
        over.await();
        CountDownLatch closed = new CountDownLatch(1);
        vertx.close().onComplete(done -> closed.countDown());
        closed.await();
        System.out.println("end");
    }

    private static void awaits(Promise<String> promise) {
        try {
            promise.future().await();
        } catch (IllegalStateException e) {
            System.out.println("refused");
        }
    }

    private static void awaitsInWorker(Promise<String> promise) {
        try {
            promise.future().await();
        } catch (IllegalStateException refused) {
            return;
        }
    }
}
