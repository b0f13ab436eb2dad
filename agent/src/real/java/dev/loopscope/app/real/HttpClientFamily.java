// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The JDK's HTTP client, which runs what is done with answers on the thread that selects, and a second one that does not. */
final class HttpClientFamily implements Family {
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final HttpClient direct = HttpClient.newBuilder()
            .executor(Runnable::run)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    HttpClientFamily() throws IOException {
        server.setExecutor(workers);
        server.createContext("/", HttpClientFamily::answer);
        server.start();
    }

    /** Late enough that whoever asked has gone away: else it might read the answer itself. */
    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Thread.sleep(20);
            exchange.sendResponseHeaders(200, -1);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** What an answer's head is shown to. */
    private record Reader(Runnable work) implements HttpResponse.BodyHandler<Void> {
        @Override
        public HttpResponse.BodySubscriber<Void> apply(HttpResponse.ResponseInfo head) {
            work.run();
            return HttpResponse.BodySubscribers.discarding();
        }
    }

    private HttpRequest request() {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"))
                .build();
    }

    @Override
    public void onReady(Runnable work) {
        direct.sendAsync(request(), new Reader(work));
    }

    /** It has no tasks. */
    @Override
    public void onTask(Runnable work) {
        onReady(work);
    }

    /** On threads of its executor an application may block; and a request that waits for its answer does. */
    @Override
    public void otherwise() throws Exception {
        HttpClient pooled = HttpClient.newHttpClient();
        pooled.sendAsync(request(), new Reader(LoopHandlers::nap)).get();
        pooled.send(request(), new Reader(LoopHandlers::nap));
    }

    @Override
    public void end() {
        server.stop(0);
        workers.shutdownNow();
    }
}
