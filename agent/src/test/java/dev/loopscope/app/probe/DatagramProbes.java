// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/** Datagrams, by sockets and channels. */
final class DatagramProbes {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    /** Collected, they would be closed. */
    private final List<Closeable> kept = new ArrayList<>();

    private final DatagramSocket target = kept(new DatagramSocket(ANY_PORT));
    private final SocketAddress address = target.getLocalSocketAddress();
    private final DatagramSocket socket = kept(new DatagramSocket(ANY_PORT));
    private final DatagramSocket receiving = kept(new DatagramSocket(ANY_PORT));
    private final DatagramSocket impatient = kept(new DatagramSocket(ANY_PORT));
    private final DatagramSocket closed = new DatagramSocket(ANY_PORT);
    private final DatagramSocket connecting = kept(new DatagramSocket(ANY_PORT));
    private final DatagramChannel channel = kept(open());
    private final DatagramSocket adaptor = kept(open()).socket();
    private final DatagramChannel receivingChannel = kept(open());
    private final DatagramChannel connected = kept(open());
    private final DatagramChannel reading = kept(open());
    private final DatagramChannel unconnected = kept(open());
    private final DatagramChannel nonBlocking = kept(open());
    private final DatagramChannel connectingChannel = kept(open());
    private final MulticastSocket multicast = kept(new MulticastSocket());
    private final InetSocketAddress group = new InetSocketAddress(InetAddress.getByName("239.255.1.1"), 0);
    private final NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());

    DatagramProbes() throws IOException {
        closed.close();
        impatient.setSoTimeout(ThreadProbes.MILLIS);
        adaptor.setSoTimeout(ThreadProbes.MILLIS);
        nonBlocking.configureBlocking(false);
        connected.connect(address);
        DatagramSocket peer = kept(new DatagramSocket(ANY_PORT));
        reading.connect(peer.getLocalSocketAddress());
        peer.send(packet(reading.getLocalAddress()));
        peer.send(packet(reading.getLocalAddress()));
        socket.send(packet(receiving.getLocalSocketAddress()));
        socket.send(packet(receivingChannel.getLocalAddress()));
    }

    private static DatagramChannel open() throws IOException {
        return DatagramChannel.open().bind(ANY_PORT);
    }

    private static DatagramPacket packet(SocketAddress to) {
        return new DatagramPacket(new byte[8], 8, to);
    }

    private static DatagramPacket packet() {
        return new DatagramPacket(new byte[8], 8);
    }

    private static ByteBuffer[] two() {
        return new ByteBuffer[] {ByteBuffer.allocate(1), ByteBuffer.allocate(1)};
    }

    private <T extends Closeable> T kept(T closeable) {
        kept.add(closeable);
        return closeable;
    }

    @Blocks(value = "java.net.DatagramSocket.receive", millis = Blocks.LONG)
    void adaptorReceiveTimedOut() throws IOException {
        adaptor.receive(packet());
    }

    @Blocks("java.net.DatagramSocket.send")
    void adaptorSend() throws IOException {
        adaptor.send(packet(address));
    }

    @Blocks("java.nio.channels.DatagramChannel.read")
    void channelRead() throws IOException {
        reading.read(ByteBuffer.allocate(8));
    }

    @Blocks("java.nio.channels.DatagramChannel.read")
    void channelReadScattered() throws IOException {
        reading.read(two());
    }

    @Silent
    void channelReadUnconnected() throws IOException {
        unconnected.read(ByteBuffer.allocate(8));
    }

    @Blocks("java.nio.channels.DatagramChannel.receive")
    void channelReceive() throws IOException {
        receivingChannel.receive(ByteBuffer.allocate(8));
    }

    @Blocks("java.nio.channels.DatagramChannel.send")
    void channelSend() throws IOException {
        channel.send(ByteBuffer.allocate(1), address);
    }

    @Blocks("java.nio.channels.DatagramChannel.write")
    void channelWrite() throws IOException {
        connected.write(ByteBuffer.allocate(1));
    }

    @Blocks("java.nio.channels.DatagramChannel.write")
    void channelWriteGathered() throws IOException {
        connected.write(two());
    }

    /** Only says where to send. */
    @Silent
    void connect() throws IOException {
        connecting.connect(address);
        connectingChannel.connect(address);
        connecting.disconnect();
    }

    /** The system is told; nobody answers. */
    @Silent
    void join() throws IOException {
        multicast.joinGroup(group, loopback);
        multicast.leaveGroup(group, loopback);
    }

    @Silent
    void nonBlocking() throws IOException {
        nonBlocking.receive(ByteBuffer.allocate(8));
        nonBlocking.send(ByteBuffer.allocate(1), address);
    }

    @Silent
    static void openAndClose() throws IOException {
        new DatagramSocket(ANY_PORT).close();
        open().close();
    }

    @Blocks("java.net.DatagramSocket.receive")
    void receive() throws IOException {
        receiving.receive(packet());
    }

    @Silent
    void receiveClosed() throws IOException {
        closed.receive(packet());
    }

    @Blocks(value = "java.net.DatagramSocket.receive", millis = Blocks.LONG)
    void receiveTimedOut() throws IOException {
        impatient.receive(packet());
    }

    @Blocks("java.net.DatagramSocket.send")
    void send() throws IOException {
        socket.send(packet(address));
    }

    @Silent
    void sendClosed() throws IOException {
        closed.send(packet(address));
    }
}
