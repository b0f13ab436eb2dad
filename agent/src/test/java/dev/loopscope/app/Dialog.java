// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.awt.EventQueue;
import java.awt.SecondaryLoop;
import java.awt.Toolkit;
import java.util.concurrent.CountDownLatch;

/** An event that opens a dialog, as far as that can be had without a screen: a secondary loop, which another event ends. */
public final class Dialog {
    private static final long OPEN_MILLIS = 800;

    private Dialog() {}

    public static void main(String[] arguments) throws Exception {
        SecondaryLoop dialog = Toolkit.getDefaultToolkit().getSystemEventQueue().createSecondaryLoop();
        CountDownLatch used = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        EventQueue.invokeLater(() -> {
            try {
                before();
                dialog.enter();
                after();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            closed.countDown();
        });
        EventQueue.invokeLater(() -> {
            try {
                within();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            used.countDown();
        });
        used.await();
        Thread.sleep(OPEN_MILLIS);
        EventQueue.invokeLater(dialog::exit);
        closed.await();
        System.out.println("end");
    }

    private static void before() throws InterruptedException {
        Thread.sleep(20);
    }

    private static void within() throws InterruptedException {
        Thread.sleep(20);
    }

    private static void after() throws InterruptedException {
        Thread.sleep(20);
    }
}
