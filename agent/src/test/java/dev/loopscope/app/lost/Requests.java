// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.lost;

import static dev.loopscope.app.lost.Failing.DAEMONS;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The JDK's HTTP client, which is made of futures: what goes wrong inside it is its own business. */
final class Requests {
    private static final Duration SOON = Duration.ofMillis(50);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Requests() {}

    @Handled
    static void answered() throws Exception {
        try (Server server = new Server("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")) {
            CLIENT.send(server.request().build(), BodyHandlers.ofString());
            sent(server.request().build()).join();
        }
    }

    @Handled
    static void hungUpOn() throws Exception {
        try (Server server = new Server("")) {
            sent(server.request().build()).handle((x, e) -> "y").join();
            CLIENT.send(server.request().build(), BodyHandlers.ofString());
        }
    }

    @Handled
    static void answeredWithNonsense() throws Exception {
        try (Server server = new Server("nonsense\r\n\r\n")) {
            sent(server.request().build())
                    .thenApply(HttpResponse::body)
                    .exceptionally(e -> "y")
                    .join();
        }
    }

    @Handled
    static void answeredShort() throws Exception {
        try (Server server = new Server("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx")) {
            sent(server.request().build()).exceptionally(e -> null).join();
        }
    }

    @Handled
    static void timedOut() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            sent(request(silent.getLocalPort()).timeout(SOON).build())
                    .exceptionally(e -> null)
                    .join();
        }
    }

    @Handled
    static void refused() throws Exception {
        sent(request(closedPort()).build()).exceptionally(e -> null).join();
        CLIENT.send(request(closedPort()).build(), BodyHandlers.ofString());
    }

    @Handled
    static void givenUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            sent(request(silent.getLocalPort()).build()).cancel(true);
        }
    }

    private static CompletableFuture<HttpResponse<String>> sent(HttpRequest request) {
        return CLIENT.sendAsync(request, BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(int port) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"));
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Gives every connection the same answer, and hangs up. */
    private static final class Server implements AutoCloseable {
        private final ServerSocket socket;
        private final byte[] answer;

        Server(String answer) throws IOException {
            socket = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
            this.answer = answer.getBytes(StandardCharsets.US_ASCII);
            DAEMONS.newThread(this::serve).start();
        }

        HttpRequest.Builder request() {
            return Requests.request(socket.getLocalPort());
        }

        private void serve() {
            while (!socket.isClosed()) {
                try (Socket connection = socket.accept()) {
                    InputStream in = connection.getInputStream();
                    in.read(new byte[8192]);
                    connection.getOutputStream().write(answer);
                } catch (IOException e) {
                    // The other side, or the socket, is gone.
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
