// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.adapter.reactornetty;

import dev.loopscope.agent.adapter.LoopAdapter;
import dev.loopscope.agent.adapter.ReadyChannels;
import dev.loopscope.agent.weave.Points;
import org.jspecify.annotations.Nullable;

/** Netty's loops on threads of Reactor Netty, WebFlux's server and client among them: Netty's points, Reactor's words. */
public final class ReactorNettyAdapter implements LoopAdapter {
    private static final String FAMILY = "reactor-netty";

    @Override
    public String family() {
        return FAMILY;
    }

    @Override
    public void addTo(Points points) {}

    @Override
    public boolean claims(String family, String threadType) {
        return family.equals("netty") && threadType.startsWith("reactor.netty.");
    }

    @Override
    public @Nullable String describe(@Nullable Object callback, @Nullable String handler) {
        return ReadyChannels.nameOf(callback, handler);
    }

    @Override
    public String offload(@Nullable String callback) {
        return "publishOn(Schedulers.boundedElastic())";
    }

    @Override
    public @Nullable String pause(@Nullable String callback) {
        return "delayElement(...) or Mono.delay(...)";
    }
}
