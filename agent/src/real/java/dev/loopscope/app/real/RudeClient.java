// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that says something and resets the connection: an everyday thing, which is nobody's mistake. */
final class RudeClient {
    private RudeClient() {}

    /** Any thread but a loop's; it blocks. */
    static void resets(int port, String beginning, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                // Closed with something unsent or not, the peer gets a reset.
                socket.setSoLinger(true, 0);
                socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
            }
        }
    }
}
