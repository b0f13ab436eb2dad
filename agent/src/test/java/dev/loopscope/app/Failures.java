// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.LoopFuture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Failures of the bundled loop's futures, dropped and handled, in callbacks of the loop; each exception's message is its
 * method's name. The dropped ones are collected until the agent has reported them, so far as there is one.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what it is about
public final class Failures {
    private static final long PATIENCE_NANOS = 100_000_000_000L;
    private static final int DROPPED = 3;

    private final EventLoop loop;
    private final Carrier carrier;

    private Failures(EventLoop loop, Carrier carrier) {
        this.loop = loop;
        this.carrier = carrier;
    }

    public static void main(String[] arguments) throws Exception {
        EventLoop loop = EventLoop.open("loop-0");
        Carrier carrier = Carrier.loop(loop);
        new Failures(loop, carrier).runAll();
        collectUntilReported(DROPPED);
        carrier.end();
        System.out.println("end");
        System.exit(0);
    }

    private void runAll() throws InterruptedException {
        carrier.run("ownDropped", this::ownDropped);
        CountDownLatch ran = new CountDownLatch(1);
        carrier.run("ownExecutor", () -> ownExecutor(ran));
        ran.await();
        carrier.run("ownCallback", this::ownCallback);
        carrier.run("ownResult", () -> failing("ownResult").result());
        carrier.run("ownException", () -> failing("ownException").exception());
        carrier.run(
                "ownBridged", () -> failing("ownBridged").toCompletableFuture().exceptionally(e -> "y"));
        carrier.run("ownCancelled", () -> loop.createFuture().cancel());
        carrier.run("ownAskedLater", () -> {
            LoopFuture<String> future = loop.createFuture();
            future.addDoneCallback(LoopFuture::exception);
            future.setException(failure("ownAskedLater"));
        });
    }

    private void ownDropped() {
        failing("ownDropped");
    }

    private void ownExecutor(CountDownLatch ran) {
        loop.runInExecutor(() -> {
            ran.countDown();
            throw failure("ownExecutor");
        });
    }

    /** To be called is not yet to ask. */
    private void ownCallback() {
        failing("ownCallback").addDoneCallback(future -> {});
    }

    private LoopFuture<String> failing(String name) {
        LoopFuture<String> future = loop.createFuture();
        future.setException(failure(name));
        return future;
    }

    private static IllegalStateException failure(String name) {
        return new IllegalStateException(name);
    }

    /** The report is in the working directory; without an agent there is none, and nothing to wait for. */
    static void collectUntilReported(int count) throws IOException, InterruptedException {
        Path report = Path.of("report.jsonl");
        long end = System.nanoTime() + (Boolean.getBoolean("impatient") ? 0 : PATIENCE_NANOS);
        while (Files.exists(report) && System.nanoTime() < end) {
            System.gc();
            if (Reported.count("exception-never-retrieved") >= count) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
