// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.awt.AWTEvent;
import java.awt.EventQueue;
import java.awt.SecondaryLoop;
import java.awt.Toolkit;
import java.util.concurrent.CountDownLatch;

/**
 * Code of an application's that runs on the event thread and in no event: its own queue's, before and after it has the event
 * dispatched, and the handler of what an event throws. Then a secondary loop, within that queue, which holds nobody.
 */
public final class AroundEvents {
    private static final long OPEN_MILLIS = 800;

    private AroundEvents() {}

    /** Works around one event, and only around that. */
    private static final class Audited extends EventQueue {
        private boolean isDue = true;

        @Override
        protected void dispatchEvent(AWTEvent event) {
            boolean audits = isDue;
            isDue = false;
            if (audits) {
                before();
            }
            super.dispatchEvent(event);
            if (audits) {
                after();
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        EventQueue queue = new Audited();
        Toolkit.getDefaultToolkit().getSystemEventQueue().push(queue);
        CountDownLatch handled = new CountDownLatch(1);
        Thread.setDefaultUncaughtExceptionHandler((thread, exception) -> {
            handle();
            handled.countDown();
        });
        EventQueue.invokeAndWait(() -> {});
        EventQueue.invokeLater(() -> {
            throw new IllegalStateException("handled");
        });
        handled.await();
        SecondaryLoop dialog = queue.createSecondaryLoop();
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch opened = new CountDownLatch(1);
        EventQueue.invokeLater(() -> {
            dialog.enter();
            closed.countDown();
        });
        EventQueue.invokeLater(opened::countDown);
        opened.await();
        Thread.sleep(OPEN_MILLIS);
        EventQueue.invokeLater(dialog::exit);
        closed.await();
        System.out.println("end");
        System.exit(0);
    }

    private static void before() {
        sleep();
    }

    private static void after() {
        sleep();
    }

    private static void handle() {
        sleep();
    }

    private static void sleep() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
