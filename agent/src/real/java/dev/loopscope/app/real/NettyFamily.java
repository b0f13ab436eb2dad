// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Bare Netty, of either line, on its NIO transport: a server that does some work for each byte it gets. */
class NettyFamily implements Family {
    private final Queue<Runnable> works = new ConcurrentLinkedQueue<>();
    private final EventLoopGroup loops;
    private final Channel client;

    // The one class of groups that both lines of Netty have.
    @SuppressWarnings("deprecation")
    NettyFamily() throws InterruptedException {
        this(new NioEventLoopGroup(2), NioServerSocketChannel.class, NioSocketChannel.class);
    }

    NettyFamily(EventLoopGroup loops, Class<? extends ServerChannel> serverType, Class<? extends Channel> clientType)
            throws InterruptedException {
        this.loops = loops;
        Channel server = new ServerBootstrap()
                .group(loops)
                .channel(serverType)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Reader());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        client = new Bootstrap()
                .group(loops)
                .channel(clientType)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(server.localAddress())
                .sync()
                .channel();
    }

    /** What an application puts into a pipeline. */
    private final class Reader extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            int count = bytes.readableBytes();
            bytes.release();
            for (int i = 0; i < count; i++) {
                works.remove().run();
            }
        }
    }

    @Override
    public final void onReady(Runnable work) {
        works.add(work);
        client.writeAndFlush(Unpooled.buffer(1).writeByte(1));
    }

    @Override
    public final void onTask(Runnable work) {
        client.eventLoop().execute(work);
    }

    @Override
    public final boolean atOnce(Runnable work, int times) {
        onTask(() -> {
            for (int i = 0; i < times; i++) {
                onTask(work);
            }
        });
        return true;
    }

    @Override
    public final String polling() {
        return "EventLoopGroup-";
    }

    @Override
    public final Callable<?> refusedWait() {
        return this::awaitOwn;
    }

    private Object awaitOwn() throws InterruptedException {
        return client.eventLoop().newPromise().sync();
    }

    /** Where Netty wants what blocks. */
    @Override
    public final void otherwise() throws Exception {
        EventExecutorGroup workers = new DefaultEventExecutorGroup(1);
        workers.submit(LoopHandlers::nap).sync();
        workers.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }

    @Override
    public final void end() throws Exception {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }
}
