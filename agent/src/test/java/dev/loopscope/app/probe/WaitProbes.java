// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import dev.loopscope.app.Helper;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Every way to reach a wait for a monitor, a reference or a thread's end. */
@SuppressWarnings({"WaitNotInLoop", "NarrowCalculation"}) // as users write it
final class WaitProbes {
    private static final int MILLIS = ThreadProbes.MILLIS;
    private static final String WAIT = "java.lang.Object.wait";
    private static final String JOIN = "java.lang.Thread.join";
    private static final String REMOVE = "java.lang.ref.ReferenceQueue.remove";

    private final Object monitor = new Object();
    private final Method waitMillis = Object.class.getMethod("wait", long.class);
    private final Method waitForever = Object.class.getMethod("wait");
    private final Method sleep = Thread.class.getMethod("sleep", long.class);
    private final MethodHandle waitHandle =
            MethodHandles.lookup().findVirtual(Object.class, "wait", MethodType.methodType(void.class, long.class));
    private final Thread dead = new Thread(() -> {}, "dead");
    private final Thread unstarted = new Thread(() -> {}, "unstarted");
    private final ReferenceQueue<Object> queue = new ReferenceQueue<>();
    private final List<WeakReference<Object>> enqueued = new ArrayList<>();

    WaitProbes() throws ReflectiveOperationException, InterruptedException {
        dead.start();
        dead.join();
        for (int i = 0; i < 3; i++) {
            WeakReference<Object> reference = new WeakReference<>(new Object(), queue);
            reference.enqueue();
            enqueued.add(reference);
        }
    }

    /** Of JDKs that have it. */
    private static Method timedJoin() throws NoSuchMethodException {
        return Thread.class.getMethod("join", Duration.class);
    }

    private void notifyOnceIWait() {
        Helper.onceIWait(() -> {
            synchronized (monitor) {
                monitor.notifyAll();
            }
        });
    }

    @Blocks(value = WAIT, millis = Blocks.LONG)
    void waitForeverInMillis() throws InterruptedException {
        synchronized (monitor) {
            notifyOnceIWait();
            monitor.wait(0);
        }
    }

    @Blocks(value = WAIT, millis = Blocks.LONG)
    void waitForeverWithNanos() throws InterruptedException {
        synchronized (monitor) {
            notifyOnceIWait();
            monitor.wait(0, 0);
        }
    }

    @Blocks(value = WAIT, millis = Blocks.LONG)
    void waitByReflection() throws ReflectiveOperationException {
        synchronized (monitor) {
            waitMillis.invoke(monitor, (long) MILLIS);
        }
    }

    @Blocks(value = WAIT, millis = Blocks.LONG)
    void waitForeverByReflection() throws ReflectiveOperationException {
        synchronized (monitor) {
            notifyOnceIWait();
            waitForever.invoke(monitor);
        }
    }

    /** Native there, and called by nothing that could be woven. */
    @Blocks(value = WAIT, millis = Blocks.LONG, missedOn = 17)
    void waitByHandle() throws Throwable {
        synchronized (monitor) {
            waitHandle.invokeExact(monitor, (long) MILLIS);
        }
    }

    interface Unbound {
        void wait(Object monitor, long millis) throws InterruptedException;
    }

    @Blocks(value = WAIT, millis = Blocks.LONG)
    void waitByBoundReference() throws InterruptedException {
        ThreadProbes.Sleep wait = monitor::wait;
        synchronized (monitor) {
            wait.sleep(MILLIS);
        }
    }

    @Blocks(value = WAIT, millis = Blocks.LONG)
    void waitByUnboundReference() throws InterruptedException {
        Unbound wait = Object::wait;
        synchronized (monitor) {
            wait.wait(monitor, MILLIS);
        }
    }

    @Blocks(value = WAIT, millis = Blocks.LONG)
    synchronized void waitUnqualified() throws InterruptedException {
        wait(MILLIS);
    }

    @Blocks(value = WAIT, millis = Blocks.LONG)
    void waitOnArray() throws InterruptedException {
        int[] array = new int[1];
        synchronized (array) {
            array.wait(MILLIS);
        }
    }

    @Silent
    void waitWithoutMonitor() {
        SleepProbes.expect(IllegalMonitorStateException.class, () -> monitor.wait(MILLIS));
        SleepProbes.expect(IllegalMonitorStateException.class, monitor::wait);
        SleepProbes.expect(IllegalMonitorStateException.class, () -> monitor.wait(MILLIS, 1));
    }

    @Silent
    void waitNegative() {
        synchronized (monitor) {
            SleepProbes.expect(IllegalArgumentException.class, () -> monitor.wait(-1));
            SleepProbes.expect(IllegalArgumentException.class, () -> monitor.wait(1, 1_000_000));
        }
    }

    @Silent
    void waitInterrupted() {
        synchronized (monitor) {
            Thread.currentThread().interrupt();
            SleepProbes.expect(InterruptedException.class, () -> monitor.wait(MILLIS));
        }
    }

