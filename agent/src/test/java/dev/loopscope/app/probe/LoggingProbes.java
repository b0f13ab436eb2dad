// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.MemoryHandler;
import java.util.logging.SocketHandler;
import java.util.logging.StreamHandler;

/** {@code java.util.logging} as it is; libraries on top of files and sockets are the same to those. */
final class LoggingProbes implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Handler toConsole = new ConsoleHandler();
    private final Handler toFile = new FileHandler("log-" + System.nanoTime() + ".%g", 1 << 20, 1);
    private final Handler toSocket = new SocketHandler(server.getInetAddress().getHostAddress(), server.getLocalPort());
    private final Handler remembering = new StreamHandler(new ByteArrayOutputStream(), new Plain());
    private final Handler keeping = new MemoryHandler(toFile, 10, Level.SEVERE);
    private final Handler pushing = new MemoryHandler(toFile, 10, Level.SEVERE);
    private final Logger console = logger("console", toConsole);
    private final Logger file = logger("file", toFile);
    private final Logger socket = logger("socket", toSocket);
    private final Logger memory = logger("memory", remembering);
    private final Logger buffer = logger("buffer", keeping);
    private final Logger pushed = logger("pushed", pushing);
    private final System.Logger system;

    LoggingProbes() throws IOException {
        system = System.getLogger(file.getName());
    }

    /** Neither names nor times, which differ from run to run. */
    private static final class Plain extends Formatter {
        @Override
        public String format(LogRecord record) {
            return record.getMessage() + "\n";
        }
    }

    private static Logger logger(String name, Handler handler) {
        Logger logger = Logger.getLogger(LoggingProbes.class.getName() + "." + name);
        for (Handler former : logger.getHandlers()) {
            logger.removeHandler(former);
        }
        handler.setFormatter(new Plain());
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
        return logger;
    }

    @Override
    public void close() throws IOException {
        for (Handler handler : new Handler[] {toFile, toSocket}) {
            handler.close();
        }
        server.close();
    }

    @Blocks(value = "java.util.logging.Logger.info", usuallyInstant = true)
    void logToConsole() {
        console.info("line");
    }

    @Blocks("java.util.logging.Logger.warning")
    void logToFile() {
        file.warning("line");
    }

    @Blocks(value = "java.util.logging.Logger.log", countedWith = "logToFile")
    void logToFileWithArgument() {
        file.log(Level.INFO, "line {0}", 1);
    }

    @Blocks(value = "java.util.logging.Logger.info", countedWith = "logToFile")
    void logToFileLazily() {
        file.info(() -> "line");
    }

    @Blocks(value = "java.lang.System$Logger.log", countedWith = "logToFile")
    void logToFileBySystemLogger() {
        system.log(System.Logger.Level.WARNING, "line");
    }

    @Blocks("java.util.logging.*Handler.publish")
    void publish() {
        toFile.publish(new LogRecord(Level.INFO, "line"));
    }

    @Blocks("java.util.logging.Logger.info")
    void logToSocket() {
        socket.info("line");
    }

    @Silent
    void logBelowTheLevel() {
        file.fine("line");
    }

    @Silent
    void logToMemory() {
        memory.info("line");
    }

    @Silent
    void logIntoABuffer() {
        buffer.info("line");
    }

    @Blocks("java.util.logging.Logger.severe")
    void logThatPushesABuffer() {
        pushed.severe("line");
    }
}
