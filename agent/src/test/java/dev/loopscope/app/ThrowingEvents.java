// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.awt.AWTEvent;
import java.awt.ActiveEvent;
import java.awt.EventQueue;
import java.awt.Toolkit;
import java.awt.event.ActionEvent;
import java.lang.reflect.InvocationTargetException;
import javax.swing.AbstractAction;
import javax.swing.JButton;

/** What throws on the event thread: where nobody handles it, and where somebody does. */
public final class ThrowingEvents {
    private ThrowingEvents() {}

    public static void main(String[] arguments) throws Exception {
        EventQueue.invokeLater(() -> fail("later"));
        EventQueue.invokeLater(new JButton(new Failing())::doClick);
        post(new FailingEvent());
        try {
            EventQueue.invokeAndWait(() -> fail("rethrown"));
        } catch (InvocationTargetException e) {
            System.out.println(e.getTargetException().getMessage());
        }
        EventQueue.invokeAndWait(ThrowingEvents::handleOwn);
        EventQueue.invokeLater(() -> fail("threads"));
        EventQueue.invokeAndWait(ThrowingEvents::handleAll);
        EventQueue.invokeLater(() -> fail("everybodys"));
        EventQueue.invokeAndWait(() -> System.out.println("end"));
        System.exit(0);
    }

    private static void post(AWTEvent event) {
        Toolkit.getDefaultToolkit().getSystemEventQueue().postEvent(event);
    }

    private static void handleOwn() {
        Thread.currentThread().setUncaughtExceptionHandler((thread, exception) -> say(exception));
    }

    private static void handleAll() {
        Thread.currentThread().setUncaughtExceptionHandler(null);
        Thread.setDefaultUncaughtExceptionHandler((thread, exception) -> say(exception));
    }

    private static void say(Throwable exception) {
        System.out.println(exception.getMessage());
    }

    private static void fail(String name) {
        throw new IllegalStateException(name);
    }

    private static final class Failing extends AbstractAction {
        private static final long serialVersionUID = 1;

        @Override
        public void actionPerformed(ActionEvent event) {
            fail("button");
        }
    }

    private static final class FailingEvent extends AWTEvent implements ActiveEvent {
        private static final long serialVersionUID = 1;

        FailingEvent() {
            super("source", RESERVED_ID_MAX + 1);
        }

        @Override
        public void dispatch() {
            fail("event");
        }
    }
}
