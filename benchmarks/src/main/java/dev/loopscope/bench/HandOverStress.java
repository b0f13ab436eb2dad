// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.LoopFuture;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A stage that another thread completes, handed over to a loop that cancels its future at the same time. */
public final class HandOverStress {
    private static final int COMPLETED = 1;
    private static final int CANCELLED = 2;
    /** A loop for each thread that plays the loop's part: opening one for each trial would not fit a process. */
    private static final ThreadLocal<EventLoop> LOOPS = ThreadLocal.withInitial(EventLoop::open);

    private HandOverStress() {}

    private static void tick(EventLoop loop) {
        loop.stop();
        loop.runForever();
    }

    /** r1: whether the stage took the value; r2: what became of the future; r3: and of the stage. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "handed over in time")
    @Outcome(id = "1, 2, 1", expect = ACCEPTABLE, desc = "completed, and cancelled before the loop heard of it")
    @Outcome(id = "0, 2, 2", expect = ACCEPTABLE, desc = "cancelled first, the stage as well")
    @Outcome(expect = FORBIDDEN, desc = "the two sides disagree, or one of them never ends")
    public static class Cancelled {
        private final CompletableFuture<Integer> stage = new CompletableFuture<>();

        @Actor
        public void worker(III_Result result) {
            result.r1 = stage.complete(COMPLETED) ? 1 : 0;
        }

        @Actor
        public void loop(III_Result result) {
            EventLoop loop = LOOPS.get();
            LoopFuture<Integer> future = loop.wrapFuture(stage);
            tick(loop);
            future.cancel();
            tick(loop);
            result.r2 = state(future.isDone(), future.isCancelled());
        }

        @Arbiter
        public void afterwards(III_Result result) {
            result.r3 = state(stage.isDone(), stage.isCancelled());
        }

        private static int state(boolean done, boolean cancelled) {
            return !done ? 0 : cancelled ? CANCELLED : COMPLETED;
        }
    }
}
