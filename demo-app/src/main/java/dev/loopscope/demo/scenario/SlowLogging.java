// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Shows {@code blocking-call} in a log: a handler that sends each record over the network does so on the thread that logs. Give
 * it a thread of its own, as the asynchronous appenders of logging libraries have.
 */
public final class SlowLogging implements Scenario {
    @Override
    public String name() {
        return "slow-logging";
    }

    @Override
    public String summary() {
        return "a log handler waits for the network";
    }

    @Override
    public void show(Stage stage) throws Exception {
        try (SlowServer server = new SlowServer()) {
            stage.wrong("a callback logs one line, and the handler waits until the log server has taken it", loop -> {
                try (Socket socket = new Socket(server.host(), server.port())) {
                    Logger logger = logger(line -> deliver(line, socket));
                    loop.callSoon(() -> logger.info("order 17 is saved"));
                    loop.callSoon(loop::stop);
                    loop.runForever();
                }
            });

            stage.right("the handler hands the line to a thread of its own", loop -> {
                ExecutorService thread = Executors.newSingleThreadExecutor();
                try (Socket socket = new Socket(server.host(), server.port())) {
                    CountDownLatch delivered = new CountDownLatch(1);
                    Logger logger = logger(line -> thread.execute(() -> {
                        deliver(line, socket);
                        delivered.countDown();
                    }));
                    loop.callSoon(() -> logger.info("order 17 is saved"));
                    loop.callSoon(loop::stop);
                    loop.runForever();
                    Expect.equal(true, delivered.await(60, TimeUnit.SECONDS));
                } finally {
                    thread.shutdown();
                }
            });
        }
    }

    private static Logger logger(Consumer<LogRecord> sink) {
        Logger logger = Logger.getAnonymousLogger();
        logger.setUseParentHandlers(false);
        logger.addHandler(new SinkHandler(sink));
        return logger;
    }

    /** Waits for the server's word that it has the record, which takes a while. */
    private static void deliver(LogRecord line, Socket socket) {
        try {
            Expect.equal(
                    (int) SlowServer.GREETING.charAt(0), socket.getInputStream().read());
        } catch (IOException e) {
            throw new UncheckedIOException("could not deliver '" + line.getMessage() + "'", e);
        }
    }

    private static final class SinkHandler extends Handler {
        private final Consumer<LogRecord> sink;

        SinkHandler(Consumer<LogRecord> sink) {
            this.sink = sink;
        }

        @Override
        public void publish(LogRecord line) {
            sink.accept(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
