// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FactQueueTest {
    private record Numbered(int producer, int number) implements Fact {
        @Override
        public void tell(FactListener listener) {}
    }

    @Test
    void givesBackInTheOrderOfOffering() {
        FactQueue queue = new FactQueue(4);
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 3; i++) {
                assertThat(queue.offer(new Numbered(round, i))).isTrue();
            }
            for (int i = 0; i < 3; i++) {
                assertThat(queue.poll()).isEqualTo(new Numbered(round, i));
            }
            assertThat(queue.poll()).isNull();
        }
        assertThat(queue.dropped()).isZero();
    }

    @Test
    void isCrowdedOnceThreeQuartersAreTakenAndNotAnyMoreWhenThereIsRoom() {
        FactQueue queue = new FactQueue(8);
        for (int i = 0; i < 6; i++) {
            queue.offer(new Numbered(0, i));
        }
        assertThat(queue.isCrowded()).isFalse();
        queue.offer(new Numbered(0, 6));
        assertThat(queue.isCrowded()).isTrue();
        queue.poll();
        assertThat(queue.isCrowded()).isFalse();
    }

    @Test
    void countsWhatDoesNotFit() {
        FactQueue queue = new FactQueue(4);
        for (int i = 0; i < 4; i++) {
            assertThat(queue.offer(new Numbered(0, i))).isTrue();
        }
        assertThat(queue.offer(new Numbered(0, 4))).isFalse();
        queue.drop();
        assertThat(queue.dropped()).isEqualTo(2);
        assertThat(queue.poll()).isEqualTo(new Numbered(0, 0));
        assertThat(queue.offer(new Numbered(0, 5))).isTrue();
    }

    @Test
    void takesPowersOfTwoOnly() {
        assertThatThrownBy(() -> new FactQueue(3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void losesAndDoublesNothingUnderFourProducers() throws InterruptedException {
        int producers = 4;
        int each = 100_000;
        FactQueue queue = new FactQueue(1024);
        CountDownLatch start = new CountDownLatch(1);
        AtomicInteger refused = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            int producer = p;
            Thread thread = new Thread(() -> produce(queue, producer, each, start, refused));
            thread.start();
            threads.add(thread);
        }
        start.countDown();
        int[] next = new int[producers];
        int taken = 0;
        while (taken < producers * each) {
            if (queue.poll() instanceof Numbered fact) {
                // Each producer's facts in its order, none missing, none twice.
                assertThat(fact.number()).isEqualTo(next[fact.producer()]++);
                taken++;
            } else {
                Thread.onSpinWait();
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(queue.poll()).isNull();
        assertThat(queue.dropped()).isEqualTo(refused.get());
    }

    private static void produce(FactQueue queue, int producer, int count, CountDownLatch start, AtomicInteger refused) {
        try {
            start.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        for (int i = 0; i < count; i++) {
            Numbered fact = new Numbered(producer, i);
            while (!queue.offer(fact)) {
                refused.incrementAndGet();
                Thread.onSpinWait();
            }
        }
    }
}
