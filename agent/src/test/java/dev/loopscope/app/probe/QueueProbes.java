// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import dev.loopscope.app.Helper;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/** Queues that are empty, full, or locked. */
@SuppressWarnings("ReturnValueIgnored") // what comes of it is not the point
final class QueueProbes {
    private static final int MILLIS = ThreadProbes.MILLIS;

    @Blocks(value = "java.util.concurrent.ArrayBlockingQueue.take", millis = Blocks.LONG)
    static void arrayBlockingQueueTake() throws InterruptedException {
        ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
        Helper.onceIWait(() -> queue.put("x"));
        queue.take();
    }

    @Blocks(value = "java.util.concurrent.ArrayBlockingQueue.poll", millis = Blocks.LONG)
    static void arrayBlockingQueuePoll() throws InterruptedException {
        ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
        queue.poll(MILLIS, TimeUnit.MILLISECONDS);
    }

    @Blocks(value = "java.util.concurrent.ArrayBlockingQueue.put", millis = Blocks.LONG)
    static void arrayBlockingQueuePut() throws InterruptedException {
        ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
        queue.add("x");
        Helper.onceIWait(queue::take);
        queue.put("y");
    }

    @Blocks(value = "java.util.concurrent.ArrayBlockingQueue.offer", millis = Blocks.LONG)
    static void arrayBlockingQueueOffer() throws InterruptedException {
        ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
        queue.add("x");
        queue.offer("y", MILLIS, TimeUnit.MILLISECONDS);
    }

    @Blocks(value = "java.util.concurrent.LinkedBlockingQueue.take", millis = Blocks.LONG)
    static void linkedBlockingQueueTake() throws InterruptedException {
        LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
        Helper.onceIWait(() -> queue.put("x"));
        queue.take();
    }

    @Blocks(value = "java.util.concurrent.LinkedBlockingQueue.poll", millis = Blocks.LONG)
    static void linkedBlockingQueuePoll() throws InterruptedException {
        LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
        queue.poll(MILLIS, TimeUnit.MILLISECONDS);
    }

    @Blocks(value = "java.util.concurrent.LinkedBlockingQueue.put", millis = Blocks.LONG)
    static void linkedBlockingQueuePut() throws InterruptedException {
        LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>(1);
        queue.add("x");
        Helper.onceIWait(queue::take);
        queue.put("y");
    }

    @Blocks(value = "java.util.concurrent.LinkedBlockingQueue.offer", millis = Blocks.LONG)
    static void linkedBlockingQueueOffer() throws InterruptedException {
        LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>(1);
        queue.add("x");
        queue.offer("y", MILLIS, TimeUnit.MILLISECONDS);
    }

    @Blocks(value = "java.util.concurrent.LinkedBlockingDeque.take", millis = Blocks.LONG)
    static void linkedBlockingDequeTake() throws InterruptedException {
        LinkedBlockingDeque<String> queue = new LinkedBlockingDeque<>();
        Helper.onceIWait(() -> queue.put("x"));
        queue.take();
    }

    @Blocks(value = "java.util.concurrent.LinkedBlockingDeque.poll", millis = Blocks.LONG)
    static void linkedBlockingDequePoll() throws InterruptedException {
        LinkedBlockingDeque<String> queue = new LinkedBlockingDeque<>();
        queue.poll(MILLIS, TimeUnit.MILLISECONDS);
    }

    @Blocks(value = "java.util.concurrent.LinkedBlockingDeque.put", millis = Blocks.LONG)
    static void linkedBlockingDequePut() throws InterruptedException {
        LinkedBlockingDeque<String> queue = new LinkedBlockingDeque<>(1);
        queue.add("x");
        Helper.onceIWait(queue::take);
        queue.put("y");
    }

    @Blocks(value = "java.util.concurrent.LinkedBlockingDeque.offer", millis = Blocks.LONG)
    static void linkedBlockingDequeOffer() throws InterruptedException {
        LinkedBlockingDeque<String> queue = new LinkedBlockingDeque<>(1);
        queue.add("x");
        queue.offer("y", MILLIS, TimeUnit.MILLISECONDS);
    }

    @Blocks(value = "java.util.concurrent.PriorityBlockingQueue.take", millis = Blocks.LONG)
    static void priorityBlockingQueueTake() throws InterruptedException {
        PriorityBlockingQueue<String> queue = new PriorityBlockingQueue<>();
        Helper.onceIWait(() -> queue.put("x"));
        queue.take();
    }

    @Blocks(value = "java.util.concurrent.PriorityBlockingQueue.poll", millis = Blocks.LONG)
    static void priorityBlockingQueuePoll() throws InterruptedException {
        PriorityBlockingQueue<String> queue = new PriorityBlockingQueue<>();
        queue.poll(MILLIS, TimeUnit.MILLISECONDS);
    }

    @Blocks(value = "java.util.concurrent.SynchronousQueue.take", millis = Blocks.LONG)
    static void synchronousQueueTake() throws InterruptedException {
        SynchronousQueue<String> queue = new SynchronousQueue<>();
        Helper.onceIWait(() -> queue.put("x"));
        queue.take();
    }

    @Blocks(value = "java.util.concurrent.SynchronousQueue.poll", millis = Blocks.LONG)
    static void synchronousQueuePoll() throws InterruptedException {
        SynchronousQueue<String> queue = new SynchronousQueue<>();
        queue.poll(MILLIS, TimeUnit.MILLISECONDS);
    }

