// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import static dev.loopscope.app.real.LossCases.failure;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.ListeningExecutorService;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.SettableFuture;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Failures of Guava's futures, and of gRPC's, that nobody hears of, and others that somebody does. */
public final class LostListenableFutures {
    private static final Executor DIRECT = MoreExecutors.directExecutor();

    private final ListeningExecutorService pool = MoreExecutors.listeningDecorator(Executors.newFixedThreadPool(1));

    private LostListenableFutures() {}

    public static void main(String[] arguments) throws Exception {
        LossCases cases = new LossCases();
        LostListenableFutures futures = new LostListenableFutures();
        futures.lose(cases);
        futures.hear(cases);
        futures.hearDerived(cases);
        futures.call(cases);
        futures.pool.shutdown();
        cases.end();
    }

    private static ListenableFuture<String> failed(String name) {
        SettableFuture<String> future = SettableFuture.create();
        future.setException(failure(name));
        return future;
    }

    private void lose(LossCases cases) throws Exception {
        cases.lost("set", LostListenableFutures::failed);
        cases.lost("immediate", this::immediate);
        cases.lost("submitted", this::submitted);
        cases.lost("transformed", this::transformed);
        cases.lost("transformThrows", this::transformThrows);
        cases.lost("transformedLater", this::transformedLater);
        cases.lost("taken", this::taken);
        cases.lost("allAsList", this::allAsList);
        cases.lost("catchingThrows", this::catchingThrows);
        cases.lost("onlySuccess", this::onlySuccess);
    }

    private void immediate(String name) {
        Futures.immediateFailedFuture(failure(name));
    }

    private void submitted(String name) throws InterruptedException {
        pool.submit(() -> {
            throw failure(name);
        });
        untilIdle();
    }

