// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import dev.loopscope.app.Helper;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;

/** Ways to connect, accept and close with java.net; {@link SocketStreamProbes} has what goes through them. */
final class SocketProbes {
    private static final int MILLIS = ThreadProbes.MILLIS;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    /** Collected, they would be closed. */
    private final List<Closeable> kept = new ArrayList<>();

    private final ServerSocket server = kept(new ServerSocket(0, 50, LOOPBACK));
    private final int port = server.getLocalPort();
    private final SocketAddress address = server.getLocalSocketAddress();
    private final SocketAddress refused = refusedAddress();
    private final ServerSocket visited = kept(new ServerSocket(0, 50, LOOPBACK));
    private final ServerSocket impatient = kept(new ServerSocket(0, 50, LOOPBACK));
    private final ServerSocket closedServer = new ServerSocket(0, 50, LOOPBACK);
    private final ServerSocketChannel visitedChannel = kept(ServerSocketChannel.open());
    private final ServerSocketChannel impatientChannel = kept(ServerSocketChannel.open());
    private final ServerSocketChannel idleChannel = kept(ServerSocketChannel.open());
    private final TinyProxy socks = kept(TinyProxy.socks());
    private final TinyProxy http = kept(TinyProxy.http());
    private final SocketPair plain = kept(SocketPair.open());
    private final SocketPair ended = kept(SocketPair.open());
    private final SocketPair lingering = kept(SocketPair.lingering());
    private final SocketPair lingeringChannel =
            kept(SocketPair.open(SocketChannel.open().socket()));
    private final Socket closed = new Socket();

    SocketProbes() throws IOException {
        closed.close();
        closedServer.close();
        impatient.setSoTimeout(MILLIS);
        visitedChannel.bind(new InetSocketAddress(LOOPBACK, 0));
        impatientChannel.bind(new InetSocketAddress(LOOPBACK, 0));
        impatientChannel.socket().setSoTimeout(MILLIS);
        idleChannel.bind(new InetSocketAddress(LOOPBACK, 0)).configureBlocking(false);
        kept(new Socket(LOOPBACK, visited.getLocalPort()));
        kept(SocketChannel.open(visitedChannel.getLocalAddress()));
        lingeringChannel.near.setSendBufferSize(1 << 20);
        lingeringChannel.near.getOutputStream().write(new byte[1 << 17]);
        lingeringChannel.near.setSoLinger(true, 10);
    }

    private <T extends Closeable> T kept(T closeable) {
        kept.add(closeable);
        return closeable;
    }

    /** A port nobody listens on: it was somebody's a moment ago. */
    private static SocketAddress refusedAddress() throws IOException {
        try (ServerSocket gone = new ServerSocket(0, 1, LOOPBACK)) {
            return gone.getLocalSocketAddress();
        }
    }

    @Blocks("java.net.ServerSocket.accept")
    void accept() throws IOException {
        kept(visited.accept());
    }

    @Blocks(value = "java.net.ServerSocket.accept", millis = Blocks.LONG)
    void acceptTimedOut() throws IOException {
        impatient.accept();
    }

    @Silent
    void acceptOnClosed() throws IOException {
        closedServer.accept();
    }

    @Blocks("java.net.ServerSocket.accept")
    void adaptorAccept() throws IOException {
        kept(visitedChannel.socket().accept());
    }

    @Blocks(value = "java.net.ServerSocket.accept", millis = Blocks.LONG)
    void adaptorAcceptTimedOut() throws IOException {
        impatientChannel.socket().accept();
    }

    /** Nobody has come, and it says so with an exception. */
    @Silent
    void adaptorAcceptNonBlocking() throws IOException {
        idleChannel.socket().accept();
    }

    @Blocks("java.net.Socket.connect")
    void adaptorConnect() throws IOException {
        kept(SocketChannel.open()).socket().connect(address);
    }

    @Blocks("java.net.Socket.connect")
    void adaptorConnectTimed() throws IOException {
        kept(SocketChannel.open()).socket().connect(address, 5_000);
    }

    @Silent
    void closeConnected() throws IOException {
        plain.near.close();
    }

    @Blocks(value = "java.net.Socket.close", millis = Blocks.LONG, usuallyInstant = true)
    void closeLingering() throws IOException {
        Helper.later(() -> drainSlowly(lingering));
        lingering.near.close();
    }

