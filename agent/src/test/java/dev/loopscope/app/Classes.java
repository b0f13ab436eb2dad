// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * A loop that needs a class for the first time, while another thread is busy with it; or very many, and then waits.
 *
 * <p>Argument: {@code loaded}, when that thread loads the class, or {@code linked}, when it links it; {@code many}; {@code
 * initialized}, when the class has an initialiser that takes long, and nobody else needs it.
 */
public final class Classes {
    private static final int PATIENCE_SECONDS = 20;
    private static final long SLOW_MILLIS = 300;

    private Classes() {}

    public static void main(String[] arguments) throws Exception {
        String what = arguments[0];
        Carrier loop = Carrier.named("loop");
        if (what.equals("many")) {
            many(loop);
            loop.end();
            System.out.println("end");
            return;
        }
        if (what.equals("initialized")) {
            Stalls.awaitWatchdog();
            loop.run("initialized", () -> Prices.count());
            loop.end();
            System.out.println("end");
            return;
        }
        Thread[] loopThread = new Thread[1];
        loop.run("first", () -> loopThread[0] = Thread.currentThread());
        Stalls.awaitWatchdog();
        SlowLoader loader = new SlowLoader(loopThread[0]);
        Runnable linked = instance(loader, UserOfLinked.class);
        Runnable loaded = instance(loader, UserOfSlow.class);
        // A thread that needs the class as well, and gets there before the loop.
        Thread worker = new Thread(what.equals("linked") ? linked : loaded, "worker");
        worker.start();
        if (!loader.loading.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody loads");
        }
        loop.run(what, (what.equals("linked") ? linked : loaded)::run);
        worker.join();
        loop.end();
        System.out.println("end");
    }

    /** Of a jar on the class path, H2's; then calls that wait, within the same second. */
    private static void many(Carrier loop) throws Exception {
        ClassLoader loader = Classes.class.getClassLoader();
        URL one = Objects.requireNonNull(loader.getResource("org/h2/Driver.class"));
        List<String> names = new ArrayList<>();
        try (JarFile jar = ((JarURLConnection) one.openConnection()).getJarFile()) {
            jar.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.startsWith("org/h2/") && name.endsWith(".class"))
                    .forEach(name -> names.add(
                            name.substring(0, name.length() - ".class".length()).replace('/', '.')));
        }
        loop.run("load", () -> {
            for (String name : names.subList(0, 500)) {
                Class.forName(name, false, loader);
            }
        });
        loop.run("sleep", () -> Thread.sleep(1));
        loop.run("exists", () -> Files.exists(Path.of("nothing")));
        loop.run("latch", () -> new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS));
        loop.run("reads", () -> Reads.touch());
        loop.run("sleeps", () -> Sleeps.touch());
    }

    /** Looks for a file to set itself up. */
    private static final class Reads {
        private static final boolean IS_THERE = Files.exists(Path.of("nothing"));

        static boolean touch() {
            return IS_THERE;
        }
    }

    private static final class Sleeps {
        private static final long WOKE;

        static {
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            WOKE = System.nanoTime();
        }

        static long touch() {
            return WOKE;
        }
    }

    private static Runnable instance(ClassLoader loader, Class<?> type) throws ReflectiveOperationException {
        return Class.forName(type.getName(), true, loader)
                .asSubclass(Runnable.class)
                .getDeclaredConstructor()
                .newInstance();
    }

    /** Computes much, once. */
    private static final class Prices {
        private static final int COUNT;

        static {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long end = threads.getCurrentThreadCpuTime() + TimeUnit.MILLISECONDS.toNanos(SLOW_MILLIS);
            int count = 0;
            while (threads.getCurrentThreadCpuTime() < end) {
                count += work(count);
            }
            COUNT = count;
        }

        private static int work(int seed) {
            int sum = seed;
            for (int i = 0; i < 1_000_000; i++) {
                sum = sum * 31 + i;
            }
            return sum | 1;
        }

        static int count() {
            return COUNT;
        }
    }

    /** Needs the class the other thread links. */
    public static final class UserOfLinked implements Runnable {
        @Override
        public void run() {
            Linked.make();
        }
    }

    /** Needs the class the other thread loads. */
    public static final class UserOfSlow implements Runnable {
        @Override
        public void run() {
            new Slow();
        }
    }

    /** To verify its method, the JVM must know what is a subclass of what. */
    static final class Linked {
        static Base make() {
            return new Slow();
        }
    }

    static class Base {}

    static final class Slow extends Base {}

    /** Has classes of its own of this program's; one of them it finds only when the loop waits for it. */
    private static final class SlowLoader extends ClassLoader {
        static {
            registerAsParallelCapable();
        }

        final CountDownLatch loading = new CountDownLatch(1);
        private final Thread loopThread;

        SlowLoader(Thread loopThread) {
            super(ClassLoader.getPlatformClassLoader());
            this.loopThread = loopThread;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.equals(Slow.class.getName())) {
                loading.countDown();
                awaitBlockedLoop();
            }
            try (InputStream in =
                    Classes.class.getClassLoader().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        private void awaitBlockedLoop() {
            long start = System.nanoTime();
            while (loopThread.getState() != Thread.State.BLOCKED) {
                if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                    throw new IllegalStateException("the loop does not wait");
                }
                Thread.onSpinWait();
            }
            try {
                TimeUnit.MILLISECONDS.sleep(SLOW_MILLIS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
