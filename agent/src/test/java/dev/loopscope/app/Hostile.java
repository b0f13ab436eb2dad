// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** What no program should do and some do: overrides that throw, lie or call back, and methods that hide the JDK's. */
public final class Hostile {
    private Hostile() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "ids" -> ids();
            case "sleeps" -> sleeps();
            case "exceptions" -> exceptions();
            case "ending" -> ending();
            case "timer" -> timer();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("end");
    }

    /** Threads whose {@code getId} throws, lies, or does what is watched. */
    private static void ids() throws Exception {
        for (String kind : new String[] {"throws", "lies", "sleeps"}) {
            Thread thread = new StrangeThread(kind);
            thread.start();
            thread.join();
        }
    }

    private static final class StrangeThread extends Thread {
        private final String kind;

        StrangeThread(String kind) {
            super("strange-" + kind);
            this.kind = kind;
        }

        @Override
        @SuppressWarnings("deprecation") // the point of it
        public long getId() {
            if (kind.equals("throws")) {
                throw new IllegalStateException("no id");
            }
            if (kind.equals("sleeps")) {
                nap();
            }
            return 1;
        }

        @Override
        public void run() {
            switch (kind) {
                case "throws" -> napThrowing();
                case "lies" -> napLying();
                default -> napSleeping();
            }
            System.out.println(kind + " ran");
        }

        private static void napThrowing() {
            nap();
        }

        private static void napLying() {
            nap();
        }

        private static void napSleeping() {
            nap();
        }
    }

    private static void nap() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A reference to sleep that is sent elsewhere. */
    interface Nap extends Serializable {
        void go(long millis) throws InterruptedException;
    }

    private static void sleeps() throws Exception {
        OwnSleep thread = new OwnSleep();
        thread.start();
        thread.join();
        Nap nap = Thread::sleep;
        nap.go(1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(nap);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            ((Nap) in.readObject()).go(1);
        }
        System.out.println(bytes.size() + " bytes sent");
    }

    /** Hides sleep by its own. */
    private static final class OwnSleep extends Thread {
        @SuppressWarnings("EffectivelyPrivate") // what it hides is public
        public static void sleep(long millis) {
            System.out.println("own sleep " + millis);
        }

        @Override
        public void run() {
            sleep(60_000);
        }
    }

    private static void exceptions() throws Exception {
        fail(new Throwing());
        fail(new Empty());
        fail(new Hollow());
        fail(new Causeless());
    }

    private static void fail(Throwable failure) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        future.completeExceptionally(failure);
    }

    @SuppressWarnings("ThrowableEqualsHashCode") // the point of it
    private static class Throwing extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("message");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("stack");
        }

        @Override
        public int hashCode() {
            throw new IllegalStateException("hash");
        }

        @Override
        public boolean equals(Object other) {
            throw new IllegalStateException("equals");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("text");
        }
    }

    private static final class Empty extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        @SuppressWarnings("NullAway") // the point of it
        public StackTraceElement[] getStackTrace() {
            return null;
        }
    }

    private static final class Hollow extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public StackTraceElement[] getStackTrace() {
            return new StackTraceElement[1];
        }
    }

    private static final class Causeless extends CompletionException {
        private static final long serialVersionUID = 1L;

        Causeless() {
            super("causeless");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("cause");
        }
    }

    /** A named thread that ends without ever having idled, once it has been reported. */
    private static void ending() throws Exception {
        AtomicBoolean isSaid = new AtomicBoolean();
        Thread thread = new Thread(() -> spinUntil(isSaid), "strange-spinning");
        thread.start();
        Reported.await("loop-stalled");
        isSaid.set(true);
        thread.join();
        // The thread is told of at its very end, which join does not wait for.
        Reported.await("slow-callback");
    }

    /** A timer that has nothing to do. */
    private static void timer() throws Exception {
        Timer timer = new Timer("strange-timer");
        CountDownLatch ran = new CountDownLatch(1);
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        System.out.println("timer ran");
                        ran.countDown();
                    }
                },
                300);
        ran.await();
        Thread.sleep(300);
        timer.cancel();
        Thread.sleep(100);
    }

    private static void spinUntil(AtomicBoolean isOver) {
        while (!isOver.get()) {
            Thread.onSpinWait();
        }
    }
}
