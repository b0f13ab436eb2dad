// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.DefaultEventExecutorChooserFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.RejectedExecutionHandlers;
import io.netty.util.concurrent.ThreadPerTaskExecutor;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Netty, of either line, on Linux's epoll, with a queue that may hold up what has been posted. */
final class EpollFamily extends NettyFamily {
    // The one class of groups that both lines of Netty have.
    @SuppressWarnings("deprecation")
    EpollFamily() throws InterruptedException {
        super(
                new EpollEventLoopGroup(
                        2,
                        new ThreadPerTaskExecutor(new DefaultThreadFactory(EpollEventLoopGroup.class)),
                        DefaultEventExecutorChooserFactory.INSTANCE,
                        DefaultSelectStrategyFactory.INSTANCE,
                        RejectedExecutionHandlers.reject(),
                        most -> new HeldQueue(),
                        most -> new ConcurrentLinkedQueue<>()),
                EpollServerSocketChannel.class,
                EpollSocketChannel.class);
    }
}
