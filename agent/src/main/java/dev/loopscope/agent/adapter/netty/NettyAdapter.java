// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.adapter.netty;

import com.google.auto.service.AutoService;
import dev.loopscope.agent.adapter.Boundaries;
import dev.loopscope.agent.adapter.LoopAdapter;
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

    @Override
    public String family() {
        return FAMILY;
    }

    @Override
    public void addTo(Points points) {
        points.addAll(
                // 4.1 has one class of loop per transport; 4.2 one class for all of them, with a handler per transport.
                Boundaries.loop("io/netty/channel/nio/NioEventLoop", "run", FAMILY)
                        .maybe(),
                Boundaries.loop("io/netty/channel/SingleThreadIoEventLoop", "run", FAMILY),
                Boundaries.callback("io/netty/channel/nio/NioEventLoop", "processSelectedKey", 0)
                        .maybe(),
                Boundaries.callback("io/netty/channel/nio/NioIoHandler", "processSelectedKey", 0),
                Boundaries.callback("io/netty/util/concurrent/AbstractEventExecutor", "runTask", 0)
                        .maybe(),
                Boundaries.callback("io/netty/util/concurrent/AbstractEventExecutor", "safeExecute", 0));
    }

    @Override
    public @Nullable String describe(@Nullable Object callback, @Nullable String handler) {
        if (handler == null && callback instanceof SelectionKey key) {
            Object attached = key.attachment();
            // 4.1 attaches the channel; 4.2 a registration, whose class says nothing to anybody.
            return attached != null && attached.getClass().getName().endsWith("Channel")
                    ? attached.getClass().getName()
                    : "a ready channel";
        }
        return Boundaries.nameOf(callback, handler);
    }

    @Override
    public String offload(@Nullable String callback) {
        return "an EventExecutorGroup passed to pipeline.addLast(...)";
    }
}
