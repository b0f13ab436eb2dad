// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopscope.agent.fact.FactQueue;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RunDelayTest {
    private static final long PATIENCE_SECONDS = 20;
    private static final long WAITED = TimeUnit.MILLISECONDS.toNanos(50);

    private final RunDelay delay = new RunDelay(new Watchdog(1, new FactQueue(4)));

    private static CpuTime cpu() {
        Thread thread = Thread.currentThread();
        return new CpuTime(
                LoopscopeThread.idOf(thread),
                ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
    }

    private static long number(String line, int index) {
        byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
        return RunDelay.number(bytes, bytes.length, index);
    }

    @Test
    void whoWantsAProcessorThatOthersHaveIsKeptWaiting() throws InterruptedException {
        assumeTrue(new File("/proc/self/task").isDirectory(), "only Linux says it in files");
        AtomicBoolean isOver = new AtomicBoolean();
        List<Thread> crowd = new ArrayList<>();
        for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
            Thread thread = new Thread(() -> {
                while (!isOver.get()) {
                    Thread.onSpinWait();
                }
            });
            thread.start();
            crowd.add(thread);
        }
        long start = System.nanoTime();
        long now = start;
        long kept = 0;
        while (kept < WAITED && now - start < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
            now = System.nanoTime();
            delay.looked(cpu(), false, now);
            kept = delay.within(start, now);
        }
        isOver.set(true);
        for (Thread thread : crowd) {
            thread.join();
        }
        assertThat(kept).isBetween(WAITED, now - start);
    }

    @Test
    void nobodyKnowsOfAThreadThatWasNeverLookedAt() {
        assertThat(delay.within(0, 100)).isZero();
        delay.looked(null, true, 10);
        assertThat(delay.within(0, 100)).isZero();
        delay.looked(new CpuTime(1, Long.MAX_VALUE), true, 20);
        assertThat(delay.within(0, 100)).isZero();
        delay.looked(new CpuTime(1, Long.MAX_VALUE), true, 40);
        assertThat(delay.within(0, 100)).isZero();
    }

    @Test
    void numbersOfALine() {
        assertThat(number("12 345 6\n", 0)).isEqualTo(12);
        assertThat(number("12 345 6\n", 1)).isEqualTo(345);
        assertThat(number("12 345 6\n", 2)).isEqualTo(6);
        assertThat(number("12 345 6\n", 3)).isEqualTo(-1);
        assertThat(number("", 0)).isEqualTo(-1);
        assertThat(RunDelay.number(new byte[0], -1, 0)).isEqualTo(-1);
    }
}
