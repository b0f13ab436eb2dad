// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A verticle that serves HTTP, and Vert.x's own client: kept connections, pages that are not there, a handler that throws,
 * work that blocks where it may, a periodic timer and peers that reset.
 *
 * <p>Argument: what is planted, {@code none}, {@code file} (in the handler of requests) or {@code latch} (in the timer's).
 */
public final class VertxServer extends VerticleBase {
    private static final int REQUESTS = 300;
    private static final int TICKS = 20;
    private static final int PATIENCE_SECONDS = 30;

    private final String plant;
    private final RandomAccessFile prices;
    private final Tally tally;
    private HttpServer server;
    private int ticks;

    private VertxServer(String plant, RandomAccessFile prices, Tally tally) {
        this.plant = plant;
        this.prices = prices;
        this.tally = tally;
    }

    public static void main(String[] arguments) throws Exception {
        Path file = Files.createTempFile("prices", ".bin");
        Files.write(file, new byte[REQUESTS]);
        Tally tally = new Tally();
        Vertx vertx = Vertx.vertx();
        try (RandomAccessFile prices = new RandomAccessFile(file.toFile(), "r")) {
            VertxServer verticle = new VertxServer(arguments[0], prices, tally);
            await(vertx.deployVerticle(verticle));
            int port = verticle.server.actualPort();
            HttpClient client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(4));
            for (int i = 0; i < REQUESTS; i++) {
                ask(client, port, i, tally);
            }
            RudeClient.resets(port, "GET /hello HTTP/1.1\r\nHost: x\r\n", 10);
            RudeClient.resets(port, "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n", 10);
            tally.await("answered", REQUESTS);
            tally.await("ticks", TICKS);
            await(client.close());
            await(vertx.close());
        } finally {
            Files.delete(file);
        }
        tally.print("status 200", "status 404", "status 500", "answered");
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(5, id -> tick());
        return vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .onSuccess(listening -> server = listening);
    }

    private void tick() {
        tally.add("ticks");
        ticks++;
        if (ticks == TICKS / 2 && plant.equals("latch")) {
            try {
                new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/hello" -> request.response().end("hello");
            case "/price" -> request.response().end("price " + price());
            case "/report" ->
                vertx.executeBlocking(VertxServer::report)
                        .onSuccess(report -> request.response().end(report));
            case "/fault" -> {
                // Vert.x itself answers nothing when a handler throws.
                request.response().setStatusCode(500).end();
                throw new IllegalArgumentException("what the client sent");
            }
            default -> request.response().setStatusCode(404).end();
        }
    }

    private int price() {
        if (!plant.equals("file")) {
            return 0;
        }
        try {
            return prices.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On a worker's thread, where this is right. */
    private static String report() throws InterruptedException {
        Thread.sleep(2);
        return "report";
    }

    private static void ask(HttpClient client, int port, int number, Tally tally) {
        String path = switch (number % 10) {
            case 3 -> "/price";
            case 5 -> "/report";
            case 7 -> "/fault";
            case 9 -> "/nowhere";
            default -> "/hello";
        };
        client.request(HttpMethod.GET, port, "127.0.0.1", path)
                .compose(HttpClientRequest::send)
                .compose(response -> read(response, tally))
                .onComplete(done -> tally.add(done.succeeded() ? "answered" : "lost: " + done.cause()));
    }

    private static Future<?> read(HttpClientResponse response, Tally tally) {
        tally.add("status " + response.statusCode());
        return response.body();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
