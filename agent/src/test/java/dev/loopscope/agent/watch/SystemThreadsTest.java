// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SystemThreadsTest {
    private static final long PATIENCE_SECONDS = 20;

    private final SystemThreads system = new SystemThreads();

    private static long cpuNanos(Thread thread) {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(LoopscopeThread.idOf(thread));
    }

    @Test
    void threadThatWaitsIsAsleepAndOneThatRunsIsNot() throws InterruptedException {
        assumeTrue(new File("/proc/self/task").isDirectory(), "only Linux says it in files");
        CountDownLatch end = new CountDownLatch(1);
        Thread waiting = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                "waits (for) its end");
        waiting.start();
        boolean isAsleep = false;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!isAsleep && System.nanoTime() - deadline < 0) {
            isAsleep = system.stateOf(cpuNanos(waiting)) == SystemThreads.State.ASLEEP;
        }
        assertThat(isAsleep).isTrue();
        assertThat(system.stateOf(cpuNanos(Thread.currentThread()))).isNotEqualTo(SystemThreads.State.ASLEEP);
        end.countDown();
        waiting.join();
    }

    @Test
    void timeThatNobodyHasUsedIsNobodys() {
        assertThat(system.stateOf(-1)).isEqualTo(SystemThreads.State.UNKNOWN);
    }
}
