// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo;

import dev.loopscope.loop.Async;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.LoopFuture;
import dev.loopscope.loop.TimerHandle;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Announces each act on standard output, gives it a loop of its own, and says when it is over. Says nothing that differs from
 * run to run, and knows nothing of an agent. Main thread, but for what a scenario tells.
 */
public final class Stage {
    /** Far more than any act needs on a busy machine; what takes longer will never end. */
    private static final Duration BOUND = Duration.ofSeconds(60);
    /** Lets the log's lines appear below the act they are about; a guess at a reader's patience. */
    private static final Duration PAUSE_FOR_THE_LOG = Duration.ofMillis(200);

    private final PrintStream out;
    /** Writing to a console blocks; what a callback has to tell is therefore written by a thread that may. */
    private final ExecutorService writer = Executors.newSingleThreadExecutor(lines -> {
        Thread thread = new Thread(lines, "stage");
        thread.setDaemon(true);
        return thread;
    });

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

    /** A line of the act's own, in the order of telling. Any thread. */
    public void tell(String line) {
        say("    " + line);
    }

    /** What bounds every wait of a scenario. */
    public static <T extends @Nullable Object> Coroutine<T> bounded(Coroutine<T> coroutine) {
        return Async.waitFor(coroutine, BOUND);
    }

    /** Runs the coroutine as a task of the loop, but not for ever. */
    public static <T extends @Nullable Object> T run(EventLoop loop, Coroutine<T> coroutine) {
        return loop.runUntilComplete(bounded(coroutine));
    }

    /** Runs the loop until the future is done, but not for ever. A task's future is the task's own to set: run its coroutine. */
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
        settle();
    }

    void close() {
        say("");
        settle();
    }

    private void play(String kind, String what, Act act) throws Exception {
        say("  " + kind + what);
        settle();
        try (EventLoop loop = EventLoop.open()) {
            act.play(loop);
            Thread.sleep(PAUSE_FOR_THE_LOG.toMillis());
        }
        say("  done");
        settle();
    }

    private void say(String line) {
        writer.execute(() -> {
            out.println(line);
            out.flush();
        });
    }

    /** Waits until everything that was said is written. */
    private void settle() {
        CompletableFuture.runAsync(() -> {}, writer).join();
    }
}