    @Silent
    void waitTimeUnitForNothing() throws InterruptedException {
        synchronized (monitor) {
            TimeUnit.SECONDS.timedWait(monitor, 0);
            TimeUnit.SECONDS.timedWait(monitor, -1);
        }
    }

    @Blocks(value = REMOVE, millis = Blocks.LONG)
    static void removeForever() throws InterruptedException {
        ReferenceQueue<Object> empty = new ReferenceQueue<>();
        PhantomReference<Object> reference = new PhantomReference<>(new Object(), empty);
        Helper.onceIWait(reference::enqueue);
        empty.remove();
    }

    @Blocks(value = REMOVE, millis = Blocks.LONG)
    static void removeForeverInMillis() throws InterruptedException {
        ReferenceQueue<Object> empty = new ReferenceQueue<>();
        PhantomReference<Object> reference = new PhantomReference<>(new Object(), empty);
        Helper.onceIWait(reference::enqueue);
        empty.remove(0);
    }

    @Silent
    void removeEnqueued() throws InterruptedException {
        if (queue.remove(1_000) == null) {
            throw new IllegalStateException();
        }
    }

    @Silent
    void removeEnqueuedForever() throws InterruptedException {
        queue.remove();
    }

    @Silent
    static void removePolled() {
        new ReferenceQueue<>().poll();
    }

    @Silent
    static void removeNegative() {
        SleepProbes.expect(IllegalArgumentException.class, () -> new ReferenceQueue<>().remove(-1));
    }

    private static Thread mortal(boolean isVirtual) throws ReflectiveOperationException {
        CountDownLatch end = new CountDownLatch(1);
        Runnable life = () -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        Thread thread;
        if (isVirtual) {
            thread = (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, life);
        } else {
            thread = new Thread(life, "mortal");
            thread.start();
        }
        Helper.onceIWait(end::countDown);
        return thread;
    }

    @Blocks(value = JOIN, millis = Blocks.LONG)
    void joinForeverInMillis() throws Exception {
        mortal(false).join(0);
    }

    @Blocks(value = JOIN, millis = Blocks.LONG, since = 19)
    void joinDuration() throws Exception {
        timedJoin().invoke(mortal(false), Duration.ofSeconds(10));
    }

    @Blocks(value = JOIN, millis = Blocks.LONG, since = 21)
    void joinVirtual() throws Exception {
        mortal(true).join();
    }

    @Blocks(value = JOIN, millis = Blocks.LONG, since = 21)
    void joinVirtualMillis() throws Exception {
        mortal(true).join(10_000);
    }

    @Blocks(value = JOIN, millis = Blocks.LONG, since = 21)
    void joinVirtualDuration() throws Exception {
        timedJoin().invoke(mortal(true), Duration.ofSeconds(10));
    }

    @Blocks(value = JOIN, millis = Blocks.LONG)
    void joinThatEndsTooLate() throws Exception {
        Thread late = new Thread(() -> Helper.pause(3 * Helper.NANOS), "late");
        late.start();
        late.join(MILLIS);
    }

    @Silent
    void joinDeadInAnyWay() throws InterruptedException {
        dead.join(0);
        dead.join(10, 1);
        TimeUnit.SECONDS.timedJoin(dead, 1);
        unstarted.join();
    }

    @Silent(since = 19)
    void joinDeadDuration() throws ReflectiveOperationException {
        timedJoin().invoke(dead, Duration.ofSeconds(1));
    }

    @Silent(since = 19)
    void joinForNothing() throws ReflectiveOperationException {
        Thread me = Thread.currentThread();
        timedJoin().invoke(me, Duration.ZERO);
        timedJoin().invoke(me, Duration.ofMillis(-1));
    }

    @Silent
    static void joinNegative() {
        SleepProbes.expect(
                IllegalArgumentException.class, () -> Thread.currentThread().join(-1));
        SleepProbes.expect(
                IllegalArgumentException.class, () -> Thread.currentThread().join(1, -1));
    }

    @Silent
    static void joinTimeUnitForNothing() throws InterruptedException {
        TimeUnit.SECONDS.timedJoin(Thread.currentThread(), 0);
    }

    @Silent
    static void joinInterrupted() {
        Thread.currentThread().interrupt();
        SleepProbes.expect(
                InterruptedException.class, () -> Thread.currentThread().join(10));
    }

    @Silent
    void reflectionOfOtherMethods() throws ReflectiveOperationException {
        Thread.class.getMethod("getName").invoke(Thread.currentThread());
        Object.class.getMethod("hashCode").invoke(monitor);
        Thread.class.getMethod("interrupted").invoke(null);
        SleepProbes.expect(ReflectiveOperationException.class, () -> waitMillis.invoke(monitor, (long) MILLIS));
        SleepProbes.expect(IllegalArgumentException.class, () -> sleep.invoke(null, "x"));
    }
}
