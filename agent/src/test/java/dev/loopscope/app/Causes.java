// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.ref.Reference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Callbacks that hold a loop for a reason that is known, each in a method of its own, and measured under its name.
 *
 * <p>Arguments: the carrier, then the reasons.
 */
public final class Causes {
    /** For how long a callback is held. Far above the limit. */
    private static final long HELD_MILLIS = 250;

    private static final long HELD = HELD_MILLIS * 1_000_000;
    /** Threads that want the processor, on any machine more than it has processors for. */
    private static final int CROWD = 3 * Runtime.getRuntime().availableProcessors();
    /** Arrays of a kilobyte, so that a collection takes its time. */
    private static final int LIVE = 100_000;

    /** Between two collections; so that the callback comes to its end. */
    private static final long BREAK = 15_000_000;

    private static final int PIECE = 1_000;
    private static final int PIECES = 2_000;
    private static final int CALIBRATIONS = 30;
    private static volatile long piecesPerMilli;
    private static volatile long sink = 1;

    private static final Object MONITOR = new Object();
    private static final ReentrantLock LOCK = new ReentrantLock();

    private Causes() {}

    public static void main(String[] arguments) throws Exception {
        Carrier loop = Carrier.named(arguments[0]);
        loop.run("first", () -> {});
        Stalls.awaitWatchdog();
        calibrate();
        for (int i = 1; i < arguments.length; i++) {
            run(loop, arguments[i]);
        }
        loop.end();
        Ledger.write();
        System.out.println("end");
        System.exit(0);
    }

    private static void run(Carrier loop, String cause) throws Exception {
        switch (cause) {
            case "cpu" -> loop.run(cause, Causes::cpu);
            case "monitor" -> whileHeld(loop, cause, Causes::monitor, Causes::holdMonitor);
            case "lock" -> whileHeld(loop, cause, Causes::lock, Causes::holdLock);
            case "park" -> loop.run(cause, Causes::park);
            case "socket" -> socket(loop);
            case "pipe" -> pipe(loop);
            case "gc" -> gc(loop);
            case "classes" -> classes(loop);
            case "starved" -> starved(loop);
            case "lockThenCpu" -> whileHeld(loop, cause, Causes::lockThenCpu, Causes::holdMonitor);
            case "cpuThenSleep" -> loop.run(cause, Causes::cpuThenSleep);
            default -> throw new IllegalArgumentException(cause);
        }
    }

    /**
     * Uses about that much of the processor, however long a crowded machine takes to give it: what is to be done is known
     * beforehand, since of a virtual thread nobody can read what it has used.
     */
    private static void burn(long millis) {
        for (long i = millis * piecesPerMilli; i > 0; i--) {
            sink = piece(sink);
        }
    }

    private static long piece(long seed) {
        long value = seed;
        for (int i = 0; i < PIECE; i++) {
            value ^= value << 13;
            value ^= value >>> 7;
            value ^= value << 17;
        }
        return value;
    }

    private static void calibrate() {
        ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
        long nanos = 0;
        // By then it is compiled as well as it will ever be.
        for (int i = 0; i < CALIBRATIONS; i++) {
            long before = cpu.getCurrentThreadCpuTime();
            for (int j = 0; j < PIECES; j++) {
                sink = piece(sink);
            }
            nanos = cpu.getCurrentThreadCpuTime() - before;
        }
        piecesPerMilli = PIECES * 1_000_000L / nanos;
    }

    private static void cpu() {
        burn(HELD_MILLIS);
    }

    private static void monitor() {
        synchronized (MONITOR) {
            LOCK.isLocked();
        }
    }

    private static void lock() {
        LOCK.lock();
        try {
            LOCK.isLocked();
        } finally {
            LOCK.unlock();
        }
    }

    private static void park() {
        long end = System.nanoTime() + HELD;
        for (long rest = HELD; rest > 0; rest = end - System.nanoTime()) {
            LockSupport.parkNanos(rest);
        }
    }

    /** A third of the time for a monitor, and no operation that any probe sees. */
    private static void lockThenCpu() {
        synchronized (MONITOR) {
            LOCK.isLocked();
        }
        burn(HELD_MILLIS * 2);
    }

    private static void cpuThenSleep() throws InterruptedException {
        burn(HELD_MILLIS * 2);
        Thread.sleep(HELD_MILLIS / 2);
    }

    private interface Holder {
        void hold(CountDownLatch isHeld, AtomicReference<Thread> waiting);
    }

    /** A thread {@code holder} has it before the callback begins, and for that long after it has begun to wait. */
    private static void whileHeld(Carrier loop, String cause, Operation operation, Holder holder) throws Exception {
        CountDownLatch isHeld = new CountDownLatch(1);
        AtomicReference<Thread> waiting = new AtomicReference<>();
        Thread thread = new Thread(() -> holder.hold(isHeld, waiting), "holder");
        thread.start();
        isHeld.await();
        loop.run(cause, () -> {
            waiting.set(Thread.currentThread());
            operation.run();
        });
        thread.join();
    }

