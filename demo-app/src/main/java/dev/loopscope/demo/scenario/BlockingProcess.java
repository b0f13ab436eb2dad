// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Shows {@code blocking-call}: to start a process the system copies a good part of this one, and how long the other one lives
 * is its own affair. Both belong on the loop's executor.
 */
public final class BlockingProcess implements Scenario {
    /** A program that does nothing, successfully. */
    private static final List<String> COMMAND =
            System.getProperty("os.name").startsWith("Windows") ? List.of("cmd", "/c", "exit 0") : List.of("true");

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
        stage.wrong("a callback starts a program, waits for its end and asks for its exit status", loop -> {
            loop.callSoon(BlockingProcess::startAndWait);
            loop.callSoon(loop::stop);
            loop.runForever();
        });

        stage.right("a thread of the loop's executor does, and the loop gets the status", loop -> {
            int status = Stage.run(loop, loop.runInExecutor(() -> start().waitFor()));
            Expect.equal(0, status);
        });
    }

    private static void startAndWait() {
        try {
            Expect.equal(0, start().waitFor());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Process start() {
        try {
            return new ProcessBuilder(COMMAND).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
