// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An echo server and its clients on bare Netty, of either line: single bytes there and back, one of them answered by an
 * exception, timers beside it, and peers that reset.
 *
 * <p>Argument: what is planted, {@code none}, {@code sleep} or {@code lock}.
 */
public final class NettyEcho {
    static final int CONNECTIONS = 4;
    static final int EXCHANGES = 100;
    /** How many of the bytes of each connection meet what is planted. */
    static final int PLANTED = 3;

    private static final byte ORDINARY = 1;
    private static final byte SPECIAL = 2;
    private static final byte FAILING = 3;
    private static final long HELD_MILLIS = 1_000;

    private final String plant;
    private final Tally tally = new Tally();
    private final ReentrantLock lock = new ReentrantLock();

    private NettyEcho(String plant) {
        this.plant = plant;
    }

    public static void main(String[] arguments) throws Exception {
        new NettyEcho(arguments[0]).run();
    }

    // The one class of groups that both lines of Netty have.
    @SuppressWarnings("deprecation")
    private void run() throws Exception {
        EventLoopGroup acceptors = new NioEventLoopGroup(1);
        EventLoopGroup workers = new NioEventLoopGroup(2);
        Channel server = new ServerBootstrap()
                .group(acceptors, workers)
                .channel(NioServerSocketChannel.class)
                .childHandler(initializer(true))
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        InetSocketAddress address = (InetSocketAddress) server.localAddress();
        workers.next().scheduleAtFixedRate(() -> tally.add("ticks"), 5, 5, TimeUnit.MILLISECONDS);
        Bootstrap client =
                new Bootstrap().group(workers).channel(NioSocketChannel.class).handler(initializer(false));
        if (plant.equals("lock")) {
            lock.lock();
        }
        List<ChannelFuture> connected = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            connected.add(client.connect(address));
        }
        if (plant.equals("lock")) {
            releaseLock();
        }
        for (ChannelFuture each : connected) {
            each.sync();
        }
        RudeClient.resets(address.getPort(), "\1\1\1", 20);
        tally.await("finished", CONNECTIONS);
        tally.await("ticks", 20);
        server.close().sync();
        workers.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        acceptors.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        tally.print("echoed", "failed", "finished");
    }

    private ChannelInitializer<SocketChannel> initializer(boolean isServer) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(isServer ? new Server() : new Client());
            }
        };
    }

    /** Sends back what it gets. */
    private final class Server extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            ByteBuf bytes = (ByteBuf) message;
            byte kind = bytes.getByte(bytes.readerIndex());
            if (kind == FAILING) {
                bytes.release();
                throw new IllegalArgumentException("what the client sent");
            }
            if (kind == SPECIAL && plant.equals("sleep")) {
                Thread.sleep(20);
            }
            if (kind == SPECIAL && plant.equals("lock")) {
                lock.lock();
                lock.unlock();
            }
            context.writeAndFlush(bytes);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof IllegalArgumentException) {
                tally.add("failed");
                context.writeAndFlush(Unpooled.buffer(1).writeByte(ORDINARY));
            } else {
                context.close();
            }
        }
    }

    /** When a loop has stood in front of it for a while. */
    private void releaseLock() throws InterruptedException {
        tally.await("a loop at the lock", lock::hasQueuedThreads);
        Thread.sleep(HELD_MILLIS);
        lock.unlock();
    }

    /** One byte at a time: the next when the last has come back. */
    private final class Client extends SimpleChannelInboundHandler<ByteBuf> {
        private int exchanges;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            send(context);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf echo) {
            tally.add("echoed");
            exchanges++;
            if (exchanges < EXCHANGES) {
                send(context);
            } else {
                tally.add("finished");
                context.close();
            }
        }

        private void send(ChannelHandlerContext context) {
            byte kind = exchanges % 10 == 9 ? FAILING : exchanges > 0 && exchanges <= PLANTED ? SPECIAL : ORDINARY;
            context.writeAndFlush(Unpooled.buffer(1).writeByte(kind));
        }
    }
}
