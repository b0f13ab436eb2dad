// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs in two places, once and twice, and writes a file in two others, all on threads named {@code x-loop}. */
public final class LogLines {
    private static final Logger LOG = LoggerFactory.getLogger("app");

    private LogLines() {}

    public static void main(String[] arguments) throws Exception {
        LOG.info("the application speaks");
        onLoop(LogLines::order);
        onLoop(LogLines::pay);
        onLoop(LogLines::pay);
        try (OutputStream out = new FileOutputStream("orders")) {
            onLoop(() -> save(out));
            onLoop(() -> saveAgain(out));
        }
        System.out.println("end");
    }

    private static void onLoop(Runnable mistake) throws InterruptedException {
        Thread thread = new Thread(mistake, "x-loop");
        thread.start();
        thread.join();
    }

    private static void order() {
        LOG.info("ordered");
    }

    private static void pay() {
        LOG.warn("paid {}", 10);
    }

    private static void save(OutputStream out) {
        try {
            out.write(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void saveAgain(OutputStream out) {
        try {
            out.write(2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The application's own; the two ways it waits are one mistake. */
    public static final class SlowHandler extends Handler {
        @Override
        public void publish(LogRecord entry) {
            if (entry.getMessage().startsWith("ordered")) {
                send();
            } else {
                pause(2);
            }
        }

        private static void send() {
            pause(1);
        }

        private static void pause(long millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
