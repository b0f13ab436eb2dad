// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.IOException;
import java.io.RandomAccessFile;
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
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sockets, channels, files, names, selectors, a method each. Everything but the operation itself is prepared by the main
 * thread, so that a method does one thing that blocks.
 */
final class InputOutput {
    private static final int MILLIS = ThreadOperations.MILLIS;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
    private final Socket accepted = server.accept();
    private final Socket unconnected = new Socket();
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
    private final File file = File.createTempFile("input", null);
    private final FileOutputStream out = new FileOutputStream(file);
    private final FileInputStream in;
    private final RandomAccessFile random;
    private final FileReader reader;
    private final byte[] bytes = new byte[64];

    InputOutput() throws IOException {
        out.write(new byte[256]);
        in = new FileInputStream(file);
        random = new RandomAccessFile(file, "rw");
        reader = new FileReader(file, StandardCharsets.UTF_8);
        server.setSoTimeout(MILLIS);
        accepted.setSoTimeout(10_000);
        file.deleteOnExit();
    }

    /** Those of one instance can be run once. */
    Map<String, Operation> all() {
        Map<String, Operation> all = new LinkedHashMap<>();
        all.put("socketConnect", this::socketConnect);
        all.put("socketRead", this::socketRead);
        all.put("socketReadTimedOut", this::socketReadTimedOut);
        all.put("socketWrite", this::socketWrite);
        all.put("serverAccept", this::serverAccept);
        all.put("serverAcceptTimedOut", this::serverAcceptTimedOut);
        all.put("channelConnect", this::channelConnect);
        all.put("channelAccept", this::channelAccept);
        all.put("channelRead", this::channelRead);
        all.put("channelReadScattered", this::channelReadScattered);
        all.put("channelWrite", this::channelWrite);
        all.put("channelWriteGathered", this::channelWriteGathered);
        all.put("datagramReceive", this::datagramReceive);
        all.put("datagramSend", this::datagramSend);
        all.put("datagramSocketReceive", this::datagramSocketReceive);
        all.put("fileOpenInput", this::fileOpenInput);
        all.put("fileRead", this::fileRead);
        all.put("fileReadBytes", this::fileReadBytes);
        all.put("fileReadAll", this::fileReadAll);
        all.put("fileSkip", this::fileSkip);
        all.put("fileReadCharacter", this::fileReadCharacter);
        all.put("fileOpenOutput", this::fileOpenOutput);
        all.put("fileWrite", this::fileWrite);
        all.put("fileWriteBytes", this::fileWriteBytes);
        all.put("randomOpen", this::randomOpen);
        all.put("randomRead", this::randomRead);
        all.put("randomReadFully", this::randomReadFully);
        all.put("randomWrite", this::randomWrite);
        all.put("randomSeek", this::randomSeek);
        all.put("lookUpName", InputOutput::lookUpName);
        all.put("lookUpAddress", InputOutput::lookUpAddress);
        all.put("selectTimed", this::selectTimed);
        all.put("selectUntilWoken", this::selectUntilWoken);
        return all;
    }

    void socketConnect() throws IOException {
        unconnected.connect(serverAddress);
    }

    void socketRead() throws IOException {
        Helper.later(() -> client.getOutputStream().write(1));
        accepted.getInputStream().read();
    }

    void socketReadTimedOut() throws IOException {
        accepted.setSoTimeout(MILLIS);
        accepted.getInputStream().read();
    }

    void socketWrite() throws IOException {
        client.getOutputStream().write(bytes);
    }

    /** {@link #socketConnect} has knocked. */
    void serverAccept() throws IOException {
        server.accept();
    }

    void serverAcceptTimedOut() throws IOException {
        server.accept();
    }

    void channelConnect() throws IOException {
        unconnectedChannel.connect(channelAddress);
    }

    void channelAccept() throws IOException {
        serverChannel.accept();
    }

    void channelRead() throws IOException {
        Helper.later(() -> channel.write(ByteBuffer.allocate(1)));
        acceptedChannel.read(ByteBuffer.allocate(1));
    }

    void channelReadScattered() throws IOException {
        Helper.later(() -> channel.write(ByteBuffer.allocate(1)));
        acceptedChannel.read(new ByteBuffer[] {ByteBuffer.allocate(1), ByteBuffer.allocate(1)});
    }

    void channelWrite() throws IOException {
        acceptedChannel.write(ByteBuffer.allocate(1));
    }

    void channelWriteGathered() throws IOException {
        acceptedChannel.write(new ByteBuffer[] {ByteBuffer.allocate(1), ByteBuffer.allocate(1)});
    }

    void datagramReceive() throws IOException {
        SocketAddress to = datagrams.getLocalAddress();
        Helper.later(() -> datagramSocket.send(new DatagramPacket(bytes, 1, to)));
        datagrams.receive(ByteBuffer.allocate(64));
    }

    void datagramSend() throws IOException {
        datagrams.send(ByteBuffer.allocate(1), datagramSocket.getLocalSocketAddress());
    }

    /** {@link #datagramSend} has sent one. */
    void datagramSocketReceive() throws IOException {
        datagramSocket.receive(new DatagramPacket(bytes, bytes.length));
    }

    @SuppressWarnings("StreamResourceLeak")
    void fileOpenInput() throws IOException {
        new FileInputStream(file);
    }

    void fileRead() throws IOException {
        in.read();
    }

    void fileReadBytes() throws IOException {
        in.read(bytes, 0, 8);
    }

    void fileReadAll() throws IOException {
        in.readAllBytes();
    }

    void fileSkip() throws IOException {
        in.skip(1);
    }

    void fileReadCharacter() throws IOException {
        reader.read();
    }

    void fileOpenOutput() throws IOException {
        new FileOutputStream(file, true);
    }

    void fileWrite() throws IOException {
        out.write(1);
    }

    void fileWriteBytes() throws IOException {
        out.write(bytes);
    }

    void randomOpen() throws IOException {
        new RandomAccessFile(file, "r");
    }

    void randomRead() throws IOException {
        random.read();
    }

    void randomReadFully() throws IOException {
        random.readFully(bytes);
    }

    void randomWrite() throws IOException {
        random.write(bytes);
    }

    void randomSeek() throws IOException {
        random.seek(0);
    }

    /** The name service is asked each time, see {@link Probe}; this name it knows without a network. */
    @SuppressWarnings("AddressSelection")
    static void lookUpName() throws IOException {
        InetAddress.getByName("localhost");
    }

    static void lookUpAddress() throws IOException {
        InetAddress.getByAddress(new byte[] {127, 0, 0, 1}).getHostName();
    }

    void selectTimed() throws IOException {
        selector.select(MILLIS);
    }

    void selectUntilWoken() throws IOException {
        Helper.later(selector::wakeup);
        selector.select();
    }
}
