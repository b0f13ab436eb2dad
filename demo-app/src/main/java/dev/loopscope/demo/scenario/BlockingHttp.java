// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.Coroutine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * Shows {@code blocking-call}: the JDK's HTTP client works without blocking anybody, unless it is told to wait. {@code
 * sendAsync} returns what a task can await.
 */
public final class BlockingHttp implements Scenario {
    private static final Duration DELAY = Duration.ofMillis(20);

    @Override
    public String name() {
        return "blocking-http";
    }

    @Override
    public String summary() {
        return "a callback sends an HTTP request and waits for the answer";
    }

    @Override
    public void show(Stage stage) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        try (HttpService service = new HttpService(DELAY, "{\"price\": 3}")) {
            Service prices = service.as("prices", "price");
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://" + prices.host() + ":" + prices.port() + "/price"))
                    .build();
            // The first request loads some hundred classes, which is another story.
            send(client, request);
            stage.wrong("a callback asks a service, with HttpClient.send", loop -> {
                loop.callSoon(() -> send(client, request));
                loop.callSoon(loop::stop);
                loop.runForever();
            });

            stage.right("a task awaits the answer of HttpClient.sendAsync", loop -> {
                HttpResponse<String> response = Stage.run(
                        loop,
                        Coroutine.of(() -> loop.wrapFuture(client.sendAsync(request, BodyHandlers.ofString()))
                                .await()));
                Expect.equal(200, response.statusCode());
            });
        }
    }

    private static void send(HttpClient client, HttpRequest request) {
        try {
            Expect.equal(200, client.send(request, BodyHandlers.ofString()).statusCode());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
