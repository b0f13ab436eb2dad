// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A service that is down: its port is taken, so that nobody else gets it, but nobody listens there. */
final class RefusingService implements AutoCloseable {
    private final Socket socket = new Socket();

    RefusingService() throws IOException {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** As clients know it. */
    Service as(String name, String key) {
        return new Service(name, socket.getLocalAddress().getHostAddress(), socket.getLocalPort(), key);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
