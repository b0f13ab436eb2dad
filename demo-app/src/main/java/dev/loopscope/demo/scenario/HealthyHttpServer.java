// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.LoopFuture;
import dev.loopscope.loop.Protocol;
import dev.loopscope.loop.Server;
import dev.loopscope.loop.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows that a healthy program produces nothing: an HTTP server on the loop, and clients that block as they like, since they
 * do it on threads of the loop's executor.
 */
public final class HealthyHttpServer implements Scenario {
    private static final int CLIENTS = 4;
    private static final int REQUESTS = 750;

    private static final byte[] REQUEST = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);
    private static final byte[] RESPONSE =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n".getBytes(US_ASCII);

    @Override
    public String name() {
        return "healthy-http-server";
    }

    @Override
    public String summary() {
        return "a server that does nothing wrong answers 3000 requests";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.right("4 clients send 750 requests each over connections that stay open", loop -> {
            Server server = Stage.run(loop, loop.createServer(Http::new, "127.0.0.1", 0));
            InetSocketAddress address = server.addresses().get(0);
            List<LoopFuture<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(loop.runInExecutor(() -> request(address)));
            }
            int answers = 0;
            for (LoopFuture<Integer> client : clients) {
                answers += Stage.run(loop, client);
            }
            Expect.equal(CLIENTS * REQUESTS, answers);
            server.close();
            Stage.run(loop, server.closed());
        });
    }

    /** A client; gives the number of answers. */
    private static int request(InetSocketAddress address) throws IOException {
        int answers = 0;
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            for (int i = 0; i < REQUESTS; i++) {
                socket.getOutputStream().write(REQUEST);
                Expect.equal(new String(RESPONSE, US_ASCII), new String(in.readNBytes(RESPONSE.length), US_ASCII));
                answers++;
            }
        }
        return answers;
    }

    /** As much of HTTP/1.1 as requests without a body need: each ends with an empty line. */
    private static final class Http implements Protocol {
        private static final byte[] END = "\r\n\r\n".getBytes(US_ASCII);

        @SuppressWarnings("NullAway.Init") // connectionMade comes first.
        private Transport transport;

        private int matched;

        @Override
        public void connectionMade(Transport transport) {
            this.transport = transport;
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            while (data.hasRemaining()) {
                byte next = data.get();
                matched = next == END[matched] ? matched + 1 : next == END[0] ? 1 : 0;
                if (matched == END.length) {
                    matched = 0;
                    transport.write(RESPONSE);
                }
            }
        }
    }
}
