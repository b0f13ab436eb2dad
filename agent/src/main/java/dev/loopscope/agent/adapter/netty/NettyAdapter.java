// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.adapter.netty;

import dev.loopscope.agent.adapter.Boundaries;
import dev.loopscope.agent.adapter.LoopAdapter;
import dev.loopscope.agent.adapter.ReadyChannels;
import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;
import org.jspecify.annotations.Nullable;

/**
 * Netty's event loops, on any transport. A loop is one call of {@code run}; a callback is one task or one ready channel. Tasks
 * may run inside channels and the other way round; only the outermost counts. Executors without channels are no loops: to
 * block there is what they are for. Where another library carries Netty under a name of its own, as gRPC does, that is the same.
 */
public final class NettyAdapter implements LoopAdapter {
    private static final String FAMILY = "netty";
    private static final String CHANNEL = "io/netty/channel/";
    private static final String NIO_41 = CHANNEL + "nio/NioEventLoop";
    private static final String TASKS = "io/netty/util/concurrent/AbstractEventExecutor";
    private static final String EPOLL = CHANNEL + "epoll/";
    private static final String EPOLL_41 = EPOLL + "EpollEventLoop";
    private static final String EPOLL_42 = EPOLL + "EpollIoHandler";
    private static final String URING = CHANNEL + "uring/IoUringIoHandler";
    private static final String KQUEUE = CHANNEL + "kqueue/";

    /** What 4.1 tells of bytes that have come; 4.2 has the same classes, and calls them within. */
    private static final String[] EPOLL_READERS = {
        "AbstractEpollServerChannel$EpollServerSocketUnsafe",
        "AbstractEpollStreamChannel$EpollStreamUnsafe",
        "EpollDatagramChannel$EpollDatagramChannelUnsafe",
        "EpollDomainDatagramChannel$EpollDomainDatagramChannelUnsafe",
        "EpollDomainSocketChannel$EpollDomainUnsafe"
    };

    @Override
    public String family() {
        return FAMILY;
    }

    /** 4.1 has one class of loop per transport; 4.2 one class for all of them, with a handler per transport. */
    @Override
    public void addTo(Points points) {
        points.allOrNone(NIO_41);
        points.allOrNone(EPOLL_41);
        points.addAll(
                Boundaries.callback(TASKS, "runTask", 0).maybe(),
                Boundaries.callback(TASKS, "safeExecute", 0),
                Point.around(TASKS, "runTask", null, threw(Call.THROWN), true).maybe(),
                Point.around(CHANNEL + "DefaultChannelPipeline", "onUnhandledInboundException", threw(0), null, false)
                        .maybe(),
                Boundaries.loop(CHANNEL + "SingleThreadIoEventLoop", "run", FAMILY),
                Boundaries.callback(CHANNEL + "nio/NioIoHandler", "processSelectedKey", 0),
                known(CHANNEL + "nio/AbstractNioChannel$AbstractNioUnsafe"),
                known(EPOLL + "AbstractEpollChannel$AbstractEpollUnsafe"),
                known(KQUEUE + "AbstractKQueueChannel$AbstractKQueueUnsafe"),
                known(CHANNEL + "uring/AbstractIoUringChannel$AbstractUringUnsafe"),
                ready(EPOLL_42 + "$DefaultEpollIoRegistration"),
                ready(KQUEUE + "KQueueIoHandler$DefaultKqueueIoRegistration"),
                ready(URING + "$DefaultIoUringIoRegistration"),
                Boundaries.loop(NIO_41, "run", FAMILY),
                Boundaries.callback(NIO_41, "processSelectedKey", 0),
                Boundaries.loop(CHANNEL + "DefaultEventLoop", "run", FAMILY),
                Boundaries.polls(URING, "run"),
                Boundaries.poll(URING, "submitAndWaitWithTimeout"),
                Boundaries.loop(EPOLL_41, "run", FAMILY),
                callback(EPOLL + "AbstractEpollChannel$AbstractEpollUnsafe", "epollOutReady"),
                callback(EPOLL + "AbstractEpollChannel$AbstractEpollUnsafe", "epollRdHupReady"),
                Boundaries.loop(KQUEUE + "KQueueEventLoop", "run", FAMILY).maybe(),
                callback(KQUEUE + "AbstractKQueueChannel$AbstractKQueueUnsafe", "readReady")
                        .maybe(),
                callback(KQUEUE + "AbstractKQueueChannel$AbstractKQueueUnsafe", "writeReady")
                        .maybe());
        for (String reader : EPOLL_READERS) {
            points.add(callback(EPOLL + reader, "epollInReady"));
        }
        addPolls(points, EPOLL_41);
        addPolls(points, EPOLL_42);
    }

    /** Epoll's waits, which go around the JDK's selectors; all have the same names in both lines. */
    private static void addPolls(Points points, String owner) {
        points.addAll(
                Boundaries.poll(owner, "epollWait"),
                Boundaries.pollCounted(owner, "epollWaitNoTimerChange"),
                Boundaries.pollCounted(owner, "epollWaitTimeboxed"),
                Boundaries.pollCounted(owner, "epollBusyWait"),
                Boundaries.pollNow(owner, "epollWaitNow"));
    }

    /** A channel's registration, told what it is ready for. */
    private static Point ready(String registration) {
        return callback(registration, "handle");
    }

    /** Inside of a channel, which its registration in 4.2 keeps to itself. */
    private static Point known(String unsafe) {
        return Boundaries.known(unsafe, "handle").maybe();
    }

    private static Point callback(String owner, String method) {
        return Boundaries.callback(owner, method, Call.THIS);
    }

    /** What leaves a task, or comes to the end of a pipeline, Netty logs, and no more. */
    private static Call threw(Object exception) {
        return Call.ofMistakes("callbackThrew", "(Ljava/lang/Throwable;)V", exception);
    }

    @Override
    public @Nullable String describe(@Nullable Object callback, @Nullable String handler) {
        return ReadyChannels.nameOf(callback, handler);
    }

    @Override
    public String handling() {
        return "override exceptionCaught(...) in the pipeline's last handler; what a task of submit(...) throws, its future has";
    }

    @Override
    public String offload(@Nullable String callback) {
        return "an EventExecutorGroup passed to pipeline.addLast(...)";
    }
}
