// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import static dev.loopscope.app.real.LossCases.failure;

import dev.loopscope.app.real.library.Heartbeat;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Failures of bare Netty's promises, of either line, that nobody hears of, and others that somebody does. */
public final class LostPromises {
    private final EventLoopGroup loops;
    private final EventLoop loop;
    private final Channel server;
    private Channel channel;

    // The one class of groups that both lines of Netty have.
    @SuppressWarnings("deprecation")
    private LostPromises() throws Exception {
        loops = new NioEventLoopGroup(1);
        loop = loops.next();
        server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new Silent())
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
    }

    public static void main(String[] arguments) throws Exception {
        LossCases cases = new LossCases();
        LostPromises promises = new LostPromises();
        promises.loseWrites(cases);
        promises.losePromises(cases);
        promises.hear(cases);
        promises.hearWrites(cases);
        promises.useOthers(cases);
        promises.loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        cases.end();
    }

    /** Reads nothing of what is sent. */
    @ChannelHandler.Sharable
    private static final class Silent extends ChannelInboundHandlerAdapter {}

    /** Fails to write what is a text. */
    private static final class Refusing extends ChannelDuplexHandler {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof String name) {
                throw failure(name);
            }
            context.write(message, promise);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // What a void promise does with it.
        }
    }

    private Channel channel(ChannelHandler handler) throws InterruptedException {
        return new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(handler)
                .connect(server.localAddress())
                .sync()
                .channel();
    }

    private void onLoop(Runnable code) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            code.run();
            done.countDown();
        });
        done.await();
    }

    private void loseWrites(LossCases cases) throws Exception {
        channel = channel(new Refusing());
        cases.lost("written", this::written);
        cases.lost("writtenInPipeline", this::writtenInPipeline);
        cases.lost("writtenElsewhere", this::writtenElsewhere);
        cases.lost("Unsupported", name -> unsupported());
        cases.lost("ownPromise", this::ownPromise);
        cases.lost("Unsendable", name -> unsendable());
        cases.allowed("allowed", name -> allowed());
    }

    private void written(String name) throws InterruptedException {
        onLoop(() -> channel.writeAndFlush(name));
    }

    private void writtenInPipeline(String name) throws InterruptedException {
        onLoop(() -> channel.pipeline().write(name));
    }

    /** The handler runs on the loop, with no frame of who has written. */
    private void writtenElsewhere(String name) throws InterruptedException {
        channel.writeAndFlush(name);
        onLoop(() -> {});
    }

    private record Unsupported() {}

    private void unsupported() throws InterruptedException {
        onLoop(() -> channel.writeAndFlush(new Unsupported()));
    }

    /** Is nothing that can be sent. */
    private record Unsendable() {}

    /** Fails on the loop, in no code but Netty's. */
    private void unsendable() throws InterruptedException {
        channel(new Silent()).writeAndFlush(new Unsendable());
        onLoop(() -> {});
    }

    private void allowed() throws InterruptedException {
        channel(new Silent()).writeAndFlush(new Unsendable());
        onLoop(() -> {});
    }

    private void ownPromise(String name) throws InterruptedException {
        onLoop(() -> channel.writeAndFlush(name, channel.newPromise()));
    }

    private Promise<String> failed(String name) {
        Promise<String> promise = loop.newPromise();
        promise.setFailure(failure(name));
        return promise;
    }

    private void losePromises(LossCases cases) throws Exception {
        cases.lost("failed", this::failed);
        cases.lost("failedIfPending", this::failedIfPending);
        cases.lost("failedFuture", this::failedFuture);
        cases.lost("submitted", this::submitted);
        cases.lost("scheduled", this::scheduled);
        cases.lost("periodic", this::periodic);
        cases.lost("passedOn", this::passedOn);
        cases.lost("readAndPassedOn", this::readAndPassedOn);
    }

    private void failedIfPending(String name) {
        loop.newPromise().tryFailure(failure(name));
    }

    private void failedFuture(String name) {
        loop.newFailedFuture(failure(name));
    }

    private void submitted(String name) throws InterruptedException {
        loop.submit(() -> {
            throw failure(name);
        });
        onLoop(() -> {});
    }

    private void scheduled(String name) throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        loop.schedule(
                () -> {
                    ran.countDown();
                    throw failure(name);
                },
                1,
                TimeUnit.MILLISECONDS);
        ran.await();
        onLoop(() -> {});
    }

    /** Runs once. */
    private void periodic(String name) throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        loop.scheduleAtFixedRate(
                () -> {
                    ran.countDown();
                    throw failure(name);
                },
                1,
                1,
                TimeUnit.MILLISECONDS);
        ran.await();
        onLoop(() -> {});
    }

    /** One failure of two promises. */
    private void passedOn(String name) throws InterruptedException {
        Promise<String> last = loop.newPromise();
        Promise<String> first = loop.newPromise();
        first.addListener(new PromiseNotifier<>(last));
        onLoop(() -> first.setFailure(failure(name)));
    }

    private void readAndPassedOn(String name) {
        Promise<String> first = failed(name);
        loop.newPromise().setFailure(first.cause());
    }

    private void hear(LossCases cases) throws Exception {
        cases.handled("listener", name -> failed(name).addListener(future -> {}));
        cases.handled("listenerBefore", name -> {
            Promise<String> promise = loop.newPromise();
            promise.addListener(future -> {});
            promise.setFailure(failure(name));
        });
        cases.handled("sync", name -> failed(name).sync());
        cases.handled("get", name -> failed(name).get());
        cases.handled("cause", name -> failed(name).cause());
        cases.handled("isSuccess", name -> failed(name).isSuccess());
        cases.handled("await", name -> failed(name).await());
        cases.handled("awaitUninterruptibly", name -> failed(name).awaitUninterruptibly(10));
        cases.handled(
                "failedFutureSync", name -> loop.newFailedFuture(failure(name)).sync());
        cases.handled(
                "failedFutureListener",
                name -> loop.newFailedFuture(failure(name)).addListener(future -> {}));
        cases.handled(
                "submittedAndGot",
                name -> loop.submit(() -> {
                            throw failure(name);
                        })
                        .get());
        cases.handled(
                "periodicSynced",
                name -> loop.scheduleWithFixedDelay(
                                () -> {
                                    throw failure(name);
                                },
                                1,
                                1,
                                TimeUnit.MILLISECONDS)
                        .sync());
        cases.handled("cancelled", name -> loop.newPromise().cancel(true));
        cases.handled("tooLate", name -> loop.newPromise().setSuccess("x").tryFailure(failure(name)));
        cases.handled("passedOnAndHeard", name -> {
            Promise<String> last = loop.newPromise();
            last.addListener(future -> {});
            Promise<String> first = loop.newPromise();
            first.addListener(new PromiseNotifier<>(last));
            first.setFailure(failure(name));
        });
        cases.handled("passedOnAndSynced", name -> {
            Promise<String> last = loop.newPromise();
            Promise<String> first = loop.newPromise();
            first.addListener(new PromiseNotifier<>(last));
            first.setFailure(failure(name));
            last.sync();
        });
        cases.handled("heardAndPassedOn", name -> {
            Promise<String> last = loop.newPromise();
            Promise<String> first = failed(name);
            first.addListener(future -> last.setFailure(future.cause()));
            last.await();
        });
    }

    private void hearWrites(LossCases cases) throws Exception {
        cases.handled(
                "unsendable", name -> channel.writeAndFlush(new Unsendable()).sync());
        cases.handled("voidPromise", name -> onLoop(() -> channel.writeAndFlush(name, channel.voidPromise())));
        cases.handled(
                "fireException",
                name -> onLoop(() ->
                        channel.writeAndFlush(name).addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE)));
        cases.handled("writtenAndSynced", name -> channel.writeAndFlush(name).sync());
        cases.handled("closeOnFailure", name -> {
            Channel own = channel(new Refusing());
            onLoop(() -> own.writeAndFlush(name).addListener(ChannelFutureListener.CLOSE_ON_FAILURE));
        });
        cases.handled("close", name -> {
            Channel own = channel(new Refusing());
            onLoop(() -> own.writeAndFlush(name).addListener(ChannelFutureListener.CLOSE));
        });
        cases.handled("closedBefore", name -> {
            channel.close().sync();
            onLoop(() -> channel.writeAndFlush(Unpooled.buffer(1).writeByte(1)));
        });
    }

    /** What fails then is not the application's own write, nor in a handler of its own. */
    private void useOthers(LossCases cases) throws Exception {
        Channel bare = channel(new Silent());
        cases.handled("library", name -> {
            Heartbeat.beat(bare);
            onLoop(() -> {});
        });
        cases.handled("group", name -> {
            ChannelGroup group = new DefaultChannelGroup(loop);
            group.add(bare);
            group.writeAndFlush(new Unsendable()).await();
        });
    }
}
