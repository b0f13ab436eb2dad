// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import io.undertow.Undertow;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/**
 * Jetty and Undertow, whose threads select and are no loops that anybody must keep free, with handlers that block on them.
 *
 * <p>Argument: how many requests in all.
 */
public final class BlockingServers {
    private static final int CLIENTS = 8;
    private static final int PATIENCE_SECONDS = 600;
    private static final long SEEN_NANOS = TimeUnit.SECONDS.toNanos(4);

    private BlockingServers() {}

    public static void main(String[] arguments) throws Exception {
        long startNanos = System.nanoTime();
        int requests = Integer.parseInt(arguments[0]);
        Tally tally = new Tally();
        Server jetty = new Server();
        ServerConnector connector = new ServerConnector(jetty);
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        jetty.setHandler(new Sleeper());
        jetty.start();
        Undertow undertow = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(exchange -> {
                    sleep();
                    exchange.getResponseSender().send("hello");
                })
                .build();
        undertow.start();
        InetSocketAddress address =
                (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        for (int i = 0; i < requests; i++) {
            int port = i % 2 == 0 ? connector.getLocalPort() : address.getPort();
            clients.execute(() -> ask(port, tally));
        }
        clients.shutdown();
        clients.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        // The agent's word on threads that select comes a while after the first.
        TimeUnit.NANOSECONDS.sleep(SEEN_NANOS - (System.nanoTime() - startNanos));
        undertow.stop();
        jetty.stop();
        tally.print("hello");
    }

    private static final class Sleeper extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            sleep();
            response.write(true, ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)), callback);
            return true;
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void ask(int port, Tally tally) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + "/").toURL().openConnection();
            try (InputStream in = connection.getInputStream()) {
                tally.add(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            tally.add(e.toString());
        }
    }
}
