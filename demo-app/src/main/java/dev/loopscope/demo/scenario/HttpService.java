// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers every request with the same JSON, after a delay. Has threads of its own, so that the loop a scenario is about does
 * not serve itself. Closing it ends what is being answered.
 */
final class HttpService implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(60);
    /** Requests answered at the same time; more wait. */
    private static final int THREADS = 8;

    private final Duration delay;
    private final byte[] response;
    private final ServerSocket listening;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1, work -> {
        Thread thread = new Thread(work, "http-service");
        thread.setDaemon(true);
        return thread;
    });

    HttpService(Duration delay, String json) throws IOException {
        this.delay = delay;
        this.response = ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + json.length()
                        + "\r\nConnection: close\r\n\r\n" + json)
                .getBytes(UTF_8);
        this.listening = new ServerSocket(0, THREADS, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** As clients know it. */
    Service as(String name, String key) {
        return new Service(name, listening.getInetAddress().getHostAddress(), listening.getLocalPort(), key);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                clients.add(client);
                threads.execute(() -> answer(client));
            } catch (IOException e) {
                return; // Closed.
            }
        }
    }

    private void answer(Socket client) {
        try (client) {
            client.setSoTimeout((int) BOUND.toMillis());
            BufferedReader request = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
            for (String line = request.readLine(); line != null && !line.isEmpty(); ) {
                line = request.readLine();
            }
            if (!closed.await(delay.toNanos(), NANOSECONDS)) {
                client.getOutputStream().write(response);
            }
        } catch (IOException | InterruptedException e) {
            // The client has left, or this service is being closed.
        } finally {
            clients.remove(client);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        closed.countDown();
        for (Socket client : clients) {
            client.close();
        }
        threads.shutdown();
        try {
            if (!threads.awaitTermination(BOUND.toNanos(), NANOSECONDS)) {
                throw new IllegalStateException("the service still answers, " + BOUND + " after it was closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
