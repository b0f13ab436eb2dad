// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ThreadSafePostingTest {
    private final EventLoop loop = EventLoop.open();

    @BeforeEach
    void forgetTheLog() {
        RecordedLog.clear();
    }

    @AfterEach
    void closeTheLoop() {
        loop.close();
    }

    @Test
    @Behaviour("18: N posts from M threads all run, per-thread order kept.")
    void fourThreadsPostAHundredThousandEachAndNothingIsLostOrReordered() throws Exception {
        int threads = 4;
        int each = 100_000;
        int[] next = new int[threads];
        AtomicInteger disorder = new AtomicInteger();
        List<Thread> posters = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int poster = t;
            posters.add(new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    int expected = i;
                    loop.callSoonThreadSafe(() -> {
                        if (next[poster]++ != expected) {
                            disorder.incrementAndGet();
                        }
                    });
                }
            }));
        }
        posters.forEach(Thread::start);
        Loops.runUntil(loop, () -> {
            int total = 0;
            for (int count : next) {
                total += count;
            }
            return total == threads * each;
        });
        assertThat(disorder).hasValue(0);
        assertThat(next).containsOnly(each);
    }

    @Test
    void noWakeUpIsLost() throws Exception {
        postOneAtATime(Duration.ofSeconds(2), 1_000);
    }

    @Test
    @Tag("deep")
    void noWakeUpIsLostInTheLongRun() throws Exception {
        postOneAtATime(Duration.ofSeconds(45), 20_000);
    }

    /** Each post at a random moment of the loop's falling asleep: a lost wake-up hangs and is found. */
    private void postOneAtATime(Duration time, long least) throws Exception {
        AtomicLong seen = new AtomicLong();
        long posts = Loops.whileRunning(loop, () -> {
            long posted = 0;
            long end = System.nanoTime() + time.toNanos();
            while (posted < least || System.nanoTime() - end < 0) {
                long number = ++posted;
                loop.execute(() -> seen.set(number));
                Loops.await(() -> seen.get() == number);
                for (int spin = ThreadLocalRandom.current().nextInt(200); spin > 0; spin--) {
                    Thread.onSpinWait();
                }
            }
            return posted;
        });
        assertThat(seen).hasValue(posts);
    }

    /** Around the entry queue's chunk size, where the queue publishes its size late. */
    @Test
    void noWakeUpIsLostWhileTheQueueGrows() throws Exception {
        AtomicLong seen = new AtomicLong();
        Loops.whileRunning(loop, () -> {
            long target = 0;
            long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
            while (System.nanoTime() - end < 0) {
                int burst = 1000 + ThreadLocalRandom.current().nextInt(100);
                for (int i = 0; i < burst; i++) {
                    loop.execute(seen::incrementAndGet);
                }
                target += burst;
                long expected = target;
                Loops.await(() -> seen.get() == expected);
            }
            return target;
        });
    }

    @Test
    @Behaviour({
        "5: With nothing at all the poll blocks for ever.",
        "18: call_soon_threadsafe wakes a loop that blocks in select at once."
    })
    void aSleepingLoopWakesAtOnce() throws Exception {
        AtomicInteger woken = new AtomicInteger();
        Loops.whileRunning(loop, () -> {
            for (int i = 0; i < 20; i++) {
                int expected = i + 1;
                Loops.await(loop.waker::isAsleep);
                loop.execute(woken::incrementAndGet);
                Loops.await(() -> woken.get() == expected);
            }
            return "woken";
        });
        assertThat(woken).hasValue(20);
    }

    @Test
    void anInterruptedPosterDoesNotBreakTheWaker() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        Loops.whileRunning(loop, () -> {
            for (int i = 0; i < 3; i++) {
                int expected = i + 1;
                Loops.await(loop.waker::isAsleep);
                Thread poster = new Thread(() -> {
                    Thread.currentThread().interrupt();
                    loop.execute(ran::incrementAndGet);
                });
                poster.start();
                poster.join();
                Loops.await(() -> ran.get() == expected);
            }
            return "woken";
        });
        assertThat(ran).hasValue(3);
    }

    @Test
    @Behaviour("21: Wake-up pipe full (64 k posts while the loop is busy) must not block or fail the poster.")
    @DeliberateMistake("joins a thread in a callback")
    void postsWhileTheLoopIsBusyNeitherBlockNorFillThePipe() throws Exception {
        int posts = 200_000;
        AtomicInteger ran = new AtomicInteger();
        Thread poster = new Thread(() -> {
            for (int i = 0; i < posts; i++) {
                loop.execute(ran::incrementAndGet);
            }
        });
        loop.callSoon(() -> {
            poster.start();
            try {
                poster.join(Loops.BOUND.toMillis());
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertThat(poster.isAlive()).isFalse();
        });
        Loops.runUntil(loop, () -> ran.get() == posts);
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    @Test
    void postsBeforeTheRunAreRunByIt() {
        AtomicInteger ran = new AtomicInteger();
        loop.execute(ran::incrementAndGet);
        Loops.tick(loop, 1);
        assertThat(ran).hasValue(1);
    }

    @Test
    @Behaviour("20: call_soon_threadsafe racing with close(): either runs or raises; never hangs.")
    void postsThatRaceWithCloseEitherRunOrAreRefused() throws Exception {
        for (int round = 0; round < 50; round++) {
            EventLoop closing = EventLoop.open();
            AtomicInteger accepted = new AtomicInteger();
            AtomicBoolean refused = new AtomicBoolean();
            Thread poster = new Thread(() -> {
                try {
                    // For as long as the other thread takes to close it, and without filling the memory meanwhile.
                    while (true) {
                        closing.execute(() -> {});
                        if (accepted.incrementAndGet() > 10_000) {
                            LockSupport.parkNanos(1_000);
                        }
                    }
                } catch (RejectedExecutionException expected) {
                    refused.set(true);
                }
            });
            poster.start();
            Loops.await(() -> accepted.get() > 10);
            closing.stop();
            closing.runForever();
            closing.close();
            poster.join(Loops.BOUND.toMillis());
            assertThat(refused).isTrue();
        }
    }
}
