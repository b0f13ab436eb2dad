// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpResources;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.ConnectionProvider;

/**
 * Reactor Netty's server and its client: kept connections, pages that are not there, a handler that fails, delays on
 * Reactor's own threads, work that blocks where it may and peers that reset.
 *
 * <p>Argument: what is planted, {@code none}, {@code join} (in the handler of requests) or {@code parallel} (a sleep on a
 * thread of {@code Schedulers.parallel()}).
 */
public final class ReactorServer {
    private static final int REQUESTS = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String plant;
    private final Tally tally = new Tally();

    private ReactorServer(String plant) {
        this.plant = plant;
    }

    public static void main(String[] arguments) {
        new ReactorServer(arguments[0]).run();
    }

    private void run() {
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.get("/hello", (request, response) -> response.sendString(Mono.just("hello")))
                        .get("/price", this::price)
                        .get("/later", this::later)
                        .get("/report", this::report)
                        .get("/fault", this::fault))
                .bindNow(PATIENCE);
        ConnectionProvider connections = ConnectionProvider.builder("clients")
                .maxConnections(4)
                .pendingAcquireMaxCount(REQUESTS)
                .build();
        HttpClient client = HttpClient.create(connections).host("127.0.0.1").port(server.port());
        Flux.range(0, REQUESTS).flatMap(number -> ask(client, number), 16).blockLast(PATIENCE);
        resets(server.port());
        connections.disposeLater().block(PATIENCE);
        server.disposeNow(PATIENCE);
        // The loops, which are everybody's, and so outlive what used them.
        HttpResources.disposeLoopsAndConnectionsLater(Duration.ZERO, PATIENCE).block(PATIENCE);
        Schedulers.shutdownNow();
        tally.print("status 200", "status 404", "status 500", "answered");
    }

    private Publisher<Void> price(HttpServerRequest request, HttpServerResponse response) {
        int price = 0;
        if (plant.equals("join")) {
            CompletableFuture<Integer> asked = CompletableFuture.supplyAsync(
                    () -> 42, CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
            price = asked.join();
        }
        return response.sendString(Mono.just("price " + price));
    }

    /** Goes on on a thread of {@code Schedulers.parallel()}. */
    private Publisher<Void> later(HttpServerRequest request, HttpServerResponse response) {
        return response.sendString(Mono.delay(Duration.ofMillis(2)).map(this::afterDelay));
    }

    private String afterDelay(long tick) {
        if (plant.equals("parallel")) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return "later";
    }

    /** Blocks where Reactor wants it. */
    private Publisher<Void> report(HttpServerRequest request, HttpServerResponse response) {
        return response.sendString(
                Mono.fromCallable(ReactorServer::makeReport).subscribeOn(Schedulers.boundedElastic()));
    }

    private static String makeReport() throws InterruptedException {
        Thread.sleep(2);
        return "report";
    }

    private Publisher<Void> fault(HttpServerRequest request, HttpServerResponse response) {
        return Mono.error(new IllegalArgumentException("what the client sent"));
    }

    private Mono<String> ask(HttpClient client, int number) {
        String path = switch (number % 10) {
            case 1 -> "/later";
            case 3 -> "/price";
            case 5 -> "/report";
            case 7 -> "/fault";
            case 9 -> "/nowhere";
            default -> "/hello";
        };
        return client.get()
                .uri(path)
                .responseSingle((response, body) -> {
                    HttpResponseStatus status = response.status();
                    tally.add("status " + status.code());
                    return body.asString().defaultIfEmpty("");
                })
                .doOnNext(text -> tally.add("answered"));
    }

    private static void resets(int port) {
        try {
            RudeClient.resets(port, "GET /hello HTTP/1.1\r\nHost: x\r\n", 10);
            RudeClient.resets(port, "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n", 10);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
