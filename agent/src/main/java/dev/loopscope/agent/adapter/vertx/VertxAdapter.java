// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.adapter.vertx;

import dev.loopscope.agent.adapter.LoopAdapter;
import dev.loopscope.agent.adapter.ReadyChannels;
import dev.loopscope.agent.weave.Points;
import org.jspecify.annotations.Nullable;

/**
 * The event-loop contexts of Vert.x, and of Quarkus: Netty's loops on threads of Vert.x. Its worker threads run no loop of
 * Netty's and may block.
 */
public final class VertxAdapter implements LoopAdapter {
    private static final String FAMILY = "vertx";

    @Override
    public String family() {
        return FAMILY;
    }

    @Override
    public void addTo(Points points) {}

    @Override
    public boolean claims(String family, String threadType) {
        return family.equals("netty") && threadType.startsWith("io.vertx.");
    }

    @Override
    public @Nullable String describe(@Nullable Object callback, @Nullable String handler) {
        return ReadyChannels.nameOf(callback, handler);
    }

    @Override
    public String offload(@Nullable String callback) {
        return "vertx.executeBlocking(...)";
    }

    @Override
    public @Nullable String pause(@Nullable String callback) {
        return "vertx.setTimer(...)";
    }
}
