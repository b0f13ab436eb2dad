// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.loopscope.app.Helper;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Requests by the JDK's two clients, and what else a URL may lead to. */
final class HttpProbes implements Closeable {
    /** More than fits into what a client reads ahead. */
    private static final byte[] LARGE = new byte[1 << 18];

    private static final String GET = "java.net.URLConnection.getInputStream";

    private final ExecutorService threads = Executors.newCachedThreadPool(HttpProbes::daemon);
    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final Path file = Files.createTempFile("url", ".txt");
    private final Path archive = Files.createTempFile("url", ".jar");
    private final URL fileUrl = file.toUri().toURL();
    private final URL entryUrl = new URL("jar:" + archive.toUri() + "!/entry");
    private final List<HttpURLConnection> kept = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpURLConnection answered;
    private final HttpURLConnection body;
    private final HttpURLConnection chunks;
    private final HttpURLConnection upload;

    HttpProbes() throws IOException, InterruptedException {
        Files.writeString(file, "hello");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("entry"));
            zip.write(1);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, LARGE.length));
        server.createContext("/late", exchange -> {
            Helper.pause(2 * Helper.NANOS);
            answer(exchange, LARGE.length);
        });
        server.createContext("/chunks", exchange -> answer(exchange, 0));
        server.start();
        answered = open("/");
        answered.getResponseCode();
        body = open("/");
        body.getResponseCode();
        chunks = open("/chunks");
        chunks.getResponseCode();
        upload = open("/");
        upload.setDoOutput(true);
        upload.setChunkedStreamingMode(16);
        upload.getOutputStream();
        client.send(request("/"), HttpResponse.BodyHandlers.discarding());
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "server");
        thread.setDaemon(true);
        return thread;
    }

    private static void answer(HttpExchange exchange, long length) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(200, length);
        exchange.getResponseBody().write(LARGE);
        exchange.close();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private HttpURLConnection open(String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri(path).toURL().openConnection();
        kept.add(connection);
        return connection;
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(uri(path)).build();
    }

    @Silent
    void build() {
        HttpClient.newBuilder();
        request("/").method();
    }

    /** By reflection: 17 does not have it. */
    @Blocks(value = "java.net.http.HttpClient.awaitTermination", millis = Blocks.LONG, since = 21)
    void awaitTermination() throws ReflectiveOperationException {
        HttpClient.class.getMethod("awaitTermination", Duration.class).invoke(client, Duration.ofNanos(Helper.NANOS));
    }

    @Blocks(value = "java.net.http.HttpClient.send", millis = Blocks.LONG)
    void clientSend() throws Exception {
        client.send(request("/late"), HttpResponse.BodyHandlers.discarding());
    }

    @Silent
    void clientSendAsync() {
        CompletableFuture<?> unread = client.sendAsync(request("/late"), HttpResponse.BodyHandlers.discarding());
        unread.isDone();
    }

    @Blocks(value = "java.util.concurrent.CompletableFuture.join", millis = Blocks.LONG)
    void clientSendAsyncJoined() {
        client.sendAsync(request("/late"), HttpResponse.BodyHandlers.discarding())
                .join();
    }

    @Blocks("java.net.URLConnection.connect")
    void connect() throws IOException {
        open("/").connect();
    }

    @Blocks("java.net.URLConnection.getContentLength")
    void contentLength() throws IOException {
        open("/").getContentLength();
    }

    @Blocks("java.net.URL.openStream")
    void fileOpen() throws IOException {
        fileUrl.openStream().close();
    }

    @Blocks(GET)
    void get() throws IOException {
        open("/").getInputStream();
    }

    @Silent
    void getAgain() throws IOException {
        answered.getInputStream();
        answered.getResponseCode();
        answered.getHeaderField("Date");
    }

    @Blocks(value = GET, millis = Blocks.LONG)
    void getLate() throws IOException {
        open("/late").getInputStream();
    }

    /** Nothing listens where it goes. */
    @Blocks(GET)
    void getRefused() throws IOException {
        URLConnection connection = new URL("http://127.0.0.1:1/").openConnection();
        connection.getInputStream();
    }

    @Blocks("java.net.HttpURLConnection.getHeaderField")
    void header() throws IOException {
        open("/").getHeaderField("Date");
    }

    @Blocks("java.net.URL.openStream")
    void jarOpen() throws IOException {
        InputStream entry = entryUrl.openStream();
        entry.available();
    }

    @Silent
    void newConnection() throws IOException {
        HttpURLConnection connection = open("/");
        connection.setRequestMethod("PUT");
        connection.disconnect();
    }

    @Blocks("java.net.URL.openStream")
    void openStream() throws IOException {
        InputStream ignored = uri("/").toURL().openStream();
    }

    @Blocks("java.net.URLConnection.getOutputStream")
    void put() throws IOException {
        HttpURLConnection connection = open("/");
        connection.setDoOutput(true);
        connection.getOutputStream();
    }

    @Blocks("java.io.InputStream.readAllBytes")
    void readBody() throws IOException {
        body.getInputStream().readAllBytes();
    }

    @Blocks("java.io.InputStream.readAllBytes")
    void readChunks() throws IOException {
        chunks.getInputStream().readAllBytes();
    }

    @Blocks("java.net.HttpURLConnection.getResponseCode")
    void responseCode() throws IOException {
        open("/").getResponseCode();
    }

    @Blocks("java.io.FilterOutputStream.write")
    void writeChunk() throws IOException {
        upload.getOutputStream().write(LARGE, 0, 64);
    }

    @Override
    public void close() throws IOException {
        server.stop(0);
        threads.shutdownNow();
        Files.delete(file);
        Files.delete(archive);
    }
}
