// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;

/** Callbacks from other threads: many posters, the loop takes them out. The variant without sun.misc.Unsafe. */
final class EntryQueue {
    private static final int CHUNK = 1024;
    /** So that posters who never pause cannot keep a tick from starting its callbacks. */
    private static final int MAX_PER_TICK = 4096;

    private final MpscUnboundedAtomicArrayQueue<Handle> queue = new MpscUnboundedAtomicArrayQueue<>(CHUNK);
    private final Waker waker;
    private final MessagePassingQueue.Consumer<Handle> toReady;

    EntryQueue(Waker waker, ReadyQueue ready) {
        this.waker = waker;
        this.toReady = ready::add;
    }

    /** Any thread. */
    void post(Handle handle) {
        queue.offer(handle);
        waker.wake();
    }

    /** Loop thread. */
    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Loop thread. */
    void moveToReady() {
        queue.drain(toReady, MAX_PER_TICK);
    }

    /** When nobody runs the loop any more, and nobody posts. */
    void moveAllToReady() {
        queue.drain(toReady);
    }
}
