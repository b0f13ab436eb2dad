// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.util.concurrent.CountDownLatch;

/** An application that hangs, on a thread named {@code x-loop}, before it has logged anything. */
public final class Hang {
    private Hang() {}

    public static void main(String[] arguments) throws InterruptedException {
        Thread thread = new Thread(Hang::hang, "x-loop");
        thread.start();
        thread.join();
    }

    static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
