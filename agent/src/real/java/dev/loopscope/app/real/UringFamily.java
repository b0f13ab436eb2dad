// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.RejectedExecutionHandlers;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/** Netty on Linux's io_uring, with a queue that may hold up what has been posted. */
final class UringFamily extends NettyFamily {
    UringFamily() throws InterruptedException {
        super(new Group(), IoUringServerSocketChannel.class, IoUringSocketChannel.class);
    }

    private static final class Group extends MultiThreadIoEventLoopGroup {
        Group() {
            super(2, new DefaultThreadFactory("uringEventLoopGroup"), IoUringIoHandler.newFactory());
        }

        @Override
        protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... arguments) {
            return new Loop(this, executor, handlers);
        }
    }

    private static final class Loop extends SingleThreadIoEventLoop {
        Loop(Group group, Executor executor, IoHandlerFactory handlers) {
            super(
                    group,
                    executor,
                    handlers,
                    new HeldQueue(),
                    new ConcurrentLinkedQueue<>(),
                    RejectedExecutionHandlers.reject());
        }
    }
}
