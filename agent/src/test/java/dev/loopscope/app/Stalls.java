// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Callbacks that hold a loop for long.
 *
 * <p>Arguments: the carrier, what to do, and how often or how long. Each is measured under its method's name and a number.
 */
public final class Stalls {
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    /** Fixed, so that a run can be had again. */
    private static final Random RANDOM = new Random(7);

    /** Whether the agent is still to say that the loop is stuck. */
    private static volatile boolean isAwaited;

    private Stalls() {}

    public static void main(String[] arguments) throws Exception {
        Carrier worker = Carrier.named("worker");
        worker.run("worker.burn", () -> burn(150));
        contended(worker, "worker.contended", 150);
        worker.end();
        Carrier loop = Carrier.named(arguments[0]);
        loop.run("first", () -> {});
        awaitWatchdog();
        int number = Integer.parseInt(arguments[2]);
        switch (arguments[1]) {
            case "burn" -> measure(loop, "burn", () -> burn(number));
            case "burnUntilSaid" -> {
                isAwaited = true;
                noteWhenSaid();
                measure(loop, "burn", () -> burn(number));
            }
            case "deep" -> measure(loop, "deep", () -> deep(number));
            case "handedOn" -> handedOn(loop);
            case "hang" -> {
                noteWhenSaid();
                measure(loop, "hang", () -> hang(number));
            }
            case "wander" -> measure(loop, "wander", () -> wander(number));
            case "contended" -> contended(loop, "contended", number);
            case "mixed" -> measure(loop, "mixed", () -> mixed(number));
            case "nearly" -> measure(loop, "nearly", () -> nearly(number));
            case "repeated" -> repeated(loop, number);
            case "around" -> around(loop, number);
            case "below" -> below(loop, number);
            default -> throw new IllegalArgumentException(arguments[1]);
        }
        loop.end();
        Ledger.write();
        System.out.println("end");
        System.exit(0);
    }

    /**
     * Runs it between two callbacks that do nothing. All three are measured together, as {@code around.NAME}: whatever the
     * agent counts as one callback lies within, also where the machine stood still just before it or just after.
     */
    private static void measure(Carrier loop, String name, Operation operation) throws InterruptedException {
        long millis = System.currentTimeMillis();
        long start = System.nanoTime();
        loop.run("before." + name, () -> {});
        loop.run(name, operation);
        loop.run("after." + name, () -> {});
        Ledger.note("around." + name, millis, System.nanoTime() - start);
    }

    /** Notes how long it takes from now on until the agent says that the loop is stuck; then nobody need wait for that. */
    private static void noteWhenSaid() {
        long millis = System.currentTimeMillis();
        long start = System.nanoTime();
        Thread reader = new Thread(
                () -> {
                    try {
                        if (Reported.await("loop-stalled")) {
                            Ledger.note("said", millis, System.nanoTime() - start);
                        }
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    } finally {
                        isAwaited = false;
                    }
                },
                "reader");
        reader.setDaemon(true);
        reader.start();
    }

    /** The agent, if there is one, gets ready to look when it has seen the first loop. */
    public static void awaitWatchdog() {
        long end = System.nanoTime() + 5_000_000_000L;
        while (System.nanoTime() < end) {
            Thread[] threads = new Thread[64];
            int count = Thread.enumerate(threads);
            boolean isReady = true;
            for (int i = 0; i < count; i++) {
                if (threads[i].getName().equals("loopscope-watchdog")) {
                    isReady = threads[i].getState() == Thread.State.TIMED_WAITING;
                }
            }
            if (isReady) {
                return;
            }
            Thread.onSpinWait();
        }
    }

    /** Uses that much of the processor, however long a crowded machine takes to give it; more while a line is awaited. */
    static void burn(long millis) {
        LongSupplier clock = clock();
        long end = clock.getAsLong() + millis * 1_000_000;
        long value = 0;
        while (clock.getAsLong() < end || isAwaited) {
            for (int i = 0; i < 1_000; i++) {
                value += end ^ value << 1;
            }
        }
        if (value == 0) {
            // Never, which the compiler does not know; so it cannot leave the work out.
            System.out.println(value);
        }
    }

    /** Uses the processor a thousand and more frames below this one, all of them the JDK's. */
    private static void deep(long millis) {
        List<Object> list = List.of();
        for (int i = 0; i < 1_500; i++) {
            list = new ArrayList<>(Collections.singletonList(list));
        }
        LongSupplier clock = clock();
        long end = clock.getAsLong() + millis * 1_000_000;
        int value = 1;
        while (clock.getAsLong() < end) {
            value += list.hashCode();
        }
        if (value == 0) {
            System.out.println(value);
        }
    }

