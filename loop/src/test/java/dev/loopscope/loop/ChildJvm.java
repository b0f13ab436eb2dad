// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own for a main class of the tests; what it prints, stderr included, can be waited for. */
final class ChildJvm implements AutoCloseable {
    private final Process process;
    private volatile String output = "";
    private final Thread reader;

    private ChildJvm(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "child-output");
        reader.setDaemon(true);
        reader.start();
    }

    static ChildJvm start(List<String> options, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (resetsSignals()) {
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return new ChildJvm(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** A build in a shell's background ignores SIGINT, and so would its children. */
    private static boolean resetsSignals() throws IOException {
        try {
            return new ProcessBuilder("env", "--default-signal=INT", "true")
                            .redirectErrorStream(true)
                            .start()
                            .onExit()
                            .join()
                            .exitValue()
                    == 0;
        } catch (IOException noEnv) {
            return false;
        }
    }

    void awaitOutput(String text) {
        Loops.await(() -> {
            if (output.contains(text)) {
                return true;
            }
            if (!process.isAlive() && !reader.isAlive()) {
                throw new AssertionError("ended with " + process.exitValue() + " without \"" + text + "\":\n" + output);
            }
            return false;
        });
    }

    /** As Ctrl-C does. */
    void interrupt() throws Exception {
        Process kill = new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new AssertionError("kill failed:\n" + output);
        }
    }

    /** Signals that come in one moment may be one. */
    void interruptUntilItEnds() throws Exception {
        long deadline = System.nanoTime() + Loops.BOUND.toNanos();
        while (System.nanoTime() - deadline < 0 && !process.waitFor(100, TimeUnit.MILLISECONDS)) {
            new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        }
    }

    int exitStatus() throws InterruptedException {
        if (!process.waitFor(Loops.BOUND.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("did not end:\n" + output);
        }
        reader.join(Loops.BOUND.toMillis());
        return process.exitValue();
    }

    /** All of it, once it has ended. */
    String output() {
        return output;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread
    private void read() {
        try (Reader in = process.inputReader(StandardCharsets.UTF_8)) {
            char[] buffer = new char[1024];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                output += new String(buffer, 0, length);
            }
        } catch (IOException e) {
            output += e;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
