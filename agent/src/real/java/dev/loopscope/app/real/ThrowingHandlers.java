// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What throws on Netty's loops, of either line: where nobody handles it, and where somebody does. */
public final class ThrowingHandlers {
    private final EventLoopGroup loops;

    // The one class of groups that both lines of Netty have.
    @SuppressWarnings("deprecation")
    private ThrowingHandlers() {
        loops = new NioEventLoopGroup(1);
    }

    public static void main(String[] arguments) throws Exception {
        ThrowingHandlers handlers = new ThrowingHandlers();
        handlers.lose();
        handlers.handle();
        handlers.loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        System.out.println("end");
    }

    private void lose() throws Exception {
        loops.execute(() -> fail("task"));
        with(Reader::new, this::sendOne);
        with(Decoder::new, this::sendOne);
    }

    private void handle() throws Exception {
        CountDownLatch told = new CountDownLatch(2);
        loops.submit(() -> fail("submitted")).addListener(done -> {
            System.out.println(done.cause().getMessage());
            told.countDown();
        });
        loops.execute(() -> {
            try {
                fail("caught");
            } catch (IllegalStateException e) {
                told.countDown();
            }
        });
        told.await();
        with(Careful::new, this::sendOne);
        with(Passive::new, ThrowingHandlers::reset);
    }

    private static void fail(String name) {
        throw new IllegalStateException(name);
    }

    private interface Client {
        void use(InetSocketAddress server) throws Exception;
    }

    /** The server's connection is gone when this returns. */
    private void with(Supplier<ChannelHandler> handler, Client client) throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        Channel server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(handler.get());
                        channel.closeFuture().addListener(done -> closed.countDown());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        client.use((InetSocketAddress) server.localAddress());
        closed.await();
        server.close().sync();
    }

    private void sendOne(InetSocketAddress server) throws InterruptedException {
        Channel channel = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(server)
                .sync()
                .channel();
        channel.writeAndFlush(Unpooled.buffer(1).writeByte(1)).sync();
        channel.close().sync();
    }

    /** A peer that goes as peers do. */
    private static void reset(InetSocketAddress server) throws Exception {
        try (Socket client = new Socket(server.getAddress(), server.getPort())) {
            client.setSoLinger(true, 0);
        }
    }

    private static final class Passive extends ChannelInboundHandlerAdapter {}

    private static final class Reader extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ((ByteBuf) message).release();
            fail("handler");
        }
    }

    /** Whose exception Netty wraps in one of its own. */
    private static final class Decoder extends ByteToMessageDecoder {
        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> decoded) {
            bytes.skipBytes(bytes.readableBytes());
            fail("decoder");
        }
    }

    private static final class Careful extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ((ByteBuf) message).release();
            fail("handled");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            System.out.println(cause.getMessage());
            context.close();
        }
    }
}
