// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.EventLoop;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Shows {@code future-dropped} for the JDK's futures: the reply to a question is a future that is kept by the question's
 * number. The same number a second time takes the first one's place, so that nobody can complete it any more, and what
 * waits for it waits for ever. Whoever replaces or removes a pending future completes, cancels or shares it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what it shows
public final class ReplyForgotten implements Scenario {
    private static final int NUMBER = 7;

    @Override
    public String name() {
        return "reply-forgotten";
    }

    @Override
    public String summary() {
        return "a CompletableFuture somebody waits for is dropped before it is done";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("the second question takes the first one's place", loop -> {
            Map<Integer, CompletableFuture<String>> replies = new HashMap<>();
            WeakReference<?> first = new WeakReference<>(ask(replies, loop, stage));
            ask(replies, loop, stage);
            answer(replies, loop);
            Garbage.collect(first);
        });

        stage.right("both wait for the one reply", loop -> {
            Map<Integer, CompletableFuture<String>> replies = new HashMap<>();
            for (int i = 0; i < 2; i++) {
                show(replies.computeIfAbsent(NUMBER, number -> new CompletableFuture<>()), loop, stage);
            }
            answer(replies, loop);
        });
    }

    private static CompletableFuture<String> ask(
            Map<Integer, CompletableFuture<String>> replies, EventLoop loop, Stage stage) {
        CompletableFuture<String> reply = new CompletableFuture<>();
        replies.put(NUMBER, reply);
        show(reply, loop, stage);
        return reply;
    }

    private static void show(CompletableFuture<String> reply, EventLoop loop, Stage stage) {
        reply.thenAcceptAsync(rate -> stage.tell("a rate of " + rate), loop);
    }

    private static void answer(Map<Integer, CompletableFuture<String>> replies, EventLoop loop) {
        Objects.requireNonNull(replies.remove(NUMBER)).complete("1.08");
        loop.callSoon(loop::stop);
        loop.runForever();
    }
}
