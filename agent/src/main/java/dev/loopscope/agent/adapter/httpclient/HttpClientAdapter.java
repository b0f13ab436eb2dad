// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.adapter.httpclient;

import dev.loopscope.agent.adapter.Boundaries;
import dev.loopscope.agent.adapter.LoopAdapter;
import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Points;
import org.jspecify.annotations.Nullable;

/**
 * The thread that selects for a {@code java.net.http.HttpClient}. The application's code gets there with an executor that runs
 * what it is given at once; the threads of any other executor may block as they like.
 */
public final class HttpClientAdapter implements LoopAdapter {
    private static final String FAMILY = "jdk-http-client";
    private static final String CLIENT = "jdk/internal/net/http/HttpClientImpl";
    private static final String MANAGER = CLIENT + "$SelectorManager";

    @Override
    public String family() {
        return FAMILY;
    }

    /** Between two selects: what it was asked to do, what has become ready or broken, and what has timed out. */
    @Override
    public void addTo(Points points) {
        points.addAll(
                Boundaries.loop(MANAGER, "run", FAMILY),
                Boundaries.callback(MANAGER, "handleEvent", 0),
                Boundaries.callback("jdk/internal/net/http/AsyncTriggerEvent", "handle", Call.THIS),
                Boundaries.callback(CLIENT, "purgeTimeoutsAndReturnNextDeadline", Call.THIS));
    }

    @Override
    public boolean isOfJdk() {
        return true;
    }

    @Override
    public @Nullable String describe(@Nullable Object callback, @Nullable String handler) {
        return Boundaries.nameOf(callback, handler);
    }

    @Override
    public String offload(@Nullable String callback) {
        return "an executor with threads of its own (HttpClient.Builder.executor)";
    }

    @Override
    public @Nullable String pause(@Nullable String callback) {
        return "CompletableFuture.delayedExecutor(...)";
    }
}
