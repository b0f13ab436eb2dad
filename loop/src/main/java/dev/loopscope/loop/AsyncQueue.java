// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Items from tasks to tasks of one loop. Who puts into a full queue, or gets from an empty one, suspends and does not
 * block the loop; each in the order of coming. Loop thread only.
 *
 * <p>Two semaphores keep the books, one permit for each item and one for each free place. So an item is promised to the
 * one who waits longest as soon as it is there, and goes to the next if that one is cancelled before it has taken it.
 *
 * <p>asyncio: {@code Queue}, {@code LifoQueue} and {@code PriorityQueue}. A getter that was promised an item cannot be
 * overtaken, so {@link #poll} may find nothing although {@link #size()} is not 0.
 *
 * @param <T> the items, never null
 */
public final class AsyncQueue<T> {
    private final Queue<T> items;
    private final int capacity;
    private final AsyncSemaphore available = AsyncSemaphore.of("AsyncQueue", 0);
    private final AsyncSemaphore free;
    private final AsyncEvent finished = new AsyncEvent();
    private int unfinished;
    private boolean shutDown;

    private AsyncQueue(Queue<T> items, int capacity) {
        this.items = items;
        this.capacity = capacity;
        this.free = AsyncSemaphore.of("AsyncQueue", capacity <= 0 ? Integer.MAX_VALUE : capacity);
        this.finished.set();
    }

    /** First in, first out. May be made anywhere; a capacity of zero or less is none. */
    public static <T> AsyncQueue<T> fifo(int capacity) {
        return new AsyncQueue<>(new ArrayDeque<>(), capacity);
    }

    /** Last in, first out. */
    public static <T> AsyncQueue<T> lifo(int capacity) {
        return new AsyncQueue<>(Collections.asLifoQueue(new ArrayDeque<>()), capacity);
    }

    /** The smallest first; equal ones in any items. */
    public static <T> AsyncQueue<T> priority(int capacity, Comparator<? super T> comparator) {
        return new AsyncQueue<>(new PriorityQueue<>(comparator), capacity);
    }

    /** Puts an item in, and waits for a place if need be. Fails with {@link QueueShutDownException} after that. */
    public Coroutine<@Nullable Void> put(T item) {
        Objects.requireNonNull(item, "item");
        return Coroutine.ofVoid(() -> {
            refusePutAfterShutdown();
            free.take();
            if (shutDown) {
                free.release();
                refusePutAfterShutdown();
            }
            add(item);
        });
    }

    /**
     * Puts an item in if there is a place. In callbacks, too.
     *
     * @return false if the queue is full
     * @throws QueueShutDownException after {@link #shutdown}
     */
    public boolean offer(T item) {
        Objects.requireNonNull(item, "item");
        available.check("offer");
        refusePutAfterShutdown();
        if (!free.tryTake()) {
            return false;
        }
        add(item);
        return true;
    }

    /** Takes an item out, and waits for one if need be. Fails with {@link QueueShutDownException} when none will come. */
    public Coroutine<T> get() {
        return Coroutine.of(() -> {
            if (!shutDown) {
                available.take();
            } else if (!available.tryTake()) {
                throw new QueueShutDownException("the queue was shut down, and has nothing left");
            }
            T item = items.poll();
            if (item == null) {
                throw new QueueShutDownException("the queue was shut down at once");
            }
            free.release();
            return item;
        });
    }

    /**
     * Takes an item out if there is one that nobody waits for. In callbacks, too.
     *
     * @throws QueueShutDownException if there is none, and the queue was shut down
     */
    public Optional<T> poll() {
        free.check("poll");
        boolean any = available.tryTake();
        if (shutDown && (!any || items.isEmpty())) {
            throw new QueueShutDownException("the queue was shut down, and has nothing left");
        }
        if (!any) {
            return Optional.empty();
        }
        T item = items.remove();
        free.release();
        return Optional.of(item);
    }

    /**
     * Says that an item that was taken out has been dealt with, for {@link #join}.
     *
     * @throws IllegalStateException if called more often than items were put in
     */
    public void taskDone() {
        available.check("taskDone");
        if (unfinished == 0) {
            throw new IllegalStateException("taskDone() called too many times");
        }
        if (--unfinished == 0) {
            finished.set();
        }
    }

    /** Waits until every item that was put in has been dealt with; at once if none was. */
    public Coroutine<@Nullable Void> join() {
        return finished.waitUntilSet();
    }

    /**
     * Takes nothing more from now on; what is there can still be got, after which getters fail. Those who wait fail now.
     * Calling again is harmless.
     */
    public void shutdown() {
        available.check("shutdown");
        shutDown = true;
        free.refuseWaiters(() -> new QueueShutDownException("the queue was shut down"));
        available.refuseWaiters(() -> new QueueShutDownException("the queue was shut down"));
    }

    /** As {@link #shutdown}, and drops what is there: it counts as dealt with. */
    public void shutdownNow() {
        available.check("shutdownNow");
        int dropped = items.size();
        items.clear();
        unfinished = Math.max(0, unfinished - dropped);
        if (unfinished == 0) {
            finished.set();
        }
        shutdown();
    }

    /** How many items are in it, those included that were promised to somebody. */
    public int size() {
        return items.size();
    }

    /** Whether there is no item in it. */
    public boolean isEmpty() {
        return items.isEmpty();
    }

    /** Whether there are as many items in it as its capacity; never without one. */
    public boolean isFull() {
        return capacity > 0 && items.size() >= capacity;
    }

    /** For logs, {@code <AsyncQueue capacity=3 size=1 getters=0 putters=0 unfinished=1>}. Names no item. */
    @Override
    public String toString() {
        return "<AsyncQueue capacity=" + Math.max(0, capacity) + " size=" + items.size() + " getters="
                + available.waiting() + " putters=" + free.waiting() + " unfinished=" + unfinished
                + (shutDown ? " shut down" : "") + ">";
    }

    private void add(T item) {
        items.add(item);
        unfinished++;
        finished.clear();
        available.release();
    }

    private void refusePutAfterShutdown() {
        if (shutDown) {
            throw new QueueShutDownException("the queue was shut down");
        }
    }
}
