// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import dev.loopscope.app.Helper;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Sockets, channels, names, selectors, a method each. Everything but the operation itself is prepared by the main
 * thread, so that a method does one thing that blocks.
 */
final class NetworkProbes {
    private static final int MILLIS = ThreadProbes.MILLIS;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
    private final Socket accepted = server.accept();
    private final Socket unconnected = new Socket();
    private final ServerSocket impatientServer = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Socket impatient;
    /** Collected, they would be closed. */
    private final List<Closeable> others = new ArrayList<>();

    private final ServerSocketChannel serverChannel =
            ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final SocketChannel channel = SocketChannel.open(serverChannel.getLocalAddress());
    private final SocketChannel acceptedChannel = serverChannel.accept();
    private final SocketChannel unconnectedChannel = SocketChannel.open();
    private final DatagramChannel datagrams =
            DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final DatagramSocket datagramSocket =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final SocketAddress serverAddress = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    private final SocketAddress channelAddress = serverChannel.getLocalAddress();
    private final Selector selector = Selector.open();
    private final byte[] bytes = new byte[64];

    NetworkProbes() throws IOException {
        others.add(new Socket(server.getInetAddress(), server.getLocalPort()));
        impatient = server.accept();
        // Each accept finds somebody who has knocked.
        others.add(new Socket(server.getInetAddress(), server.getLocalPort()));
        others.add(SocketChannel.open(channelAddress));
        impatientServer.setSoTimeout(MILLIS);
        accepted.setSoTimeout(10_000);
        impatient.setSoTimeout(MILLIS);
    }

    @Blocks("java.net.Socket.connect")
    void socketConnect() throws IOException {
        unconnected.connect(serverAddress);
    }

    @Blocks("java.net.Socket$SocketInputStream.read")
    void socketRead() throws IOException {
        Helper.later(() -> client.getOutputStream().write(1));
        accepted.getInputStream().read();
    }

    @Blocks(value = "java.net.Socket$SocketInputStream.read", millis = Blocks.LONG)
    void socketReadTimedOut() throws IOException {
        impatient.getInputStream().read();
    }

    @Blocks("java.*OutputStream.write")
    void socketWrite() throws IOException {
        client.getOutputStream().write(bytes);
    }

    @Blocks("java.net.ServerSocket.accept")
    void serverAccept() throws IOException {
        server.accept();
    }

    @Blocks(value = "java.net.ServerSocket.accept", millis = Blocks.LONG)
    void serverAcceptTimedOut() throws IOException {
        impatientServer.accept();
    }

    @Blocks("java.nio.channels.SocketChannel.connect")
    void channelConnect() throws IOException {
        unconnectedChannel.connect(channelAddress);
    }

    @Blocks("java.nio.channels.ServerSocketChannel.accept")
    void channelAccept() throws IOException {
        serverChannel.accept();
    }

    @Blocks("java.nio.channels.SocketChannel.read")
    void channelRead() throws IOException {
        Helper.later(() -> channel.write(ByteBuffer.allocate(1)));
        acceptedChannel.read(ByteBuffer.allocate(1));
    }

    @Blocks("java.nio.channels.SocketChannel.read")
    void channelReadScattered() throws IOException {
        Helper.later(() -> channel.write(ByteBuffer.allocate(1)));
        acceptedChannel.read(new ByteBuffer[] {ByteBuffer.allocate(1), ByteBuffer.allocate(1)});
    }

    @Blocks("java.nio.channels.SocketChannel.write")
    void channelWrite() throws IOException {
        acceptedChannel.write(ByteBuffer.allocate(1));
    }

    @Blocks("java.nio.channels.SocketChannel.write")
    void channelWriteGathered() throws IOException {
        acceptedChannel.write(new ByteBuffer[] {ByteBuffer.allocate(1), ByteBuffer.allocate(1)});
    }

    @Blocks("java.nio.channels.DatagramChannel.receive")
    void datagramReceive() throws IOException {
        SocketAddress to = datagrams.getLocalAddress();
        Helper.later(() -> datagramSocket.send(new DatagramPacket(bytes, 1, to)));
        datagrams.receive(ByteBuffer.allocate(64));
    }

    @Blocks("java.nio.channels.DatagramChannel.send")
    void datagramSend() throws IOException {
        datagrams.send(ByteBuffer.allocate(1), datagramSocket.getLocalSocketAddress());
    }

    @Blocks("java.net.DatagramSocket.receive")
    void datagramSocketReceive() throws IOException {
        SocketAddress to = datagramSocket.getLocalSocketAddress();
        Helper.later(() -> datagrams.send(ByteBuffer.allocate(1), to));
        datagramSocket.receive(new DatagramPacket(bytes, bytes.length));
    }

    /** The name service is asked each time, see {@link Probes}; this name it knows without a network. */
    @SuppressWarnings("AddressSelection")
    @Blocks("java.net.InetAddress.getByName")
    static void lookUpName() throws IOException {
        InetAddress.getByName("localhost");
    }

    @Blocks("java.net.InetAddress.getHostName")
    static void lookUpAddress() throws IOException {
        InetAddress.getByAddress(new byte[] {127, 0, 0, 1}).getHostName();
    }

    @Blocks(value = "java.nio.channels.Selector.select", millis = Blocks.LONG)
    void selectTimed() throws IOException {
        selector.select(MILLIS);
    }

    @Blocks("java.nio.channels.Selector.select")
    void selectUntilWoken() throws IOException {
        Helper.later(selector::wakeup);
        selector.select();
    }
}
