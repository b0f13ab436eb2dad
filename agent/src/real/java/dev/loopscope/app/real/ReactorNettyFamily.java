// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.NettyInbound;
import reactor.netty.NettyOutbound;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;

/** Reactor Netty: a server that does some work for each byte it gets. */
final class ReactorNettyFamily implements Family {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Queue<Runnable> works = new ConcurrentLinkedQueue<>();
    private final DisposableServer server =
            TcpServer.create().host("127.0.0.1").port(0).handle(this::serve).bindNow(PATIENCE);
    private final Connection client =
            TcpClient.create().host("127.0.0.1").port(server.port()).connectNow(PATIENCE);

    ReactorNettyFamily() {}

    private Publisher<Void> serve(NettyInbound in, NettyOutbound out) {
        return in.receive().asByteArray().doOnNext(this::read).then();
    }

    private void read(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            works.remove().run();
        }
    }

    @Override
    public void onReady(Runnable work) {
        works.add(work);
        client.outbound().sendByteArray(Flux.just(new byte[1])).then().subscribe();
    }

    @Override
    public void onTask(Runnable work) {
        client.channel().eventLoop().execute(work);
    }

    @Override
    public boolean atOnce(Runnable work, int times) {
        onTask(() -> {
            for (int i = 0; i < times; i++) {
                onTask(work);
            }
        });
        return true;
    }

    @Override
    public String polling() {
        return "reactor-tcp-";
    }

    @Override
    public Callable<?> refusedWait() {
        return ReactorNettyFamily::awaitOwn;
    }

    private static Object awaitOwn() {
        return Flux.never().blockFirst(PATIENCE);
    }

    @Override
    public void otherwise() {
        Mono.fromRunnable(LoopHandlers::nap)
                .subscribeOn(Schedulers.boundedElastic())
                .block();
    }

    @Override
    public void end() {
        client.disposeNow(PATIENCE);
        server.disposeNow(PATIENCE);
    }
}
