// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An application that logs and makes a number of different mistakes, as many as the first argument says, on a thread named
 * {@code x-loop}. The second says how it ends: {@code return}, {@code exit}, or {@code wait} for somebody who ends it.
 */
public final class Logged {
    private Logged() {}

    public static void main(String[] arguments) throws Exception {
        Logger log = LoggerFactory.getLogger("app");
        log.info("the application speaks");
        sleepOften(Integer.parseInt(arguments[0]));
        log.info("the application has spoken");
        end(arguments[1]);
    }

    /** Each sleep is reached by another way, and so another mistake; sixteen at most. */
    static void sleepOften(int times) throws InterruptedException {
        Thread thread = new Thread(
                () -> {
                    for (int i = 0; i < times; i++) {
                        left(i, 4);
                    }
                },
                "x-loop");
        thread.start();
        thread.join();
    }

    private static void left(int way, int steps) {
        if (steps == 0) {
            Nap.nap();
        } else if (way % 2 == 0) {
            left(way / 2, steps - 1);
        } else {
            right(way / 2, steps - 1);
        }
    }

    private static void right(int way, int steps) {
        if (steps == 0) {
            Nap.nap();
        } else if (way % 2 == 0) {
            left(way / 2, steps - 1);
        } else {
            right(way / 2, steps - 1);
        }
    }

    static void end(String how) throws InterruptedException, IOException {
        switch (how) {
            case "return" -> {}
            case "exit" -> System.exit(0);
            case "wait" -> {
                Files.createFile(Path.of("waits"));
                Thread.currentThread().join();
            }
            default -> throw new IllegalArgumentException(how);
        }
    }
}
