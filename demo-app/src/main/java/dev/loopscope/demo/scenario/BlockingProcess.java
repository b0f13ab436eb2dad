// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.Coroutine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Shows {@code blocking-call}: to start a process the system copies a good part of this one, and how long the other one lives
 * is its own affair. Both belong on the loop's executor.
 */
public final class BlockingProcess implements Scenario {
    /** A program that reads until there is nothing more to read. */
    private static final List<String> COMMAND =
            List.of(System.getProperty("os.name").startsWith("Windows") ? "sort" : "cat");

    private static final long PATIENCE_MILLIS = 20;

    @Override
    public String name() {
        return "blocking-process";
    }

    @Override
    public String summary() {
        return "a callback starts a program and waits for its end";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("a callback starts a program and gives it 20 ms to end; it waits for input", loop -> {
            loop.callSoon(BlockingProcess::startAndWait);
            loop.callSoon(loop::stop);
            loop.runForever();
        });

        stage.right("a thread of the loop's executor starts it, and a task awaits its end", loop -> {
            Process ended = Stage.run(loop, Coroutine.of(() -> {
                Process process =
                        loop.runInExecutor(BlockingProcess::startWithoutInput).await();
                return loop.wrapFuture(process.onExit()).await();
            }));
            Expect.equal(0, ended.exitValue());
        });
    }

    private static void startAndWait() {
        Process process = start();
        try {
            Expect.equal(false, process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroy();
        }
    }

    private static Process startWithoutInput() throws IOException {
        Process process = start();
        process.getOutputStream().close();
        return process;
    }

    private static Process start() {
        try {
            return new ProcessBuilder(COMMAND).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
