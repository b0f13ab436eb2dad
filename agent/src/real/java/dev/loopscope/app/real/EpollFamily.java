// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;

/** Netty, of either line, on Linux's epoll. */
final class EpollFamily extends NettyFamily {
    // The one class of groups that both lines of Netty have.
    @SuppressWarnings("deprecation")
    EpollFamily() throws InterruptedException {
        super(new EpollEventLoopGroup(2), EpollServerSocketChannel.class, EpollSocketChannel.class);
    }
}