    private static void holdMonitor(CountDownLatch isHeld, AtomicReference<Thread> waiting) {
        synchronized (MONITOR) {
            isHeld.countDown();
            awaitWaiting(waiting);
            Helper.pause(HELD);
        }
    }

    private static void holdLock(CountDownLatch isHeld, AtomicReference<Thread> waiting) {
        Lock lock = LOCK;
        lock.lock();
        try {
            isHeld.countDown();
            awaitWaiting(waiting);
            Helper.pause(HELD);
        } finally {
            lock.unlock();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitWaiting(AtomicReference<Thread> waiting) {
        for (Thread thread = null;
                thread == null || thread.getState() == Thread.State.RUNNABLE;
                thread = waiting.get()) {
            LockSupport.parkNanos(100_000);
        }
    }

    private static void socket(Carrier loop) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket peer = server.accept()) {
            // What the first read needs of classes is another matter.
            peer.getOutputStream().write(1);
            socket(client);
            CountDownLatch begun = new CountDownLatch(1);
            Thread thread = new Thread(() -> answer(begun, peer));
            thread.start();
            loop.run("socket", () -> {
                begun.countDown();
                socket(client);
            });
            thread.join();
        }
    }

    private static void answer(CountDownLatch begun, Socket peer) {
        await(begun);
        Helper.pause(HELD);
        try {
            peer.getOutputStream().write(1);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void socket(Socket client) throws IOException {
        client.getInputStream().read();
    }

    /** A file that is a pipe: somebody else writes to it, and takes his time. */
    private static void pipe(Carrier loop) throws Exception {
        File file = new File("pipe");
        if (new ProcessBuilder("mkfifo", file.getPath()).start().waitFor() != 0) {
            throw new IllegalStateException("no pipe");
        }
        CountDownLatch begun = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            try (OutputStream out = new FileOutputStream(file)) {
                await(begun);
                Helper.pause(HELD);
                out.write(1);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.start();
        try (InputStream in = new FileInputStream(file)) {
            loop.run("pipe", () -> {
                begun.countDown();
                pipe(in);
            });
        }
        thread.join();
    }

    private static void pipe(InputStream in) throws IOException {
        in.read();
    }

    /** Another thread collects with short breaks while the callback wants to work. */
    private static void gc(Carrier loop) throws Exception {
        byte[][] arrays = new byte[LIVE][];
        for (int i = 0; i < LIVE; i++) {
            arrays[i] = new byte[1_000];
        }
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            await(begun);
            while (ended.getCount() > 0) {
                System.gc();
                Helper.pause(BREAK);
            }
        });
        try {
            thread.start();
            loop.run("gc", () -> {
                long before = collected();
                begun.countDown();
                gc();
                Ledger.note("gc.part", 0, (collected() - before) * 1_000_000);
            });
            ended.countDown();
            thread.join();
        } finally {
            Reference.reachabilityFence(arrays);
        }
    }

    private static void gc() {
        burn(HELD_MILLIS);
    }

    private static long collected() {
        long millis = 0;
        for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            millis += bean.getCollectionTime();
        }
        return millis;
    }

    /** Defines a library's classes again and again, each time by a loader of its own that has them in memory. */
    private static void classes(Carrier loop) throws Exception {
        Map<String, byte[]> classes = new HashMap<>();
        try (JarFile file = new JarFile(new File(Class.forName("io.netty.util.Version")
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI()))) {
            for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                String name = entry.getName();
                if (name.startsWith("io/netty/util/") && name.endsWith(".class")) {
                    try (InputStream in = file.getInputStream(entry)) {
                        classes.put(name.substring(0, name.length() - 6).replace('/', '.'), in.readAllBytes());
                    }
                }
            }
        }
        // As with other work, how much there is to be done is known beforehand.
        classes(classes, 1);
        ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
        long before = cpu.getCurrentThreadCpuTime();
        classes(classes, 1);
        int times = (int) (HELD / (cpu.getCurrentThreadCpuTime() - before)) + 1;
        loop.run("classes", () -> classes(classes, times));
    }

    private static void classes(Map<String, byte[]> classes, int times) {
        for (int i = 0; i < times; i++) {
            ClassLoader loader = new Memory(classes);
            for (String name : classes.keySet()) {
                try {
                    Class.forName(name, false, loader);
                } catch (LinkageError | ClassNotFoundException unusable) {
                    // It needs another library.
                }
            }
        }
    }

    private static final class Memory extends ClassLoader {
        private final Map<String, byte[]> classes;

        Memory(Map<String, byte[]> classes) {
            super(ClassLoader.getPlatformClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    private static void starved() {
        burn(HELD_MILLIS / 2);
    }

    /** More threads than processors want to run. */
    private static void starved(Carrier loop) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        List<Thread> crowd = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            Thread thread = new Thread(() -> {
                await(begun);
                while (ended.getCount() > 0) {
                    Thread.onSpinWait();
                }
            });
            thread.start();
            crowd.add(thread);
        }
        loop.run("starved", () -> {
            begun.countDown();
            starved();
        });
        ended.countDown();
        for (Thread thread : crowd) {
            thread.join();
        }
    }
}
