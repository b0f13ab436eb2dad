// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;

/** Servers that say hello, each in the way of its library, and make no mistake. They run until the JVM ends. */
final class HealthyServer {
    static final String HELLO = "hello";
    private static final String HOST = "127.0.0.1";
    private static final int PATIENCE_SECONDS = 30;

    private HealthyServer() {}

    /** Starts one and returns its port. */
    static int start(String library) throws Exception {
        return switch (library) {
            case "netty" -> netty();
            case "vertx" -> vertx();
            case "reactor-netty" -> reactorNetty();
            case "webflux" -> WebFluxServer.start(HOST, HELLO, Duration.ofSeconds(PATIENCE_SECONDS));
            case "grpc" -> grpc();
            default -> throw new IllegalArgumentException(library);
        };
    }

    private static int netty() throws InterruptedException {
        Channel server = new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(4096), new Greeter());
                    }
                })
                .bind(HOST, 0)
                .sync()
                .channel();
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    private static final class Greeter extends SimpleChannelInboundHandler<HttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpRequest request) {
            ByteBuf text = Unpooled.copiedBuffer(HELLO, StandardCharsets.US_ASCII);
            FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, text);
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, text.readableBytes());
            context.writeAndFlush(response);
        }
    }

    private static int vertx() throws Exception {
        return Vertx.vertx()
                .createHttpServer()
                .requestHandler(request -> request.response().end(HELLO))
                .listen(0, HOST)
                .toCompletionStage()
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .actualPort();
    }

    private static int reactorNetty() {
        return HttpServer.create()
                .host(HOST)
                .port(0)
                .route(routes -> routes.get("/", (request, response) -> response.sendString(Mono.just(HELLO))))
                .bindNow(Duration.ofSeconds(PATIENCE_SECONDS))
                .port();
    }

    private static int grpc() throws Exception {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getByName(HOST), 0))
                .directExecutor()
                .addService(ServerServiceDefinition.builder("Prices")
                        .addMethod(GrpcServer.HELLO, ServerCalls.<String, String>asyncUnaryCall((asked, answer) -> {
                            answer.onNext(HELLO);
                            answer.onCompleted();
                        }))
                        .build())
                .build()
                .start()
                .getPort();
    }
}
