// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.Protocol;
import dev.loopscope.loop.Transport;
import dev.loopscope.loop.stream.StreamReader;
import dev.loopscope.loop.stream.StreamWriter;
import dev.loopscope.loop.stream.Streams;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;

/**
 * Sends back what it receives, on one thread of the kind asked for: {@code loop}, {@code streams} (a task for each
 * connection of the same loop), {@code netty} (NIO) or {@code plain}, the least a JDK selector can be made to do it with.
 * Prints its port, and runs until it is destroyed.
 */
final class EchoServer {
    private static final String HOST = "127.0.0.1";
    private static final int CHUNK = 65_536;

    private EchoServer() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "loop" -> loop();
            case "streams" -> streams();
            case "netty" -> netty();
            case "plain" -> plain();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void say(int port) {
        System.out.println(port);
        System.out.flush();
    }

    private static void loop() {
        EventLoop loop = EventLoop.open();
        loop.createServer(Echo::new, HOST, 0)
                .addDoneCallback(
                        server -> say(server.result().addresses().get(0).getPort()));
        loop.runForever();
    }

    private static final class Echo implements Protocol {
        @SuppressWarnings("NullAway.Init")
        private Transport transport;

        @Override
        public void connectionMade(Transport made) {
            transport = made;
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            transport.write(data);
        }
    }

    private static void streams() {
        EventLoop loop = EventLoop.open();
        loop.createTask(Streams.startServer(EchoServer::echo, HOST, 0))
                .addDoneCallback(
                        server -> say(server.result().addresses().get(0).getPort()));
        loop.runForever();
    }

    private static void echo(StreamReader reader, StreamWriter writer) {
        for (byte[] data = reader.read(CHUNK).await();
                data.length > 0;
                data = reader.read(CHUNK).await()) {
            writer.write(data);
            writer.drain().await();
        }
    }

    private static void netty() throws InterruptedException {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NettyEngine.handler("nio"));
        Channel channel = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel made) {
                        made.pipeline().addLast(new NettyEcho());
                    }
                })
                .bind(HOST, 0)
                .sync()
                .channel();
        say(((InetSocketAddress) channel.localAddress()).getPort());
        channel.closeFuture().sync();
    }

    private static final class NettyEcho extends ChannelInboundHandlerAdapter {
        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // a void promise: failures close the channel
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }

    private static void plain() throws IOException {
        try (Selector selector = Selector.open();
                ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            say(server.socket().getLocalPort());
            ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
            while (true) {
                selector.select(key -> {
                    try {
                        ready(key, buffer);
                    } catch (IOException e) {
                        key.cancel();
                    }
                });
            }
        }
    }

    private static void ready(SelectionKey key, ByteBuffer buffer) throws IOException {
        if (key.isAcceptable()) {
            java.nio.channels.SocketChannel made = ((ServerSocketChannel) key.channel()).accept();
            made.configureBlocking(false);
            made.setOption(StandardSocketOptions.TCP_NODELAY, true);
            made.register(key.selector(), SelectionKey.OP_READ);
            return;
        }
        java.nio.channels.SocketChannel channel = (java.nio.channels.SocketChannel) key.channel();
        buffer.clear();
        if (channel.read(buffer) < 0) {
            channel.close();
            return;
        }
        buffer.flip();
        channel.write(buffer);
        if (buffer.hasRemaining()) {
            throw new IOException("the load of these runs never fills a socket's buffer");
        }
    }
}
