// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Every way to reach a pause, and pauses of no time at all. */
@SuppressWarnings("ThreadPriorityCheck") // as users write it
final class SleepProbes {
    private static final int MILLIS = ThreadProbes.MILLIS;
    private static final long LONG = 150;
    /** What is known of that when only looks have found it. */
    private static final double SEEN = 60;

    private static final String SLEEP = "java.lang.Thread.sleep";
    private static final String YIELD = "java.lang.Thread.yield";
    private static final Duration DURATION = Duration.ofMillis(MILLIS);

    private final Method sleepMillis = Thread.class.getMethod("sleep", long.class);
    private final Method sleepNanos = Thread.class.getMethod("sleep", long.class, int.class);
    private final Method yield = Thread.class.getMethod("yield");
    private final MethodHandle handle =
            MethodHandles.lookup().findStatic(Thread.class, "sleep", MethodType.methodType(void.class, long.class));
    private final MethodHandle unreflected = MethodHandles.lookup().unreflect(sleepMillis);

    private final Object unsafe;
    private final Method unsafePark;

    SleepProbes() throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field only = type.getDeclaredField("theUnsafe");
        only.setAccessible(true);
        unsafe = only.get(null);
        unsafePark = type.getMethod("park", boolean.class, long.class);
    }

    /** Of JDKs that have it. */
    private static Method sleepDuration() throws NoSuchMethodException {
        return Thread.class.getMethod("sleep", Duration.class);
    }

    @Blocks(value = SLEEP, millis = Blocks.LONG)
    void byReflection() throws ReflectiveOperationException {
        sleepMillis.invoke(null, (long) MILLIS);
    }

    @Blocks(value = SLEEP, millis = Blocks.LONG)
    void byReflectionWidened() throws ReflectiveOperationException {
        sleepMillis.invoke(null, MILLIS);
    }

    @Blocks(value = SLEEP, millis = Blocks.LONG)
    void byReflectionWithNanos() throws ReflectiveOperationException {
        sleepNanos.invoke(null, (long) MILLIS, 1);
    }

    /** Native there, and called by nothing that could be woven. */
    @Blocks(value = SLEEP, millis = Blocks.LONG, missedOn = 17)
    void byHandle() throws Throwable {
        handle.invokeExact((long) MILLIS);
    }

    @Blocks(value = SLEEP, millis = Blocks.LONG, missedOn = 17)
    void byUnreflectedHandle() throws Throwable {
        unreflected.invokeExact((long) MILLIS);
    }

    /** Long enough for the watchdog to see what no probe has. */
    @Blocks(value = SLEEP, millis = SEEN)
    void byHandleForLong() throws Throwable {
        handle.invokeExact(LONG);
    }

    /** As libraries do that found it before there was anything better. */
    @Blocks(value = "sun.misc.Unsafe.park", millis = SEEN)
    void byUnsafe() throws ReflectiveOperationException {
        unsafePark.invoke(unsafe, false, LONG * 1_000_000);
    }

    interface SerializableSleep extends Serializable {
        void sleep(long millis) throws InterruptedException;
    }

    /** Its serial form names the method it refers to, so it is not redirected there. */
    @Blocks(value = SLEEP, millis = Blocks.LONG, missedOn = 17)
    static void bySerializableReference() throws InterruptedException {
        SerializableSleep sleep = Thread::sleep;
        sleep.sleep(MILLIS);
    }

    @Blocks(value = SLEEP)
    static void nanosAlone() throws InterruptedException {
        Thread.sleep(0, 500_000);
    }

    @Blocks(value = "java.util.concurrent.TimeUnit.sleep", millis = Blocks.LONG)
    static void unitOfNanos() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(MILLIS * 1_000_000L);
    }

    @Blocks(value = "java.util.concurrent.TimeUnit.sleep", millis = Blocks.LONG)
    static void unitOfMicros() throws InterruptedException {
        TimeUnit.MICROSECONDS.sleep(MILLIS * 1_000L);
    }

    @Blocks(value = SLEEP, millis = Blocks.LONG, since = 19)
    static void durationByReflection() throws ReflectiveOperationException {
        sleepDuration().invoke(null, DURATION);
    }

    @Blocks(value = SLEEP, usuallyInstant = true, since = 19)
    static void durationOfNothing() throws ReflectiveOperationException {
        sleepDuration().invoke(null, Duration.ZERO);
    }

    @Silent(since = 19)
    static void durationNegative() throws ReflectiveOperationException {
        sleepDuration().invoke(null, Duration.ofMillis(-1));
    }

    @Blocks(value = SLEEP, usuallyInstant = true)
    static void zero() throws InterruptedException {
        Thread.sleep(0);
    }

    @Blocks(value = SLEEP, usuallyInstant = true)
    static void zeroWithNanos() throws InterruptedException {
        Thread.sleep(0, 0);
    }

    @Blocks(value = SLEEP, usuallyInstant = true)
    void zeroByReflection() throws ReflectiveOperationException {
        sleepMillis.invoke(null, 0L);
    }

    @Blocks(value = YIELD, usuallyInstant = true)
    static void yieldDirectly() {
        Thread.yield();
    }

    @Blocks(value = YIELD, usuallyInstant = true)
    static void yieldByReference() {
        Runnable reference = Thread::yield;
        reference.run();
    }

    @Blocks(value = YIELD, usuallyInstant = true)
    void yieldByReflection() throws ReflectiveOperationException {
        yield.invoke(null);
    }

    @Blocks(value = "java.lang.Thread.onSpinWait", usuallyInstant = true)
    static void spin() {
        Thread.onSpinWait();
    }

    @Silent
    static void negative() {
        expect(IllegalArgumentException.class, () -> Thread.sleep(-1));
    }

    @Silent
    static void negativeByReflection() throws ReflectiveOperationException {
        Method method = Thread.class.getMethod("sleep", long.class);
        expect(ReflectiveOperationException.class, () -> method.invoke(null, -1L));
    }

    @Silent
    static void negativeUnit() throws InterruptedException {
        TimeUnit.SECONDS.sleep(-1);
    }

    @Silent
    static void tooManyNanos() {
        expect(IllegalArgumentException.class, () -> Thread.sleep(1, 1_000_000));
    }

    @Silent
    static void interrupted() {
        Thread.currentThread().interrupt();
        expect(InterruptedException.class, () -> Thread.sleep(MILLIS));
    }

    @Silent
    static void interruptedUnit() {
        Thread.currentThread().interrupt();
        expect(InterruptedException.class, () -> TimeUnit.SECONDS.sleep(1));
    }

    @Silent
    static void unitsConverted() {
        if (TimeUnit.SECONDS.convert(1, TimeUnit.DAYS) + TimeUnit.SECONDS.toMillis(1) == 0) {
            throw new IllegalStateException();
        }
    }

    /** A thread of the application's own, which has children. */
    static class Child extends Thread {}

    /** What has the name and nothing else. */
    private static long sleep(long millis) {
        return millis;
    }

    @Silent
    static void ownSleep() {
        if (sleep(MILLIS) != MILLIS) {
            throw new IllegalStateException();
        }
    }

    static void expect(Class<? extends Exception> type, dev.loopscope.app.Operation refused) {
        try {
            refused.run();
        } catch (Exception e) {
            if (type.isInstance(e)) {
                return;
            }
            throw new IllegalStateException(e);
        }
        throw new IllegalStateException("not refused");
    }
}