    /** Burns until that is said; what goes on after that is the JDK's alone. */
    private static void handedOn(Carrier loop) throws InterruptedException {
        List<Object> list = List.of(1);
        for (int i = 0; i < 3; i++) {
            list = Collections.unmodifiableList(new ArrayList<>(Collections.nCopies(700, list)));
        }
        isAwaited = true;
        noteWhenSaid();
        long millis = System.currentTimeMillis();
        long start = System.nanoTime();
        CompletableFuture.runAsync(() -> burn(150), loop::execute)
                .thenRun(new FutureTask<>(list::hashCode))
                .join();
        loop.run("after.handedOn", () -> {});
        Ledger.note("around.handedOn", millis, System.nanoTime() - start);
    }

    /** Of the processor's time where the JDK can tell it: not for a virtual thread. */
    private static LongSupplier clock() {
        try {
            return CPU.getCurrentThreadCpuTime() < 0 ? System::nanoTime : CPU::getCurrentThreadCpuTime;
        } catch (UnsupportedOperationException virtual) {
            return System::nanoTime;
        }
    }

    static void hang(long millis) throws InterruptedException {
        Thread.sleep(millis);
    }

    /** Never long in one method. */
    static void wander(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() < end) {
            here();
            there();
            elsewhere();
        }
    }

    private static void here() {
        burn(60);
    }

    private static void there() {
        burn(70);
    }

    private static void elsewhere() {
        burn(80);
    }

    /** A callback waits for a monitor that another thread holds, {@code holder} in {@link #hold}, since before it began. */
    private static void contended(Carrier loop, String name, long millis) throws InterruptedException {
        Object monitor = new Object();
        CountDownLatch isHeld = new CountDownLatch(1);
        AtomicReference<Thread> waiting = new AtomicReference<>();
        new Thread(() -> hold(monitor, isHeld, waiting, millis), "holder").start();
        isHeld.await();
        measure(loop, name, () -> {
            waiting.set(Thread.currentThread());
            contended(monitor);
        });
    }

    private static void contended(Object monitor) {
        int entered = 0;
        synchronized (monitor) {
            entered++;
        }
        if (entered == 0) {
            throw new IllegalStateException();
        }
    }

    private static void hold(Object monitor, CountDownLatch isHeld, AtomicReference<Thread> waiting, long millis) {
        synchronized (monitor) {
            isHeld.countDown();
            for (Thread thread = null;
                    thread == null || thread.getState() != Thread.State.BLOCKED;
                    thread = waiting.get()) {
                LockSupport.parkNanos(100_000);
            }
            Helper.pause(millis * 1_000_000);
        }
    }

    /** Sleeps too short to explain it, and works. */
    static void mixed(long millis) throws InterruptedException {
        for (int i = 0; i < 6; i++) {
            Thread.sleep(30);
            burn(millis / 6);
        }
    }

    /** Passes a limit of so many milliseconds by an operation that does not and a little work. */
    private static void nearly(long limitMillis) throws InterruptedException {
        Thread.sleep(limitMillis * 19 / 20);
        burn(limitMillis * 3 / 20);
    }

    /** Beside each, how late another thread of this machine was let run meanwhile, as {@code late0} and so on. */
    private static void repeated(Carrier loop, int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            long millis = System.currentTimeMillis();
            Lateness lateness = new Lateness();
            lateness.start();
            loop.run("hang" + i, () -> hang(500));
            Ledger.note("late" + i, millis, lateness.end());
        }
    }

    /** The most that a thread which wants the processor every few milliseconds had to wait for it. */
    private static final class Lateness extends Thread {
        private static final long TICK = 5_000_000;

        private volatile boolean isOver;
        private long worst;

        @Override
        public void run() {
            while (!isOver) {
                long start = System.nanoTime();
                LockSupport.parkNanos(TICK);
                worst = Math.max(worst, System.nanoTime() - start - TICK);
            }
        }

        long end() throws InterruptedException {
            isOver = true;
            join();
            return worst;
        }
    }

    /** Durations around the limit, so that some stalls end just while they are looked at. */
    private static void around(Carrier loop, int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            int millis = 85 + RANDOM.nextInt(60);
            if (i % 2 == 0) {
                loop.run("burn" + i, () -> burn(millis));
            } else {
                loop.run("hang" + i, () -> hang(millis));
            }
        }
    }

    /** Many callbacks, each well below the limit. */
    private static void below(Carrier loop, int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            loop.run("burn" + i, () -> burn(10));
        }
    }
}
