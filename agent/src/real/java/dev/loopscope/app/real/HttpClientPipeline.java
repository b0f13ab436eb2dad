// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The JDK's client, told to run everything on the thread that selects for it: kept connections, pages that are not there, a
 * server that goes away in the middle of an answer, one that takes too long.
 *
 * <p>Argument: what is planted, {@code none} or {@code dns} (in what is done with a body).
 */
public final class HttpClientPipeline {
    private static final int REQUESTS = 300;

    private final String plant;
    private final Tally tally = new Tally();

    private HttpClientPipeline(String plant) {
        this.plant = plant;
    }

    public static void main(String[] arguments) throws Exception {
        Security.setProperty("networkaddress.cache.ttl", "0");
        new HttpClientPipeline(arguments[0]).run();
    }

    private void run() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService workers = Executors.newFixedThreadPool(4);
        server.setExecutor(workers);
        server.createContext("/", HttpClientPipeline::answer);
        server.start();
        String base = "http://127.0.0.1:" + server.getAddress().getPort();
        HttpClient client = HttpClient.newBuilder()
                .executor(Runnable::run)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        List<CompletableFuture<?>> batch = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            batch.add(ask(client, base, i));
            if (batch.size() == 4) {
                for (CompletableFuture<?> asked : batch) {
                    asked.get(30, TimeUnit.SECONDS);
                }
                batch.clear();
            }
        }
        server.stop(0);
        workers.shutdownNow();
        tally.print("status 200", "status 404", "broken off", "timed out");
        // Its thread has no other way to end on 17.
        System.exit(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/hello" -> send(exchange, 200, "hello");
                case "/named" -> send(exchange, 200, "named");
                // Promises more than it sends.
                case "/broken" -> {
                    exchange.sendResponseHeaders(200, 1_000);
                    exchange.getResponseBody().write(1);
                    exchange.getResponseBody().flush();
                }
                case "/slow" -> {
                    TimeUnit.MILLISECONDS.sleep(500);
                    send(exchange, 200, "late");
                }
                default -> send(exchange, 404, "nothing here");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private CompletableFuture<?> ask(HttpClient client, String base, int number) {
        String path = switch (number % 50) {
            case 3, 13 -> "/named";
            case 7 -> "/broken";
            case 9 -> "/nowhere";
            case 11 -> "/slow";
            default -> "/hello";
        };
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(path.equals("/slow") ? Duration.ofMillis(50) : Duration.ofSeconds(30))
                .build();
        return client.sendAsync(request, this::receive).handle((response, failure) -> {
            if (failure == null) {
                tally.add("status " + response.statusCode());
            } else {
                tally.add(path.equals("/slow") ? "timed out" : "broken off");
            }
            return null;
        });
    }

    /** On the thread that selects, as its executor is a direct one; what follows the future of an answer is not. */
    private HttpResponse.BodySubscriber<String> receive(HttpResponse.ResponseInfo answer) {
        HttpResponse.BodySubscriber<String> text = HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
        return answer.statusCode() == 200 ? HttpResponse.BodySubscribers.mapping(text, this::withName) : text;
    }

    private String withName(String text) {
        if (plant.equals("dns") && text.equals("named")) {
            try {
                return text + InetAddress.getByName("localhost");
            } catch (UnknownHostException e) {
                throw new UncheckedIOException(e);
            }
        }
        return text;
    }
}
