// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import dev.loopscope.app.Helper;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/** Channels of sockets and pipes in blocking mode, and asynchronous ones that are waited for. */
final class ChannelProbes {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final String FUTURE = "java.util.concurrent.Future.get";

    /** Collected, they would be closed. */
    private final List<Closeable> kept = new ArrayList<>();

    private final ServerSocketChannel server = kept(listening());
    private final SocketAddress address = server.getLocalAddress();
    private final ServerSocketChannel visited = kept(listening());
    private final SocketAddress refused;
    private final SocketChannel connecting = kept(SocketChannel.open());
    private final SocketChannel connected = near();
    private final SocketChannel closed = SocketChannel.open();
    private final SocketChannel unconnected = kept(SocketChannel.open());
    private final ServerSocketChannel unbound = kept(ServerSocketChannel.open());
    private final SocketChannel nonBlocking = near();
    private final SocketChannel held = holding("hello");
    private final SocketChannel scattered = holding("hello");
    private final SocketChannel reset;
    private final SocketChannel out = near();
    private final SocketPair stalled = kept(SocketPair.open(SocketChannel.open().socket()));
    private final InputStream stream = Channels.newInputStream(holding("hello"));
    private final InputStream streamAll = Channels.newInputStream(holding("hello"));
    private final Reader reader = Channels.newReader(holding("hello"), StandardCharsets.US_ASCII);
    private final OutputStream streamOut = Channels.newOutputStream(out);
    private final Writer writer = Channels.newWriter(out, StandardCharsets.US_ASCII);
    private final Pipe pipe = Pipe.open();
    private final Pipe scatteredPipe = Pipe.open();
    private final Pipe emptyPipe = Pipe.open();
    private final AsynchronousSocketChannel asynchronous = kept(AsynchronousSocketChannel.open());
    private final AsynchronousSocketChannel asynchronousConnecting = kept(AsynchronousSocketChannel.open());
    private final AsynchronousServerSocketChannel asynchronousServer =
            kept(AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0)));
    private final SocketAddress asynchronousAddress = asynchronousServer.getLocalAddress();

    ChannelProbes() throws Exception {
        ServerSocketChannel gone = listening();
        refused = gone.getLocalAddress();
        gone.close();
        closed.close();
        kept(SocketChannel.open(visited.getLocalAddress()));
        connecting.configureBlocking(false);
        connecting.connect(address);
        connecting.configureBlocking(true);
        nonBlocking.configureBlocking(false);
        SocketPair broken = kept(SocketPair.open(SocketChannel.open().socket()));
        broken.far.setSoLinger(true, 0);
        broken.far.close();
        reset = broken.near.getChannel();
        pipe.sink().write(ByteBuffer.allocate(8));
        scatteredPipe.sink().write(ByteBuffer.allocate(8));
        emptyPipe.source().configureBlocking(false);
        emptyPipe.sink().configureBlocking(false);
        asynchronous.connect(address).get();
    }

    private <T extends Closeable> T kept(T closeable) {
        kept.add(closeable);
        return closeable;
    }

    private static ServerSocketChannel listening() throws IOException {
        return ServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
    }

    private SocketChannel near() throws IOException {
        return kept(SocketPair.open(SocketChannel.open().socket())).near.getChannel();
    }

    private SocketChannel holding(String text) throws IOException {
        SocketPair pair = kept(SocketPair.open(SocketChannel.open().socket()));
        pair.far.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        pair.far.shutdownOutput();
        return pair.near.getChannel();
    }

    private static ByteBuffer[] two() {
        return new ByteBuffer[] {ByteBuffer.allocate(1), ByteBuffer.allocate(1)};
    }

    @Blocks("java.nio.channels.ServerSocketChannel.accept")
    void accept() throws IOException {
        kept(visited.accept());
    }

    @Silent
    void acceptUnbound() throws IOException {
        unbound.accept();
    }

    @Blocks(value = FUTURE, millis = Blocks.LONG)
    void asynchronousAccept() throws Exception {
        Future<AsynchronousSocketChannel> accepted = asynchronousServer.accept();
        Helper.later(() -> kept(SocketChannel.open(asynchronousAddress)));
        kept(accepted.get());
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    @Silent
    void asynchronousConnect() {
        asynchronousConnecting.connect(address);
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    @Silent
    void asynchronousWrite() {
        asynchronous.write(ByteBuffer.allocate(1));
    }

    @Blocks("java.nio.channels.SocketChannel.connect")
    void connect() throws IOException {
        kept(SocketChannel.open()).connect(address);
    }

    @Silent
    void connectClosed() throws IOException {
        closed.connect(address);
    }

    @Silent
    void connectConnected() throws IOException {
        connected.connect(address);
    }

    @Silent
    void connectNonBlocking() throws IOException {
        SocketChannel channel = kept(SocketChannel.open());
        channel.configureBlocking(false);
        channel.connect(address);
        channel.finishConnect();
    }

    @Blocks("java.nio.channels.SocketChannel.connect")
    void connectRefused() throws IOException {
        kept(SocketChannel.open()).connect(refused);
    }

    @Blocks("java.nio.channels.SocketChannel.finishConnect")
    void finishConnect() throws IOException {
        connecting.finishConnect();
    }

    @Silent
    void finishConnectConnected() throws IOException {
        connected.finishConnect();
    }

    @Silent
    void finishConnectUnbegun() throws IOException {
        unconnected.finishConnect();
    }

    @Blocks("java.nio.channels.SocketChannel.open")
    void open() throws IOException {
        kept(SocketChannel.open(address));
    }

    @Silent
    static void openUnconnected() throws IOException {
        SocketChannel.open().close();
        ServerSocketChannel.open().close();
        Pipe unused = Pipe.open();
        unused.sink().close();
        unused.source().close();
    }

    @Blocks("java.nio.channels.ReadableByteChannel.read")
    void pipeRead() throws IOException {
        pipe.source().read(ByteBuffer.allocate(1));
    }

    @Silent
    void pipeReadNonBlocking() throws IOException {
        emptyPipe.source().read(ByteBuffer.allocate(1));
    }

    @Blocks("java.nio.channels.ReadableByteChannel.read")
    void pipeReadScattered() throws IOException {
        scatteredPipe.source().read(two());
    }

    @Blocks(value = "java.nio.channels.ReadableByteChannel.read", millis = Blocks.LONG)
    static void pipeReadWaiting() throws IOException {
        Pipe empty = Pipe.open();
        Helper.later(() -> empty.sink().write(ByteBuffer.allocate(1)));
        empty.source().read(ByteBuffer.allocate(1));
        empty.source().close();
        empty.sink().close();
    }

    @Blocks("java.nio.channels.WritableByteChannel.write")
    void pipeWrite() throws IOException {
        pipe.sink().write(ByteBuffer.allocate(1));
    }

    @Blocks("java.nio.channels.WritableByteChannel.write")
    void pipeWriteGathered() throws IOException {
        pipe.sink().write(two());
    }

    @Silent
    void pipeWriteNonBlocking() throws IOException {
        emptyPipe.sink().write(ByteBuffer.allocate(1));
    }

    @Blocks("java.nio.channels.SocketChannel.read")
    void read() throws IOException {
        held.read(ByteBuffer.allocate(1));
    }

    /** By way of the interface; what is called is the same. */
    @Blocks("java.nio.channels.SocketChannel.read")
    void readAsReadable() throws IOException {
        ReadableByteChannel readable = held;
        readable.read(ByteBuffer.allocate(1));
    }

    @Silent
    void readClosed() throws IOException {
        closed.read(ByteBuffer.allocate(1));
    }

    @Silent
    void readNonBlocking() throws IOException {
        nonBlocking.read(ByteBuffer.allocate(1));
        nonBlocking.read(two());
    }

    @Blocks("java.nio.channels.SocketChannel.read")
    void readReset() throws IOException {
        reset.read(ByteBuffer.allocate(1));
    }

    @Blocks("java.nio.channels.SocketChannel.read")
    void readScattered() throws IOException {
        scattered.read(two());
    }

    @Silent
    void readUnconnected() throws IOException {
        unconnected.read(ByteBuffer.allocate(1));
    }

    @Blocks("java.io.Reader.read")
    void readerRead() throws IOException {
        reader.read();
    }

    @Silent
    void settings() throws IOException {
        connected.getRemoteAddress();
        connected.shutdownOutput();
        connected.shutdownInput();
        connected.close();
    }

    @Blocks("java.io.InputStream.read")
    void streamRead() throws IOException {
        stream.read();
    }

    @Blocks("java.io.InputStream.readAllBytes")
    void streamReadAll() throws IOException {
        streamAll.readAllBytes();
    }

    @Silent
    void streamReadNonBlocking() throws IOException {
        Channels.newInputStream(nonBlocking).read();
    }

    @Blocks("java.io.OutputStream.write")
    void streamWrite() throws IOException {
        streamOut.write(new byte[4]);
    }

    @Blocks("java.nio.channels.SocketChannel.write")
    void write() throws IOException {
        out.write(ByteBuffer.allocate(1));
    }

    @Blocks("java.nio.channels.SocketChannel.write")
    void writeGathered() throws IOException {
        out.write(two());
    }

    @Silent
    void writeNonBlocking() throws IOException {
        nonBlocking.write(ByteBuffer.allocate(1));
        nonBlocking.write(two());
    }

    @Blocks(value = "java.nio.channels.SocketChannel.write", millis = Blocks.LONG)
    void writeStalled() throws IOException {
        Helper.later(stalled::drain);
        stalled.near.getChannel().write(ByteBuffer.allocate(1 << 23));
    }

    @Blocks("java.io.Writer.flush")
    void writerFlush() throws IOException {
        writer.write("hello");
        writer.flush();
    }
}
