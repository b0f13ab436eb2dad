// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo;

import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.LoopFuture;
import dev.loopscope.loop.TimerHandle;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Announces each act on standard output, gives it a loop of its own, and says when it is over. Says nothing that differs from
 * run to run, and knows nothing of an agent. Main thread.
 */
public final class Stage {
    /** Far more than any act needs on a busy machine; what takes longer will never end. */
    private static final Duration BOUND = Duration.ofSeconds(10);
    /** Lets the log's lines appear below the act they are about; a guess at a reader's patience. */
    private static final Duration PAUSE_FOR_THE_LOG = Duration.ofMillis(200);

    private final PrintStream out;

    Stage(PrintStream out) {
        this.out = out;
    }

    /** What happens in one act; the loop is closed when it is over. */
    @FunctionalInterface
    public interface Act {
        void play(EventLoop loop) throws Exception;
    }

    /** An act that does something wrong. */
    public void wrong(String what, Act act) throws Exception {
        play("wrong: ", what, act);
    }

    /** An act that does it right: no finding may appear. */
    public void right(String what, Act act) throws Exception {
        play("right: ", what, act);
    }

    /** Runs the loop until the future is done, but not for ever. */
    public static <T extends @Nullable Object> T run(EventLoop loop, LoopFuture<T> future) {
        TimerHandle bound = loop.callLater(BOUND, () -> {
            if (!future.isDone()) {
                future.setException(new TimeoutException("the scenario did not come to its end within " + BOUND));
            }
        });
        try {
            return loop.runUntilComplete(future);
        } finally {
            bound.cancel();
        }
    }

    void open(Scenario scenario) {
        say(scenario.name() + ": " + scenario.summary());
    }

    void close() {
        say("");
    }

    private void play(String kind, String what, Act act) throws Exception {
        say("  " + kind + what);
        try (EventLoop loop = EventLoop.open()) {
            act.play(loop);
            Thread.sleep(PAUSE_FOR_THE_LOG.toMillis());
        }
        say("  done");
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
