// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Greets whoever connects, as mail and database servers do, but takes a while: some other service on the network. */
final class SlowServer implements AutoCloseable {
    static final String GREETING = "ready\n";
    private static final long DELAY = 20; // Milliseconds.

    private final ServerSocket listening;

    SlowServer() throws IOException {
        listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "slow-server");
        thread.setDaemon(true);
        thread.start();
    }

    String host() {
        return listening.getInetAddress().getHostAddress();
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Ends when the listening socket is closed. A client that gets no greeting says so itself. */
    private void serve() {
        while (!listening.isClosed()) {
            try (Socket client = listening.accept();
                    OutputStream out = client.getOutputStream()) {
                Thread.sleep(DELAY);
                out.write(GREETING.getBytes(UTF_8));
            } catch (IOException e) {
                // Closed, or the client has left.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
