// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.ExceptionContext;
import dev.loopscope.loop.LoopFuture;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Exceptions that leave callbacks, and calls from the wrong thread, on the bundled loop. The argument says which. */
public final class Mistakes {
    private static final long BLOCKED_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

    private final EventLoop loop = EventLoop.open("loop-0");
    private final Carrier carrier = Carrier.loop(loop);

    private Mistakes() {}

    public static void main(String[] arguments) throws Exception {
        Mistakes mistakes = new Mistakes();
        switch (arguments[0]) {
            case "exceptions" -> mistakes.exceptions();
            case "handled" -> {
                mistakes.loop.setExceptionHandler(
                        (loop, context) -> System.out.println("handled " + context.exception()));
                mistakes.exceptions();
            }
            case "handlerFails" -> mistakes.handlerFails();
            case "handlerBlocks" -> mistakes.handlerBlocks();
            case "nasty" -> mistakes.nasty();
            case "threads" -> mistakes.threads();
            case "legacy" -> Legacy.runAll(mistakes.carrier);
            case "penalty" -> new Penalty(mistakes.loop, mistakes.carrier).run();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        mistakes.carrier.end();
        System.out.println("end");
        System.exit(0);
    }

    /** Runs a callback that throws, and waits until the one after it has run. */
    private void fail(Runnable failing) throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        loop.callSoonThreadSafe(failing);
        loop.callSoonThreadSafe(ran::countDown);
        ran.await();
    }

    private void exceptions() throws InterruptedException {
        fail(Mistakes::throwUnchecked);
        fail(Mistakes::throwError);
        // The same again is counted, not shown.
        fail(Mistakes::throwUnchecked);
        carrier.run("caught", () -> {
            try {
                throwUnchecked();
            } catch (IllegalStateException expected) {
                System.out.println("caught");
            }
        });
    }

    /** What the handler is told of: a callback, and a report that is about none. */
    private void handlerFails() throws InterruptedException {
        loop.setExceptionHandler((failing, context) -> throwInHandler(context));
        fail(Mistakes::throwUnchecked);
        fail(() -> loop.callExceptionHandler(ExceptionContext.of("by the way")));
    }

    /** The handler of a callback and of a timer, and the same code where no loop runs. */
    private void handlerBlocks() throws InterruptedException {
        loop.setExceptionHandler((failing, context) -> blockInHandler());
        fail(Mistakes::throwUnchecked);
        CountDownLatch blocked = new CountDownLatch(1);
        loop.callSoonThreadSafe(() -> loop.setExceptionHandler((failing, context) -> {
            blockInTimersHandler();
            blocked.countDown();
        }));
        loop.callSoonThreadSafe(() -> loop.callLater(Duration.ofMillis(1), Mistakes::throwUnchecked));
        blocked.await();
        try {
            throwUnchecked();
        } catch (IllegalStateException expected) {
            blockElsewhere();
        }
        loop.callSoonThreadSafe(
                () -> loop.setExceptionHandler((failing, context) -> System.out.println("handled at once")));
        fail(Mistakes::throwUnchecked);
    }

    private static void blockInHandler() {
        LockSupport.parkNanos(BLOCKED_NANOS);
    }

    private static void blockInTimersHandler() {
        LockSupport.parkNanos(BLOCKED_NANOS);
    }

    private static void blockElsewhere() {
        LockSupport.parkNanos(BLOCKED_NANOS);
    }

    static void throwInHandler(ExceptionContext context) {
        throw new IllegalArgumentException("cannot handle " + context.message());
    }

    static void throwUnchecked() {
        throw new IllegalStateException("secret");
    }

    static void throwError() {
        throw new AssertionError("secret");
    }

    /** An exception that fails at whatever it is asked. */
    static final class Nasty extends RuntimeException {
        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("no trace");
        }
    }

    private void nasty() throws InterruptedException {
        fail(Mistakes::throwNasty);
        fail(Mistakes::throwNasty);
        fail(Mistakes::throwUnchecked);
    }

    static void throwNasty() {
        throw new Nasty();
    }

    private void threads() throws InterruptedException {
        LoopFuture<String> future = loop.createFuture();
        carrier.run("isRunning", () -> {});
        refused("callSoon", this::callSoon);
        refused("setResult", () -> setResult(future));
        refused("threadSafe", () -> loop.callSoonThreadSafe(() -> {}));
        carrier.run("onTheLoop", () -> loop.callSoon(() -> future.setResult("x")));
    }

    private void callSoon() {
        loop.callSoon(() -> {});
    }

    private static void setResult(LoopFuture<String> future) {
        future.setResult("x");
    }

    private static void refused(String name, Runnable call) {
        try {
            call.run();
            System.out.println(name + ": done");
        } catch (IllegalStateException e) {
            System.out.println(name + ": refused");
        }
    }
}
