// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.io.PrintStream;

/**
 * Prints more than any pipe holds, in one callback, to whoever may have stopped reading.
 *
 * <p>Argument: {@code out} or {@code err}.
 */
public final class StalledOutput {
    private static final int LINES = 4_000;
    private static final String LINE = "a line of some hundred characters, as logs have them".repeat(2);

    private StalledOutput() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream stream = arguments[0].equals("out") ? System.out : System.err;
        Carrier loop = Carrier.named("loop");
        loop.run("first", () -> {});
        Stalls.awaitWatchdog();
        loop.run("held", () -> print(stream));
        loop.end();
        Ledger.write();
        System.exit(0);
    }

    private static void print(PrintStream stream) {
        for (int i = 0; i < LINES; i++) {
            stream.println(LINE);
        }
    }
}
