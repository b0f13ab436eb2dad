// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.fact;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * From any thread to the reporter's: bounded, allocated once, never waits. JCTools has better ones, made of ten classes; here
 * every class is start-up time, and a finding is rare.
 *
 * <p>A producer claims a slot by moving {@code producer}, then fills it; until then the consumer sees null and comes back. A
 * claim is only made while the slot is known to be empty, since {@code consumer} moves after it was emptied.
 */
public final class FactQueue {
    private final AtomicReferenceArray<@Nullable Fact> slots;
    private final int mask;
    private final AtomicLong producer = new AtomicLong();
    private final AtomicLong consumer = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    /** @param capacity a power of two */
    public FactQueue(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity is not a power of two: " + capacity);
        }
        slots = new AtomicReferenceArray<>(capacity);
        mask = capacity - 1;
    }

    /** Any thread: whether what is left of the room should be kept for what matters most. */
    public boolean isCrowded() {
        return producer.get() - consumer.get() > mask - (mask >> 2);
    }

    /** Any thread; false when there is no room, which is counted. */
    public boolean offer(Fact fact) {
        long claimed;
        do {
            claimed = producer.get();
            if (claimed - consumer.get() > mask) {
                dropped.incrementAndGet();
                return false;
            }
        } while (!producer.compareAndSet(claimed, claimed + 1));
        slots.lazySet((int) claimed & mask, fact);
        return true;
    }

    /** Reporter's thread: the oldest fact, or null. */
    public @Nullable Fact poll() {
        long next = consumer.get();
        int slot = (int) next & mask;
        Fact fact = slots.get(slot);
        if (fact != null) {
            slots.lazySet(slot, null);
            consumer.lazySet(next + 1);
        }
        return fact;
    }

    /** A fact was not even offered, to spare the thread it happened on. */
    public void drop() {
        dropped.incrementAndGet();
    }

    /** As {@link #drop()}, so many. */
    public void drop(long facts) {
        dropped.addAndGet(facts);
    }

    /** How many facts were lost so far. */
    public long dropped() {
        return dropped.get();
    }
}
