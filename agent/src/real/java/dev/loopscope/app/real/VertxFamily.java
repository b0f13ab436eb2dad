// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Vert.x: a server that does some work for each byte it gets, and a context that is given more. */
final class VertxFamily implements Family {
    private static final int PATIENCE_SECONDS = 30;

    private final Queue<Runnable> works = new ConcurrentLinkedQueue<>();
    private final Vertx vertx = Vertx.vertx(
            // It has a watchdog of its own, which is not the matter here.
            new VertxOptions().setMaxEventLoopExecuteTimeUnit(TimeUnit.SECONDS).setMaxEventLoopExecuteTime(100));
    private final Context context = vertx.getOrCreateContext();
    /** Both are closed when they are collected. */
    private final NetServer server;

    private final NetClient clients = vertx.createNetClient();
    private final NetSocket client;

    VertxFamily() throws Exception {
        server = await(vertx.createNetServer()
                .connectHandler(socket -> socket.handler(new Reader()))
                .listen(0, "127.0.0.1"));
        client = await(clients.connect(server.actualPort(), "127.0.0.1"));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** What an application hands to Vert.x. */
    private final class Reader implements Handler<Buffer> {
        @Override
        public void handle(Buffer bytes) {
            for (int i = 0; i < bytes.length(); i++) {
                works.remove().run();
            }
        }
    }

    /** Does the same work, in a class of its own. */
    private record Told(Runnable work) implements Handler<Void> {
        @Override
        public void handle(Void ignored) {
            work.run();
        }
    }

    @Override
    public void onReady(Runnable work) {
        works.add(work);
        client.write("x");
    }

    @Override
    public void onTask(Runnable work) {
        context.runOnContext(ignored -> work.run());
    }

    @Override
    public boolean atOnce(Runnable work, int times) {
        onTask(() -> {
            for (int i = 0; i < times; i++) {
                if (i % 2 == 0) {
                    onTask(work);
                } else {
                    context.runOnContext(new Told(work));
                }
            }
        });
        return true;
    }

    @Override
    public String polling() {
        return "vert.x-eventloop-";
    }

    @Override
    public Callable<?> refusedWait() {
        return VertxFamily::awaitOwn;
    }

    private static Object awaitOwn() {
        return Promise.promise().future().await();
    }

    /** Where Vert.x wants what blocks. */
    @Override
    public void otherwise() throws Exception {
        await(vertx.executeBlocking(() -> {
            LoopHandlers.nap();
            return "done";
        }));
    }

    @Override
    public void end() throws Exception {
        await(vertx.close());
    }
}
