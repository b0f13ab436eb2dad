// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.bootstrap.Bootstrap;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Calls of a gRPC server that answers by an error which says what was asked for, on the Netty that gRPC carries with it, and
 * promises of that Netty; some are lost. What fails does so on a thread of the transport's.
 */
public final class LostCalls {
    private final ManagedChannel channel;

    private LostCalls(int port) {
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    public static void main(String[] arguments) throws Exception {
        LossCases cases = new LossCases();
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .directExecutor()
                .addService(ServerServiceDefinition.builder("Prices")
                        .addMethod(
                                GrpcServer.HELLO,
                                ServerCalls.asyncUnaryCall((asked, answer) -> answer.onError(
                                        Status.NOT_FOUND.withDescription(asked).asRuntimeException())))
                        .build())
                .build()
                .start();
        LostCalls calls = new LostCalls(server.getPort());
        calls.lose(cases);
        calls.hear(cases);
        calls.channel.shutdown().awaitTermination(5, TimeUnit.SECONDS);
        onMovedNetty(cases, server.getPort());
        server.shutdownNow();
        cases.end();
    }

    private ListenableFuture<String> called(String name) {
        return ClientCalls.futureUnaryCall(channel.newCall(GrpcServer.HELLO, CallOptions.DEFAULT), name);
    }

    private static void untilDone(ListenableFuture<String> future) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        future.addListener(done::countDown, MoreExecutors.directExecutor());
        done.await();
    }

    private void lose(LossCases cases) throws Exception {
        cases.lost("forgotten", this::forgotten);
        cases.lost("transformed", this::transformed);
        cases.allowed("allowed", this::allowed);
    }

    private void forgotten(String name) throws InterruptedException {
        untilDone(called(name));
    }

    private void transformed(String name) throws InterruptedException {
        untilDone(Futures.transform(called(name), String::trim, MoreExecutors.directExecutor()));
    }

    private void allowed(String name) throws InterruptedException {
        untilDone(called(name));
    }

    private void hear(LossCases cases) {
        cases.handled("got", name -> called(name).get());
        cases.handled("heard", name -> {
            CountDownLatch heard = new CountDownLatch(1);
            Futures.addCallback(called(name), new Hearing(heard), MoreExecutors.directExecutor());
            heard.await();
        });
        cases.handled(
                "caught",
                name -> Futures.catching(
                                called(name),
                                StatusRuntimeException.class,
                                Throwable::getMessage,
                                MoreExecutors.directExecutor())
                        .get());
        cases.handled(
                "blocking",
                name -> ClientCalls.blockingUnaryCall(channel, GrpcServer.HELLO, CallOptions.DEFAULT, name));
        cases.handled("observed", name -> {
            CountDownLatch heard = new CountDownLatch(1);
            ClientCalls.asyncUnaryCall(
                    channel.newCall(GrpcServer.HELLO, CallOptions.DEFAULT), name, new Observer(heard));
            heard.await();
        });
        cases.handled("cancelled", name -> called(name).cancel(true));
    }

    private record Hearing(CountDownLatch heard) implements FutureCallback<String> {
        @Override
        public void onSuccess(String answer) {}

        @Override
        public void onFailure(Throwable cause) {
            heard.countDown();
        }
    }

    private record Observer(CountDownLatch heard) implements StreamObserver<String> {
        @Override
        public void onNext(String answer) {}

        @Override
        public void onError(Throwable cause) {
            heard.countDown();
        }

        @Override
        public void onCompleted() {}
    }

    /** Is nothing that can be sent. */
    private record Unsendable() {}

    private static void onMovedNetty(LossCases cases, int port) throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        Channel channel = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect("127.0.0.1", port)
                .sync()
                .channel();
        cases.lost("Unsendable", name -> unsendable(channel));
        cases.lost("failed", name -> loops.next().newPromise().setFailure(LossCases.failure(name)));
        cases.handled("synced", name -> channel.writeAndFlush(new Unsendable()).sync());
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }

    private static void unsendable(Channel channel) throws InterruptedException, ExecutionException {
        channel.writeAndFlush(new Unsendable());
        channel.eventLoop().submit(() -> {}).get();
    }
}
