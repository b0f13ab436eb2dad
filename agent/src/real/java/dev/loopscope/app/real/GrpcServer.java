// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * gRPC on the Netty it carries with it: a service whose handlers run on the loop, calls that fail, work that blocks where it
 * may, and peers that reset.
 *
 * <p>Argument: what is planted, {@code none} or {@code sleep}.
 */
public final class GrpcServer {
    private static final int CALLS = 300;
    private static final int AT_ONCE = 16;
    private static final int PATIENCE_SECONDS = 30;
    static final MethodDescriptor<String, String> HELLO = MethodDescriptor.<String, String>newBuilder(
                    new Text(), new Text())
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName("Prices", "hello"))
            .build();

    private final String plant;
    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final Tally tally = new Tally();

    private GrpcServer(String plant) {
        this.plant = plant;
    }

    /** Words as they are, without a compiler of messages. */
    private static final class Text implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream in) {
            try {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        new GrpcServer(arguments[0]).run();
    }

    private void run() throws Exception {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .directExecutor()
                .addService(ServerServiceDefinition.builder("Prices")
                        .addMethod(HELLO, ServerCalls.asyncUnaryCall(this::serve))
                        .build())
                .build()
                .start();
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .directExecutor()
                .build();
        Semaphore free = new Semaphore(AT_ONCE);
        for (int i = 0; i < CALLS; i++) {
            free.acquire();
            call(channel, i, free);
        }
        tally.await("answers", CALLS);
        RudeClient.resets(server.getPort(), "PRI * HTTP/2.0\r\n\r\n", 10);
        channel.shutdown().awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        server.shutdown().awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        workers.shutdown();
        tally.print("hello", "price 42", "INVALID_ARGUMENT", "report");
    }

    private void serve(String asked, StreamObserver<String> answer) {
        switch (asked) {
            case "price" -> answer(price(), answer);
            case "report" -> workers.execute(() -> answer(report(), answer));
            case "fault" -> answer.onError(Status.INVALID_ARGUMENT.asRuntimeException());
            default -> answer("hello", answer);
        }
    }

    private static void answer(String text, StreamObserver<String> answer) {
        answer.onNext(text);
        answer.onCompleted();
    }

    private String price() {
        try {
            if (plant.equals("sleep")) {
                Thread.sleep(20);
            }
            return "price 42";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Blocks where it may. */
    private static String report() {
        try {
            Thread.sleep(2);
            return "report";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void call(Channel channel, int number, Semaphore free) {
        String asked = switch (number % 10) {
            case 3 -> "price";
            case 5 -> "report";
            case 7 -> "fault";
            default -> "hello";
        };
        ClientCalls.asyncUnaryCall(channel.newCall(HELLO, CallOptions.DEFAULT), asked, new StreamObserver<String>() {
            @Override
            public void onNext(String value) {
                tally.add(value);
            }

            @Override
            public void onError(Throwable failure) {
                tally.add(Status.fromThrowable(failure).getCode().name());
                onCompleted();
            }

            @Override
            public void onCompleted() {
                tally.add("answers");
                free.release();
            }
        });
    }
}
