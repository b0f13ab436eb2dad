// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.agent.report.Blocker;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HoldTest {
    private final Hold hold = new Hold(
            new LoopscopeThread(Thread.currentThread(), "loopscope", new Object(), "loop-0", true), 1, 0, 0, null);

    @Test
    void lookThatKnowsTheLockIsKeptOverALaterOneThatDoesNot() {
        Sample known = blocked(new Blocker("worker-1", "com.acme.Cache", List.of()));

        hold.blockedIn(blocked(null));
        hold.blockedIn(known);
        hold.blockedIn(blocked(null));

        assertThat(hold.monitorSample()).isSameAs(known);
    }

    @Test
    void lookAtARunningThreadIsNoWaitForALock() {
        hold.blockedIn(new Sample(new StackTraceElement[0], Thread.State.RUNNABLE, null));

        assertThat(hold.monitorSample()).isNull();
    }

    private static Sample blocked(@Nullable Blocker blocker) {
        return new Sample(new StackTraceElement[0], Thread.State.BLOCKED, blocker);
    }
}
