// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Ends while a thread of its own waits for somebody to read what it prints on stderr; nobody does. */
public final class Unread {
    /** Longer than a line takes. */
    private static final long STILL = TimeUnit.MILLISECONDS.toNanos(500);

    private static final AtomicLong LINES = new AtomicLong();

    private Unread() {}

    public static void main(String[] arguments) {
        Thread talker = new Thread(Unread::talk, "talker");
        talker.setDaemon(true);
        talker.start();
        long seen = -1;
        long since = System.nanoTime();
        while (System.nanoTime() - since < STILL) {
            LockSupport.parkNanos(STILL / 50);
            if (LINES.get() != seen) {
                seen = LINES.get();
                since = System.nanoTime();
            }
        }
    }

    private static void talk() {
        while (true) {
            System.err.println("nobody reads this line, nor any of those that follow it");
            LINES.incrementAndGet();
        }
    }
}
