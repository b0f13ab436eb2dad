// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.agent.fact.SlowPoll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On this thread, as a loop of which each test plays the polls. */
class PollWatchTest {
    private static final long MS = 1_000_000;
    private static final int POINT = 0;
    private static final long PATIENCE = 20_000 * MS;

    private final LoopscopeThread thread =
            new LoopscopeThread(Thread.currentThread(), "loopscope", new Object(), "loop-0", true);
    private final PollWatch watch = new PollWatch(thread, 100 * MS, new Pauses());
    private final ThreadInspector inspector = ThreadInspector.open();
    private final LoopThreads threads = new LoopThreads();
    private long now;
    private long cpu;

    @BeforeEach
    void watchThisThread() {
        threads.add(thread);
        look(0, 0);
    }

    @AfterEach
    void forgetThisThread() {
        threads.remove(Thread.currentThread());
    }

    /** A look so many milliseconds later, of which the thread had the processor for so many. */
    private @Nullable SlowPoll look(long millis, long cpuMillis) {
        return look(Thread.currentThread(), millis, cpuMillis);
    }

    private @Nullable SlowPoll look(Thread runner, long millis, long cpuMillis) {
        now += millis * MS;
        cpu += cpuMillis * MS;
        return watch.look(inspector, runner, now, new CpuTime(1, cpu));
    }

    private static void poll(boolean waits, int keys) {
        LoopscopeProbes.selectEntered(waits, POINT);
        LoopscopeProbes.selectExited(POINT);
        LoopscopeProbes.selected(keys);
    }

    private static void polls(int count, boolean waits, int keys) {
        for (int i = 0; i < count; i++) {
            poll(waits, keys);
        }
    }

    private int spinsSaid(int pollsEach, boolean waits, int keys) {
        int said = 0;
        for (int i = 0; i < 10; i++) {
            polls(pollsEach, waits, keys);
            SlowPoll found = look(20, 0);
            said += found != null && found.isSpinning() ? 1 : 0;
        }
        return said;
    }

    @Test
    void waitsThatReturnNothingOverAndOverAreSaidOnce() {
        assertThat(spinsSaid(1_000, true, 0)).isEqualTo(1);
    }

    @Test
    void soAreTheyAgainWhenTheyBeginAgain() {
        spinsSaid(1_000, true, 0);
        look(20, 0);
        assertThat(spinsSaid(1_000, true, 0)).isEqualTo(1);
    }

    @Test
    void notWhenTheyTellSomething() {
        assertThat(spinsSaid(1_000, true, 1)).isZero();
    }

    @Test
    void notWhenTheyWereNotToWait() {
        assertThat(spinsSaid(1_000, false, 0)).isZero();
    }

    @Test
    void notWhenTheyWaitedAMillisecondEach() {
        assertThat(spinsSaid(20, true, 0)).isZero();
    }

    @Test
    void notWhenSomebodyWokeThem() {
        int said = 0;
        for (int i = 0; i < 10; i++) {
            for (int j = 0; j < 1_000; j++) {
                LoopscopeProbes.selectorWoken();
                poll(true, 0);
            }
            SlowPoll found = look(20, 0);
            said += found == null ? 0 : 1;
        }
        assertThat(said).isZero();
    }

    @Test
    void aPollThatReturnedAndWhoseThreadWorksOnIsLateOnce() {
        poll(true, 1);
        int said = 0;
        for (int i = 0; i < 10; i++) {
            SlowPoll found = look(20, 20);
            said += found != null && !found.isSpinning() && found.nanos() >= 100 * MS ? 1 : 0;
        }
        assertThat(said).isEqualTo(1);
    }

    @Test
    void oneWhoseThreadIsNotLetRunIsNot() {
        poll(true, 1);
        for (int i = 0; i < 50; i++) {
            assertThat(look(20, 1)).isNull();
        }
    }

    @Test
    void oneAfterWhichACallbackRanIsNot() {
        for (int i = 0; i < 20; i++) {
            poll(true, 1);
            LoopscopeProbes.callbackStartedNow("callback");
            LoopscopeProbes.callbackEnded();
            assertThat(look(20, 20)).isNull();
        }
    }

    @Test
    void oneAfterWhichTheLoopPolledAgainIsNot() {
        for (int i = 0; i < 20; i++) {
            poll(true, 1);
            assertThat(look(20, 20)).isNull();
        }
    }

    @Test
    void oneThatStillWaitsIsNot() {
        poll(true, 1);
        LoopscopeProbes.selectEntered(true, POINT);
        for (int i = 0; i < 20; i++) {
            assertThat(look(20, 20)).isNull();
        }
        LoopscopeProbes.selectExited(POINT);
    }

    @Test
    void oneThatWasNotToWaitIsNot() {
        poll(false, 1);
        for (int i = 0; i < 20; i++) {
            assertThat(look(20, 20)).isNull();
        }
    }

    @Test
    void oneWhoseThreadWaitsForALockIsLate() throws Exception {
        Object lock = new Object();
        Thread waiting = new Thread(() -> {
            synchronized (lock) {
                cpu++;
            }
        });
        poll(true, 1);
        int said = 0;
        synchronized (lock) {
            waiting.start();
            await(() -> waiting.getState() == Thread.State.BLOCKED);
            for (int i = 0; i < 10; i++) {
                said += look(waiting, 20, 0) == null ? 0 : 1;
            }
        }
        waiting.join();
        assertThat(said).isEqualTo(1);
    }

    /** Whoever wakes a selector has its lock; here, for as long as if it were not let run, whoever waits in it. */
    @Test
    void oneWhoseThreadWaitsForALockOfTheSelectorsIsNot() throws Exception {
        try (Selector selector = Selector.open()) {
            Thread owner = new Thread(() -> select(selector));
            Thread waiting = new Thread(() -> select(selector));
            owner.start();
            await(() -> inspector.sample(owner).stack().length > 0
                    && inspector.sample(owner).stack()[0].isNativeMethod());
            waiting.start();
            await(() -> waiting.getState() == Thread.State.BLOCKED);
            poll(true, 1);
            for (int i = 0; i < 10; i++) {
                assertThat(look(waiting, 20, 0)).isNull();
            }
            while (owner.isAlive() || waiting.isAlive()) {
                selector.wakeup();
                owner.join(1);
                waiting.join(1);
            }
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).isNegative();
            Thread.onSpinWait();
        }
    }

    private static void select(Selector selector) {
        try {
            selector.select();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
