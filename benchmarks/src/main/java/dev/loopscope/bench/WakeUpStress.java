// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.VarHandle;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The order that keeps a wake-up from being lost: a poster enqueues and then reads the flag, the loop sets the flag and then
 * reads the queue. The queue is the loop's own, about to grow a chunk, which is when it may look empty; of the wake-up only
 * the flag is here, since a pipe for each of JCStress's millions of trials would not fit a process.
 */
public final class WakeUpStress {
    private WakeUpStress() {}

    private static final class Sides {
        final MpscUnboundedAtomicArrayQueue<Object> queue = new MpscUnboundedAtomicArrayQueue<>(2);
        volatile int asleep;

        Sides() {
            // Full: the next entry needs a new chunk, unless the loop has taken this one out.
            queue.offer("earlier");
        }
    }

    /** As the loop does it. */
    @JCStressTest
    @State
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "woken, and would not have slept")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "woken")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "does not sleep")
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "sleeps with an entry in its queue")
    public static class Fenced {
        private final Sides sides = new Sides();

        @Actor
        public void poster(ZZ_Result result) {
            sides.queue.offer(this);
            VarHandle.fullFence();
            result.r1 = sides.asleep == 1;
        }

        @Actor
        public void loop(ZZ_Result result) {
            sides.queue.poll();
            sides.asleep = 1;
            result.r2 = !sides.queue.isEmpty();
        }
    }

    /** The witness: without the fence the lost wake-up is there to be seen on most processors. */
    @JCStressTest
    @State
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "woken, and would not have slept")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "woken")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "does not sleep")
    @Outcome(id = "false, false", expect = ACCEPTABLE_INTERESTING, desc = "sleeps with an entry in its queue")
    public static class Unfenced {
        private final Sides sides = new Sides();

        @Actor
        public void poster(ZZ_Result result) {
            sides.queue.offer(this);
            result.r1 = sides.asleep == 1;
        }

        @Actor
        public void loop(ZZ_Result result) {
            sides.queue.poll();
            sides.asleep = 1;
            result.r2 = !sides.queue.isEmpty();
        }
    }
}
