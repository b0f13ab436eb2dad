// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An application whose log has an appender that never returns: it writes to {@code System.err}, which takes nothing. Makes as
 * many mistakes as the first argument says, when as many events as the second are in that appender and its queue.
 */
public final class HangingLog {
    private HangingLog() {}

    public static void main(String[] arguments) throws Exception {
        Hanging stream = new Hanging();
        System.setErr(new PrintStream(stream));
        LoggerFactory.getLogger("app").info("the application speaks");
        fill(Integer.parseInt(arguments[1]), stream);
        Logged.sleepOften(Integer.parseInt(arguments[0]));
        System.exit(0);
    }

    private static void fill(int events, Hanging stream) throws InterruptedException {
        if (events == 0) {
            return;
        }
        Logger log = LoggerFactory.getLogger("hanging");
        AtomicInteger logged = new AtomicInteger();
        Thread thread = new Thread(
                () -> {
                    while (true) {
                        log.error("nobody sees this");
                        logged.incrementAndGet();
                        // Whoever takes it out of a queue may take what is behind it as well.
                        stream.awaitEntry();
                    }
                },
                "filler");
        thread.setDaemon(true);
        thread.start();
        // The agent's own first event may be one of them; a queue that throws away what does not fit never stops
        // anybody.
        while (logged.get() < events - 1 || (thread.getState() == Thread.State.RUNNABLE && logged.get() < 2 * events)) {
            Thread.onSpinWait();
        }
    }

    /** Takes nothing. */
    private static final class Hanging extends OutputStream {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch never = new CountDownLatch(1);

        @Override
        public void write(int one) {
            hang();
        }

        @Override
        public void write(byte[] bytes, int start, int length) {
            hang();
        }

        private void hang() {
            entered.countDown();
            awaitUninterruptibly(never);
        }

        void awaitEntry() {
            awaitUninterruptibly(entered);
        }

        private static void awaitUninterruptibly(CountDownLatch latch) {
            while (true) {
                try {
                    latch.await();
                    return;
                } catch (InterruptedException e) {
                    // Nothing makes it give up.
                }
            }
        }
    }
}
