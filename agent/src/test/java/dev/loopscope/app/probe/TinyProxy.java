// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Grants whoever asks a connection, and connects them to nothing. */
final class TinyProxy implements Closeable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> guests = new ArrayList<>();

    private TinyProxy(Protocol protocol) throws IOException {
        Thread thread = new Thread(() -> serve(protocol), "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private interface Protocol {
        void grant(DataInputStream in, OutputStream out) throws IOException;
    }

    /** Version 5, without a password. */
    static TinyProxy socks() throws IOException {
        return new TinyProxy((in, out) -> {
            in.readByte();
            in.readNBytes(in.readUnsignedByte());
            out.write(new byte[] {5, 0});
            in.readNBytes(3);
            int kind = in.readUnsignedByte();
            in.readNBytes(kind == 1 ? 4 : kind == 4 ? 16 : in.readUnsignedByte());
            in.readShort();
            out.write(new byte[] {5, 0, 0, 1, 127, 0, 0, 1, 0, 1});
        });
    }

    /** By the method CONNECT. */
    static TinyProxy http() throws IOException {
        return new TinyProxy((in, out) -> {
            int seen = 0;
            while (seen != 0x0d0a0d0a) {
                seen = seen << 8 | in.readUnsignedByte();
            }
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        });
    }

    SocketAddress address() {
        return server.getLocalSocketAddress();
    }

    private void serve(Protocol protocol) {
        while (!server.isClosed()) {
            try {
                Socket guest = server.accept();
                guests.add(guest);
                protocol.grant(new DataInputStream(guest.getInputStream()), guest.getOutputStream());
            } catch (IOException goneAgain) {
                // The next one, or the end.
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
