// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Two sockets that are connected to each other over loopback. */
final class SocketPair implements Closeable {
    /** Small, so that what the peer does not read soon stays with whoever sent it. */
    private static final int PEER_BUFFER = 4_096;

    private static final int OWN_BUFFER = 1 << 20;

    final Socket near;
    final Socket far;

    private SocketPair(Socket near, Socket far) {
        this.near = near;
        this.far = far;
    }

    static SocketPair open() throws IOException {
        return open(new Socket());
    }

    static SocketPair open(Socket near) throws IOException {
        try (ServerSocket server = new ServerSocket()) {
            server.setReceiveBufferSize(PEER_BUFFER);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            near.connect(server.getLocalSocketAddress());
            return new SocketPair(near, server.accept());
        }
    }

    /** The far one has sent so much and will send no more. */
    static SocketPair holding(byte... bytes) throws IOException {
        SocketPair pair = open();
        pair.far.getOutputStream().write(bytes);
        pair.far.shutdownOutput();
        return pair;
    }

    static SocketPair holding(String text) throws IOException {
        return holding(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    /** The near one has sent more than the far one has room for, and takes its time to close because of that. */
    static SocketPair lingering() throws IOException {
        SocketPair pair = open(roomy());
        pair.near.getOutputStream().write(new byte[OWN_BUFFER / 8]);
        pair.near.setSoLinger(true, 10);
        return pair;
    }

    private static Socket roomy() throws IOException {
        Socket socket = new Socket();
        socket.setSendBufferSize(OWN_BUFFER);
        return socket;
    }

    InputStream in() throws IOException {
        return near.getInputStream();
    }

    /** The far one reads whatever comes, until no more does. */
    void drain() throws IOException {
        far.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    }

    @Override
    public void close() throws IOException {
        near.close();
        far.close();
    }
}
