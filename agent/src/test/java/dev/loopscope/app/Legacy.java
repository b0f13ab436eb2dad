// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.util.concurrent.locks.LockSupport;

/** A class of the application's whose methods block by its own word, by nothing the JDK does, or by both. */
final class Legacy {
    private static int calls;

    Legacy() {
        this(0);
    }

    Legacy(int size) {
        calls += size + 1;
    }

    /** Nothing anybody could see. */
    String load(String key) {
        calls++;
        return key + key;
    }

    int load(int times) {
        return times <= 0 ? calls : load(times - 1);
    }

    static void pause() throws InterruptedException {
        Thread.sleep(15);
    }

    static void fail() {
        throw new IllegalStateException("on purpose");
    }

    /** Allowed as a whole; calls what is not. */
    static void outer() throws InterruptedException {
        pause();
        middle();
    }

    static void middle() throws InterruptedException {
        inner();
        Thread.sleep(15);
    }

    static void inner() {
        LockSupport.parkNanos(15_000_000);
    }

    /** Blocks while it is built. */
    static final class Slow {
        static final int LIMIT;

        static {
            // Well above what an initialiser may take unsaid, on a machine that is busy with others.
            LockSupport.parkNanos(100_000_000);
            LIMIT = 3;
        }

        Slow() throws InterruptedException {
            Thread.sleep(15);
        }
    }

    /** Each on the loop, in a callback of its own. */
    static void runAll(Carrier carrier) throws InterruptedException {
        carrier.run("loadText", () -> new Legacy(1).load("x"));
        carrier.run("loadNumber", () -> new Legacy(1).load(100));
        carrier.run("build", Legacy::new);
        carrier.run("pause", Legacy::pause);
        carrier.run("fail", Legacy::fail);
        carrier.run("outer", Legacy::outer);
        carrier.run("slow", Slow::new);
    }
}
