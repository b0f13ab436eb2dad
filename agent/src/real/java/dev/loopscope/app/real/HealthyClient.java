// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Somebody who asks one of the {@link HealthyServer}s and waits for the answer, on a connection that is kept. One thread. */
interface HealthyClient extends AutoCloseable {
    void ask() throws IOException;

    @Override
    void close() throws IOException;

    static HealthyClient of(String library, int port) throws IOException {
        return library.equals("grpc") ? new Grpc(port) : new Http(port);
    }

    /** Over HTTP 1.1, on a plain socket. */
    final class Http implements HealthyClient {
        private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

        private final Socket socket;
        private final BufferedReader answers;

        Http(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        }

        @Override
        public void ask() throws IOException {
            socket.getOutputStream().write(REQUEST);
            String line = answers.readLine();
            while (line != null && !line.isEmpty()) {
                line = answers.readLine();
            }
            for (int i = 0; i < HealthyServer.HELLO.length(); i++) {
                if (answers.read() != HealthyServer.HELLO.charAt(i)) {
                    throw new IOException("another answer");
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** A channel of its own. */
    final class Grpc implements HealthyClient {
        private final ManagedChannel channel;

        Grpc(int port) {
            channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                    .usePlaintext()
                    .build();
        }

        @Override
        public void ask() throws IOException {
            String answer = ClientCalls.blockingUnaryCall(channel, GrpcServer.HELLO, CallOptions.DEFAULT, "hello");
            if (!answer.equals(HealthyServer.HELLO)) {
                throw new IOException("another answer");
            }
        }

        @Override
        public void close() {
            channel.shutdownNow();
        }
    }
}
