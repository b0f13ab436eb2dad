// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.adapter.netty;

import com.google.auto.service.AutoService;
import dev.loopscope.agent.adapter.LoopAdapter;
import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * Netty's NIO event loops. A loop is one call of {@code run}; a callback is one task or one ready key. Tasks may run inside
 * keys and the other way round; only the outermost counts.
 */
@AutoService(LoopAdapter.class)
public final class NettyAdapter implements LoopAdapter {
    private static final String FAMILY = "netty";
    private static final Call LOOP_ENTERED =
            new Call("loopEntered", "(Ljava/lang/Object;Ljava/lang/String;)V", Call.THIS, FAMILY);
    private static final Call LOOP_EXITED = new Call("loopExited", "()V");
    private static final Call STARTED = new Call("callbackStartedNow", "(Ljava/lang/Object;)V", 0);
    private static final Call ENDED = new Call("callbackEnded", "()V");

    @Override
    public String family() {
        return FAMILY;
    }

    @Override
    public void addTo(Points points) {
        points.addAll(
                // 4.1 has one class of loop per transport; 4.2 one class for all of them, with a handler per transport.
                Point.around("io/netty/channel/nio/NioEventLoop", "run", LOOP_ENTERED, LOOP_EXITED, true)
                        .maybe(),
                Point.around("io/netty/channel/SingleThreadIoEventLoop", "run", LOOP_ENTERED, LOOP_EXITED, true),
                callback("io/netty/channel/nio/NioEventLoop", "processSelectedKey")
                        .maybe(),
                callback("io/netty/channel/nio/NioIoHandler", "processSelectedKey"),
                callback("io/netty/util/concurrent/AbstractEventExecutor", "runTask")
                        .maybe(),
                callback("io/netty/util/concurrent/AbstractEventExecutor", "safeExecute"));
    }

    private static Point callback(String owner, String method) {
        return Point.around(owner, method, STARTED, ENDED, true);
    }

    @Override
    public @Nullable String describe(Object callback) {
        if (callback instanceof SelectionKey key) {
            Object attached = key.attachment();
            // 4.1 attaches the channel; 4.2 a registration, whose class says nothing to anybody.
            return attached != null && attached.getClass().getName().endsWith("Channel")
                    ? attached.getClass().getName()
                    : "a ready channel";
        }
        return callback.getClass().getName();
    }

    @Override
    public String offload(@Nullable String callback) {
        return "an EventExecutorGroup passed to pipeline.addLast(...)";
    }
}
