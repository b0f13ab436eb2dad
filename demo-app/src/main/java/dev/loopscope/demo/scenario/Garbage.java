// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import java.lang.ref.WeakReference;
import java.time.Duration;

/** A dropped object is found when it is collected, and a demo cannot wait until that happens by itself. */
final class Garbage {
    private static final Duration BOUND = Duration.ofSeconds(60);

    private Garbage() {}

    static void collect(WeakReference<?> dropped) throws InterruptedException {
        long start = System.nanoTime();
        while (dropped.get() != null) {
            if (System.nanoTime() - start > BOUND.toNanos()) {
                throw new IllegalStateException(
                        "a dropped future was not collected within " + BOUND + "; is System.gc() disabled?");
            }
            System.gc();
            Thread.sleep(10);
        }
    }
}
