// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerQueueTest {
    private final EventLoop loop = EventLoop.open();

    @AfterEach
    void closeTheLoop() {
        loop.close();
    }

    private TimerHandle timer(long when) {
        return new TimerHandle(loop, () -> {}, Context.empty(), when);
    }

    /** The second epoch puts deadlines on both sides of the point where nanoTime wraps around. */
    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 500, Long.MIN_VALUE, -1})
    void behavesAsASortedSetUnderRandomOperations(long epoch) {
        Random random = new Random(epoch ^ 42);
        TimerQueue queue = new TimerQueue(epoch);
        TreeSet<TimerHandle> model = new TreeSet<>(
                Comparator.<TimerHandle>comparingLong(t -> t.when() - epoch).thenComparingLong(t -> t.sequence));
        List<TimerHandle> alive = new ArrayList<>();
        long now = epoch;
        for (int i = 0; i < 100_000; i++) {
            int dice = random.nextInt(100);
            if (dice < 55 || alive.isEmpty()) {
                TimerHandle handle = timer(now + random.nextInt(1000));
                queue.add(handle);
                model.add(handle);
                alive.add(handle);
            } else if (dice < 80) {
                TimerHandle victim = alive.remove(random.nextInt(alive.size()));
                queue.remove(victim);
                queue.remove(victim);
                assertThat(model.remove(victim)).isTrue();
            } else {
                now += random.nextInt(50);
                for (TimerHandle due = queue.pollDue(now); due != null; due = queue.pollDue(now)) {
                    if (due != model.pollFirst()) {
                        throw new AssertionError("wrong order at operation " + i);
                    }
                    alive.remove(due);
                }
                assertThat(model.isEmpty() || model.first().when() - now > 0).isTrue();
            }
            if (queue.size() != model.size()) {
                throw new AssertionError("wrong size at operation " + i);
            }
            long next = model.isEmpty() ? Long.MAX_VALUE : model.first().when() - now;
            if (queue.nanosToNext(now) != next) {
                throw new AssertionError("wrong next deadline at operation " + i);
            }
        }
    }

    @Test
    void equalDeadlinesComeOutInOrderAlsoAfterRemovals() {
        TimerQueue queue = new TimerQueue(0);
        List<TimerHandle> expected = new ArrayList<>();
        List<TimerHandle> removed = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            TimerHandle handle = timer(7);
            queue.add(handle);
            (i % 3 == 0 ? removed : expected).add(handle);
        }
        removed.forEach(queue::remove);
        List<TimerHandle> actual = new ArrayList<>();
        for (TimerHandle due = queue.pollDue(7); due != null; due = queue.pollDue(7)) {
            actual.add(due);
        }
        assertThat(actual).containsExactlyElementsOf(expected);
    }

    @Test
    void clearForgetsEverything() {
        TimerQueue queue = new TimerQueue(0);
        TimerHandle handle = timer(1);
        queue.add(handle);
        queue.clear();
        queue.remove(handle);
        assertThat(queue.size()).isZero();
        assertThat(queue.pollDue(Long.MAX_VALUE)).isNull();
        assertThat(queue.nanosToNext(0)).isEqualTo(Long.MAX_VALUE);
    }
}
