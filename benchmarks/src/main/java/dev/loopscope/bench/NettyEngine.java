// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Netty's loop, on the JDK's selector or on its native epoll. */
final class NettyEngine extends Engine {
    private final MultiThreadIoEventLoopGroup group;
    private final EventExecutor loop;

    NettyEngine(String transport) {
        group = new MultiThreadIoEventLoopGroup(1, handler(transport));
        loop = group.next();
    }

    static IoHandlerFactory handler(String transport) {
        return transport.equals("epoll") ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }

    @Override
    void post(Runnable callback) {
        loop.execute(callback);
    }

    @Override
    void soon(Runnable callback) {
        loop.execute(callback);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it is what cancel() takes
    Object later(long nanos, Runnable callback) {
        return loop.schedule(callback, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    void cancel(Object timer) {
        ((Future<?>) timer).cancel(false);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