    private void untilIdle() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        pool.execute(ran::countDown);
        ran.await();
    }

    /** One failure of three futures. */
    private void transformed(String name) {
        Futures.transform(Futures.transform(failed(name), String::length, DIRECT), x -> x, DIRECT);
    }

    private void transformThrows(String name) {
        Futures.transform(
                Futures.immediateFuture("x"),
                x -> {
                    throw failure(name);
                },
                DIRECT);
    }

    private void transformedLater(String name) throws InterruptedException {
        SettableFuture<String> first = SettableFuture.create();
        Futures.transform(first, String::length, pool);
        first.setException(failure(name));
        untilIdle();
    }

    /** Two futures with one result. */
    private void taken(String name) {
        Futures.transformAsync(Futures.immediateFuture("x"), x -> failed(name), DIRECT);
    }

    private void allAsList(String name) {
        Futures.allAsList(Futures.immediateFuture("x"), failed(name));
    }

    private void catchingThrows(String name) {
        Futures.catching(
                failed("seen"),
                IllegalStateException.class,
                seen -> {
                    throw failure(name);
                },
                DIRECT);
    }

    /** Is no look at another kind of failure. */
    private void onlySuccess(String name) {
        Futures.catching(failed(name), UncheckedIOException.class, seen -> "y", DIRECT);
    }

    private static FutureCallback<Object> callback(CountDownLatch heard) {
        return new FutureCallback<>() {
            @Override
            public void onSuccess(Object result) {}

            @Override
            public void onFailure(Throwable cause) {
                heard.countDown();
            }
        };
    }

    private void hear(LossCases cases) {
        cases.handled("get", name -> failed(name).get());
        cases.handled("getTimed", name -> failed(name).get(1, TimeUnit.SECONDS));
        cases.handled("getDone", name -> Futures.getDone(failed(name)));
        cases.handled("getUnchecked", name -> Futures.getUnchecked(failed(name)));
        cases.handled("getChecked", name -> Futures.getChecked(failed(name), IOException.class));
        cases.handled("callback", name -> Futures.addCallback(failed(name), callback(new CountDownLatch(1)), DIRECT));
        cases.handled("callbackBefore", name -> {
            SettableFuture<String> future = SettableFuture.create();
            Futures.addCallback(future, callback(new CountDownLatch(1)), DIRECT);
            future.setException(failure(name));
        });
        cases.handled("submittedAndHeard", name -> {
            CountDownLatch heard = new CountDownLatch(1);
            Futures.addCallback(
                    pool.submit(() -> {
                        throw failure(name);
                    }),
                    callback(heard),
                    DIRECT);
            heard.await();
        });
        cases.handled(
                "submittedAndGot",
                name -> pool.submit(() -> {
                            throw failure(name);
                        })
                        .get());
        cases.handled("cancelled", name -> SettableFuture.create().cancel(true));
        cases.handled("tooLate", name -> {
            SettableFuture<String> future = SettableFuture.create();
            future.set("x");
            future.setException(failure(name));
        });
    }

    private void hearDerived(LossCases cases) {
        cases.handled(
                "catching", name -> Futures.catching(failed(name), IllegalStateException.class, seen -> "y", DIRECT));
        cases.handled(
                "catchingAsync",
                name -> Futures.catchingAsync(
                        failed(name), IllegalStateException.class, seen -> Futures.immediateFuture("y"), DIRECT));
        cases.handled(
                "transformedThenGot",
                name -> Futures.transform(failed(name), String::length, DIRECT).get());
        cases.handled(
                "transformedThenHeard",
                name -> Futures.addCallback(
                        Futures.transform(failed(name), String::length, DIRECT),
                        callback(new CountDownLatch(1)),
                        DIRECT));
        cases.handled(
                "takenThenCaught",
                name -> Futures.catching(
                        Futures.transformAsync(Futures.immediateFuture("x"), x -> failed(name), DIRECT),
                        IllegalStateException.class,
                        seen -> "y",
                        DIRECT));
        cases.handled(
                "allThenGot",
                name -> Futures.allAsList(Futures.immediateFuture("x"), failed(name))
                        .get());
        cases.handled("heardThenTransformed", name -> {
            ListenableFuture<String> future = failed(name);
            Futures.addCallback(future, callback(new CountDownLatch(1)), DIRECT);
            Futures.transform(future, String::length, DIRECT);
        });
        cases.handled("whenAllComplete", name -> {
            ListenableFuture<String> future = failed(name);
            Futures.whenAllComplete(future)
                    .call(() -> Futures.getDone(future), DIRECT)
                    .get();
        });
    }

    private static final MethodDescriptor<String, String> METHOD = MethodDescriptor.<String, String>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("prices/price")
            .setRequestMarshaller(new Text())
            .setResponseMarshaller(new Text())
            .build();

    /** Strings as they are. */
    private static final class Text implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String text) {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try (stream) {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A call is answered by an error that says what was asked for. */
    private void call(LossCases cases) throws Exception {
        Server server = InProcessServerBuilder.forName("prices")
                .directExecutor()
                .addService(ServerServiceDefinition.builder("prices")
                        .addMethod(
                                METHOD,
                                ServerCalls.asyncUnaryCall((request, response) -> response.onError(Status.NOT_FOUND
                                        .withDescription(request)
                                        .asRuntimeException())))
                        .build())
                .build()
                .start();
        ManagedChannel channel =
                InProcessChannelBuilder.forName("prices").directExecutor().build();
        cases.lost("called", name -> called(channel, name));
        cases.handled("calledAndGot", name -> called(channel, name).get());
        cases.handled(
                "calledAndHeard",
                name -> Futures.addCallback(called(channel, name), callback(new CountDownLatch(1)), DIRECT));
        channel.shutdownNow();
        server.shutdownNow();
    }

    private static ListenableFuture<String> called(ManagedChannel channel, String name) {
        return ClientCalls.futureUnaryCall(channel.newCall(METHOD, CallOptions.DEFAULT), name);
    }
}
