// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.agent.report.Blocker;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HoldTest {
    private final Hold hold = new Hold(
            new LoopscopeThread(Thread.currentThread(), "loopscope", new Object(), "loop-0", true),
            1,
            0,
            0,
            null,
            null,
            0);

    @Test
    void lookThatKnowsTheLockIsKeptOverALaterOneThatDoesNot() {
        Sample known = blocked(new Blocker("worker-1", "com.acme.Cache", true, List.of()));

        hold.blockedIn(blocked(null));
        hold.blockedIn(known);
        hold.blockedIn(blocked(null));

        assertThat(hold.unseenSample()).isSameAs(known);
    }

    @Test
    void firstLookAtAWaitNoProbeHasSeenIsKept() {
        Sample waiting = sample(Thread.State.TIMED_WAITING, null);
        Sample later = sample(Thread.State.WAITING, null);

        hold.waitingIn(sample(Thread.State.RUNNABLE, null));
        assertThat(hold.unseenSample()).isNull();
        hold.waitingIn(waiting);
        hold.waitingIn(later);

        assertThat(hold.unseenSample()).isSameAs(waiting);
    }

    @Test
    void lookAtARunningThreadIsNoWaitForALock() {
        hold.blockedIn(sample(Thread.State.RUNNABLE, null));

        assertThat(hold.unseenSample()).isNull();
    }

    private static Sample blocked(@Nullable Blocker blocker) {
        return sample(Thread.State.BLOCKED, blocker);
    }

    private static Sample sample(Thread.State state, @Nullable Blocker blocker) {
        return new Sample(
                "loop-thread",
                false,
                new StackTraceElement[0],
                state,
                false,
                false,
                SystemThreads.State.UNKNOWN,
                blocker,
                false);
    }

    @Test
    void readingsOfDifferentThreadsAreNeverSubtracted() {
        hold.usedCpu(new CpuTime(1, 5_000_000));
        hold.usedCpu(new CpuTime(1, 7_000_000));
        hold.usedCpu(new CpuTime(2, 900_000_000));
        hold.usedCpu(null);
        hold.usedCpu(new CpuTime(2, 903_000_000));

        assertThat(hold.cpuNanos()).isEqualTo(5_000_000);
    }
}