    @Blocks(value = "java.util.concurrent.SynchronousQueue.put", millis = Blocks.LONG)
    static void synchronousQueuePut() throws InterruptedException {
        SynchronousQueue<String> queue = new SynchronousQueue<>();
        Helper.onceIWait(queue::take);
        queue.put("y");
    }

    @Blocks(value = "java.util.concurrent.SynchronousQueue.offer", millis = Blocks.LONG)
    static void synchronousQueueOffer() throws InterruptedException {
        SynchronousQueue<String> queue = new SynchronousQueue<>();
        queue.offer("y", MILLIS, TimeUnit.MILLISECONDS);
    }

    @Blocks(value = "java.util.concurrent.LinkedTransferQueue.take", millis = Blocks.LONG)
    static void linkedTransferQueueTake() throws InterruptedException {
        LinkedTransferQueue<String> queue = new LinkedTransferQueue<>();
        Helper.onceIWait(() -> queue.put("x"));
        queue.take();
    }

    @Blocks(value = "java.util.concurrent.LinkedTransferQueue.poll", millis = Blocks.LONG)
    static void linkedTransferQueuePoll() throws InterruptedException {
        LinkedTransferQueue<String> queue = new LinkedTransferQueue<>();
        queue.poll(MILLIS, TimeUnit.MILLISECONDS);
    }

    @Blocks(value = "java.util.concurrent.SynchronousQueue.take", millis = Blocks.LONG)
    static void synchronousQueueTakeFair() throws InterruptedException {
        SynchronousQueue<String> queue = new SynchronousQueue<>(true);
        Helper.onceIWait(() -> queue.put("x"));
        queue.take();
    }

    @Blocks(value = "java.util.concurrent.LinkedTransferQueue.transfer", millis = Blocks.LONG)
    static void transfer() throws InterruptedException {
        LinkedTransferQueue<String> queue = new LinkedTransferQueue<>();
        Helper.onceIWait(queue::take);
        queue.transfer("x");
    }

    @Blocks(value = "java.util.concurrent.LinkedTransferQueue.tryTransfer", millis = Blocks.LONG)
    static void transferTimed() throws InterruptedException {
        new LinkedTransferQueue<String>().tryTransfer("x", MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Due after so long. */
    private record Late(long nanos) implements Delayed {
        static Late inMillis(int millis) {
            return new Late(System.nanoTime() + millis * 1_000_000L);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(nanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    @Blocks(value = "java.util.concurrent.DelayQueue.take", millis = Blocks.LONG)
    static void delayQueueTake() throws InterruptedException {
        DelayQueue<Late> queue = new DelayQueue<>();
        queue.add(Late.inMillis(MILLIS));
        queue.take();
    }

    @Blocks(value = "java.util.concurrent.DelayQueue.take", millis = Blocks.LONG)
    static void delayQueueTakeEmpty() throws InterruptedException {
        DelayQueue<Late> queue = new DelayQueue<>();
        Helper.onceIWait(() -> queue.add(new Late(System.nanoTime())));
        queue.take();
    }

    @Blocks(value = "java.util.concurrent.DelayQueue.poll", millis = Blocks.LONG)
    static void delayQueuePoll() throws InterruptedException {
        DelayQueue<Late> queue = new DelayQueue<>();
        queue.add(Late.inMillis(60_000));
        queue.poll(MILLIS, TimeUnit.MILLISECONDS);
    }

    @Blocks(value = "java.util.concurrent.ArrayBlockingQueue.take", millis = Blocks.LONG)
    static void takeByReference() throws Exception {
        ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
        Helper.onceIWait(() -> queue.add("x"));
        Callable<String> take = queue::take;
        take.call();
    }

    @Blocks(value = "java.util.concurrent.ArrayBlockingQueue.take", millis = Blocks.LONG)
    static void takeByReflection() throws Exception {
        BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
        Helper.onceIWait(() -> queue.add("x"));
        BlockingQueue.class.getMethod("take").invoke(queue);
    }

    @Blocks(value = "java.util.concurrent.ArrayBlockingQueue.take", millis = Blocks.LONG)
    static void takeByHandle() throws Throwable {
        BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
        Helper.onceIWait(() -> queue.add("x"));
        Object taken = TAKE.invoke(queue);
        if (taken == null) {
            throw new IllegalStateException();
        }
    }

    private static final MethodHandle TAKE = handle();

    private static MethodHandle handle() {
        try {
            return MethodHandles.lookup().findVirtual(BlockingQueue.class, "take", MethodType.methodType(Object.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Blocks(value = "java.util.concurrent.ArrayBlockingQueue.offer", millis = Blocks.LONG, usuallyInstant = true)
    static void lockedOffer() {
        ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(2);
        queue.add("x");
        Holder.hold(held -> queue.forEach(element -> held.run()));
        queue.offer("y");
    }

    @Blocks(value = "java.util.concurrent.ArrayBlockingQueue.take", millis = Blocks.LONG, usuallyInstant = true)
    static void lockedTake() throws InterruptedException {
        ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(2);
        queue.add("x");
        Holder.hold(held -> queue.forEach(element -> held.run()));
        queue.take();
    }

    /** Compared with the queue's lock held. */
    private record Slow(Runnable held) {
        @Override
        public boolean equals(Object other) {
            held.run();
            return false;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    @Blocks(value = "java.util.concurrent.LinkedBlockingQueue.put", millis = Blocks.LONG, usuallyInstant = true)
    static void lockedPut() throws InterruptedException {
        LinkedBlockingQueue<Object> queue = new LinkedBlockingQueue<>();
        queue.add("x");
        Holder.hold(held -> queue.contains(new Slow(held)));
        queue.put("y");
    }
}
