// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import java.awt.AWTEvent;
import java.awt.ActiveEvent;
import java.awt.EventQueue;
import java.awt.SecondaryLoop;
import java.awt.Toolkit;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import javax.swing.SwingUtilities;

/** The event thread of AWT and Swing, on a machine without a screen. */
final class SwingFamily implements Family {
    private static final long OPEN_MILLIS = 800;

    private final EventQueue queue = Toolkit.getDefaultToolkit().getSystemEventQueue();

    SwingFamily() {}

    /** An event that knows what to do. */
    private static final class WorkEvent extends AWTEvent implements ActiveEvent {
        private static final long serialVersionUID = 1;

        private final transient Runnable work;

        WorkEvent(Object source, Runnable work) {
            super(source, RESERVED_ID_MAX + 1);
            this.work = work;
        }

        @Override
        public void dispatch() {
            work.run();
        }
    }

    @Override
    public void onReady(Runnable work) {
        queue.postEvent(new WorkEvent(this, work));
    }

    @Override
    public void onTask(Runnable work) {
        SwingUtilities.invokeLater(work);
    }

    @Override
    public Callable<?> refusedWait() {
        return SwingFamily::awaitOwn;
    }

    private static Object awaitOwn() throws Exception {
        SwingUtilities.invokeAndWait(() -> {});
        return "dispatched";
    }

    /** As a modal dialog does: an event opens it, others go on meanwhile, and one of them closes it. */
    @Override
    public void otherwise() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        onTask(() -> {
            SecondaryLoop dialog = queue.createSecondaryLoop();
            Thread user = new Thread(() -> useAndClose(dialog), "user");
            user.start();
            dialog.enter();
            closed.countDown();
        });
        closed.await();
    }

    private void useAndClose(SecondaryLoop dialog) {
        CountDownLatch typed = new CountDownLatch(1);
        onReady(typed::countDown);
        try {
            typed.await();
            Thread.sleep(OPEN_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        onTask(dialog::exit);
    }

    @Override
    public void end() {}
}
