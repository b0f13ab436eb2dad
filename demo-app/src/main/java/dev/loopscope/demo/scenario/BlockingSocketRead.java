// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.LoopFuture;
import dev.loopscope.loop.Protocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * Shows {@code blocking-call}: a read from a socket in blocking mode lasts as long as the other side likes. A transport calls
 * back when the bytes are there.
 */
public final class BlockingSocketRead implements Scenario {
    @Override
    public String name() {
        return "blocking-socket-read";
    }

    @Override
    public String summary() {
        return "a callback reads from a java.net.Socket";
    }

    @Override
    public void show(Stage stage) throws Exception {
        try (SlowServer server = new SlowServer()) {
            stage.wrong("a callback waits for a slow server's greeting, with Socket.getInputStream().read", loop -> {
                try (Socket socket = new Socket(server.host(), server.port())) {
                    loop.callSoon(() -> readGreeting(socket));
                    loop.callSoon(loop::stop);
                    loop.runForever();
                }
            });

            stage.right("a transport of the loop calls back when the greeting arrives", loop -> {
                LoopFuture<String> greeting = loop.createFuture();
                Stage.run(loop, loop.createConnection(() -> new Greeted(greeting), server.host(), server.port()));
                Expect.equal(SlowServer.GREETING, Stage.run(loop, greeting));
            });
        }
    }

    private static void readGreeting(Socket socket) {
        try {
            Expect.equal(
                    (int) SlowServer.GREETING.charAt(0), socket.getInputStream().read());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The client's side of the conversation; the server ends it, and the transport closes by itself. */
    private static final class Greeted implements Protocol {
        private final LoopFuture<String> greeting;
        private final StringBuilder received = new StringBuilder();

        Greeted(LoopFuture<String> greeting) {
            this.greeting = greeting;
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            received.append(UTF_8.decode(data));
        }

        @Override
        public boolean eofReceived() {
            greeting.setResult(received.toString());
            return false;
        }
    }
}
