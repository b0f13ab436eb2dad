// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server of HTTP with a thread for each connection, and so without any selector. It answers nothing, and that late enough
 * that whoever asked has gone away: else it might read the answer itself.
 */
final class SlowAnswers implements AutoCloseable {
    private static final long SLOW_MILLIS = 20;
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Requests that are answered when all have come. */
    private record Together(CountDownLatch missing, CountDownLatch unanswered) {}

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());

    private volatile Together together;

    SlowAnswers() throws IOException {
        threads.execute(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
    }

    /** The next so many requests are answered when the last of them has come; what comes after them at once. */
    void answerTogether(int requests) {
        together = new Together(new CountDownLatch(requests), new CountDownLatch(requests));
    }

    /** Returns when they are answered, without waiting in any way that would be an operation. */
    void spinUntilAnswered() {
        Together expected = together;
        while (expected != null && expected.unanswered.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            // The program has ended.
        }
    }

    private void serve(Socket client) {
        try (client;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.isEmpty()) {
                    Thread.sleep(SLOW_MILLIS);
                    answer(client);
                }
            }
        } catch (IOException | InterruptedException gone) {
            // As clients do.
        }
    }

    private void answer(Socket client) throws IOException, InterruptedException {
        Together expected = together;
        if (expected != null) {
            expected.missing.countDown();
            expected.missing.await();
        }
        client.getOutputStream().write(ANSWER);
        if (expected != null) {
            expected.unanswered.countDown();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
