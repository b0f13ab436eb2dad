// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.Async;
import dev.loopscope.loop.CancelledError;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.Task;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Shows {@code cancellation-swallowed}: a task that must never die catches every Throwable, and so its own cancellation. Who
 * cancels it takes it for ended, and it goes on.
 */
public final class SwallowedCancellation implements Scenario {
    private static final Duration BEAT = Duration.ofMillis(10);
    private static final int BEATS = 20;

    @Override
    public String name() {
        return "swallowed-cancellation";
    }

    @Override
    public String summary() {
        return "a task catches its own cancellation";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("a heartbeat catches Throwable, so that nothing ends it, and nothing does", loop -> {
            Expect.equal(false, Stage.run(loop, startAndCancel(SwallowedCancellation::beatWhateverHappens)));
        });

        stage.right("it catches what may go wrong, and a CancelledError is no Exception", loop -> {
            Expect.equal(true, Stage.run(loop, startAndCancel(SwallowedCancellation::beat)));
        });

        stage.right("or it says that it has dealt with the request", loop -> {
            Expect.equal(false, Stage.run(loop, startAndCancel(SwallowedCancellation::beatOnPurpose)));
        });
    }

    /** Whether it was cancelled, in the end. */
    private static Coroutine<Boolean> startAndCancel(Coroutine.Action heartbeat) {
        return Coroutine.of(() -> {
            Task<@Nullable Void> task = EventLoop.current().createTask(Coroutine.ofVoid(heartbeat), "heartbeat");
            Async.sleep(BEAT.multipliedBy(3)).await();
            task.cancel();
            Async.gatherSettled(task).await();
            return task.isCancelled();
        });
    }

    @SuppressWarnings("CatchingUnchecked") // the mistake
    private static void beatWhateverHappens() {
        for (int i = 0; i < BEATS; i++) {
            try {
                Async.sleep(BEAT).await();
            } catch (Throwable ignored) {
                // It has always been like this.
            }
        }
    }

    private static void beat() {
        for (int i = 0; i < BEATS; i++) {
            try {
                Async.sleep(BEAT).await();
            } catch (IllegalStateException missed) {
                return;
            }
        }
    }

    private static void beatOnPurpose() {
        for (int i = 0; i < BEATS; i++) {
            try {
                Async.sleep(BEAT).await();
            } catch (CancelledError error) {
                Task.current().uncancel();
            }
        }
    }
}