    @Blocks(
            value = "java.nio.channels.spi.AbstractInterruptibleChannel.close",
            millis = Blocks.LONG,
            usuallyInstant = true)
    void closeLingeringChannel() throws IOException {
        SocketChannel channel = lingeringChannel.near.getChannel();
        Helper.later(() -> drainSlowly(lingeringChannel));
        channel.close();
    }

    /** Late enough to be worth a word where usually there is none. */
    private static void drainSlowly(SocketPair pair) throws IOException {
        Helper.pause(3 * Helper.NANOS);
        pair.drain();
    }

    @Silent
    void closeUnconnected() throws IOException {
        new Socket().close();
    }

    @Blocks("java.net.Socket.connect")
    void connect() throws IOException {
        kept(new Socket()).connect(address);
    }

    @Blocks("java.net.Socket.connect")
    void connectByReflection() throws IOException, ReflectiveOperationException {
        Socket.class.getMethod("connect", SocketAddress.class).invoke(kept(new Socket()), address);
    }

    @Blocks("java.net.Socket.connect")
    void connectRefused() throws IOException {
        kept(new Socket()).connect(refused);
    }

    @Blocks("java.net.Socket.connect")
    void connectRefusedTimed() throws IOException {
        kept(new Socket()).connect(refused, 5_000);
    }

    @Blocks("java.net.Socket.connect")
    void connectTimed() throws IOException {
        kept(new Socket()).connect(address, 5_000);
    }

    /** The wildcard stands for this very machine, whose name is looked up. */
    @Blocks("java.net.Socket.connect")
    void connectToWildcard() throws IOException {
        kept(new Socket()).connect(new InetSocketAddress(port));
    }

    @Silent
    void connectOnClosed() throws IOException {
        closed.connect(address);
    }

    @Silent
    void connectUnresolved() throws IOException {
        kept(new Socket()).connect(InetSocketAddress.createUnresolved("localhost", port));
    }

    @Blocks("java.net.Socket.connect")
    void connectThroughHttpProxy() throws IOException {
        kept(new Socket(new Proxy(Proxy.Type.HTTP, http.address()))).connect(address);
    }

    @Blocks("java.net.Socket.connect")
    void connectThroughSocksProxy() throws IOException {
        kept(new Socket(new Proxy(Proxy.Type.SOCKS, socks.address()))).connect(address);
    }

    @Blocks(value = "javax.net.SocketFactory.createSocket", covers = "javax.net.SocketFactory.createSocket(String,int)")
    void factoryCreate() throws IOException {
        kept(SocketFactory.getDefault().createSocket(LOOPBACK, port));
    }

    /** What is refused is an exception, and nobody is asked anything. */
    @Silent
    static void openBadPort() throws IOException {
        new Socket(LOOPBACK, 1 << 16).close();
    }

    @Blocks("java.net.Socket.<init>")
    void openByAddress() throws IOException {
        kept(new Socket(LOOPBACK, port));
    }

    /** The name is looked up and the connection made: one constructor. */
    @SuppressWarnings("AddressSelection")
    @Blocks("java.net.Socket.<init>")
    void openByName() throws IOException {
        kept(new Socket("localhost", port));
    }

    @Blocks("java.net.Socket.<init>")
    void openBound() throws IOException {
        kept(new Socket(LOOPBACK, port, LOOPBACK, 0));
    }

    @Blocks("java.net.Socket.<init>")
    void openRefused() throws IOException {
        kept(new Socket(LOOPBACK, ((InetSocketAddress) refused).getPort()));
    }

    @Silent
    static void serverOpen() throws IOException {
        new ServerSocket(0, 1, LOOPBACK).close();
    }

    @Silent
    void settings() throws IOException {
        plain.far.setTcpNoDelay(true);
        plain.far.setSoTimeout(MILLIS);
        plain.far.setKeepAlive(plain.far.getKeepAlive());
        plain.far.getRemoteSocketAddress();
    }

    @Silent
    void shutdown() throws IOException {
        ended.near.shutdownOutput();
        ended.near.shutdownInput();
    }

    /** To start with, nothing is connected, and then it is said so. */
    @Silent
    static void streamOfUnconnected() throws IOException {
        try (Socket socket = new Socket()) {
            socket.getInputStream();
        }
    }

    /** An invocation that fails counts no more than what it invokes. */
    @Silent
    void throwsByReflection() throws IOException, ReflectiveOperationException {
        try {
            Socket.class.getMethod("connect", SocketAddress.class).invoke(closed, address);
        } catch (InvocationTargetException e) {
            throw new IOException(e);
        }
    }
}
