// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A loop that needs a class for the first time, while another thread is busy with it.
 *
 * <p>Argument: {@code loaded}, when that one loads the class, or {@code linked}, when it links it.
 */
public final class Classes {
    private static final int PATIENCE_SECONDS = 20;
    private static final long SLOW_MILLIS = 300;

    private Classes() {}

    public static void main(String[] arguments) throws Exception {
        String what = arguments[0];
        Carrier loop = Carrier.named("loop");
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

    private static Runnable instance(ClassLoader loader, Class<?> type) throws ReflectiveOperationException {
        return Class.forName(type.getName(), true, loader)
                .asSubclass(Runnable.class)
                .getDeclaredConstructor()
                .newInstance();
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
