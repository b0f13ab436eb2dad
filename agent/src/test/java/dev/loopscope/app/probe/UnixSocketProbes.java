// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import dev.loopscope.app.Helper;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Sockets of the Unix domain, whose addresses are files. */
final class UnixSocketProbes implements Closeable {
    private final List<Closeable> kept = new ArrayList<>();
    private final Path directory = Files.createTempDirectory("sockets");
    private final ServerSocketChannel server = listening("server");
    private final UnixDomainSocketAddress address = (UnixDomainSocketAddress) server.getLocalAddress();
    private final ServerSocketChannel visited = listening("visited");
    private final SocketChannel near = kept(SocketChannel.open(address));
    private final SocketChannel far = kept(server.accept());
    private final SocketChannel nonBlocking = kept(SocketChannel.open(address));

    UnixSocketProbes() throws IOException {
        kept(SocketChannel.open(visited.getLocalAddress()));
        kept(server.accept());
        nonBlocking.configureBlocking(false);
    }

    private ServerSocketChannel listening(String name) throws IOException {
        return kept(ServerSocketChannel.open(StandardProtocolFamily.UNIX))
                .bind(UnixDomainSocketAddress.of(directory.resolve(name)));
    }

    private <T extends Closeable> T kept(T closeable) {
        kept.add(closeable);
        return closeable;
    }

    @Blocks("java.nio.channels.ServerSocketChannel.accept")
    void accept() throws IOException {
        kept(visited.accept());
    }

    @Blocks("java.nio.channels.SocketChannel.connect")
    void connect() throws IOException {
        kept(SocketChannel.open(StandardProtocolFamily.UNIX)).connect(address);
    }

    @Silent
    void nonBlocking() throws IOException {
        nonBlocking.read(ByteBuffer.allocate(1));
        nonBlocking.write(ByteBuffer.allocate(1));
    }

    @Blocks("java.nio.channels.SocketChannel.open")
    void open() throws IOException {
        kept(SocketChannel.open(address));
    }

    @Blocks(value = "java.nio.channels.SocketChannel.read", millis = Blocks.LONG)
    void read() throws IOException {
        Helper.later(() -> far.write(ByteBuffer.allocate(1)));
        near.read(ByteBuffer.allocate(1));
    }

    @Blocks("java.nio.channels.SocketChannel.write")
    void write() throws IOException {
        near.write(ByteBuffer.allocate(1));
    }

    @Override
    public void close() throws IOException {
        for (Closeable each : kept) {
            each.close();
        }
        Files.deleteIfExists(directory.resolve("server"));
        Files.deleteIfExists(directory.resolve("visited"));
        Files.deleteIfExists(directory);
    }
}
