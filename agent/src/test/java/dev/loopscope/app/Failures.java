// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.LoopFuture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Failures of futures, dropped and handled, a method each; each exception's message is its method's name. The dropped ones
 * are collected until the agent has reported them, so far as there is one.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what it is about
public final class Failures {
    private static final long PATIENCE_NANOS = 100_000_000_000L;
    private static final Executor POOL = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "pool");
        thread.setDaemon(true);
        return thread;
    });

    private Failures() {}

    public static void main(String[] arguments) throws Exception {
        runAll(dropped());
        collectUntilReported(dropped().size());
        runAll(handled());
        EventLoop loop = EventLoop.open("loop-0");
        Carrier carrier = Carrier.loop(loop);
        OwnFutures own = new OwnFutures(loop, carrier);
        own.runAll();
        collectUntilReported(dropped().size() + OwnFutures.DROPPED);
        carrier.end();
        System.out.println("end");
        System.exit(0);
    }

    private static void runAll(Map<String, Operation> all) throws InterruptedException {
        for (Map.Entry<String, Operation> each : all.entrySet()) {
            String outcome = "done";
            try {
                each.getValue().run();
            } catch (Exception e) {
                outcome = e.getClass().getName();
            }
            System.out.println(each.getKey() + ": " + outcome);
        }
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

    static Map<String, Operation> dropped() {
        Map<String, Operation> all = new LinkedHashMap<>();
        all.put("completedExceptionally", Failures::completedExceptionally);
        all.put("failedFuture", Failures::failedFuture);
        all.put("supplyAsync", Failures::supplyAsync);
        all.put("runAsync", Failures::runAsync);
        all.put("completeAsync", Failures::completeAsync);
        all.put("thenApplyThrows", Failures::thenApplyThrows);
        all.put("chain", Failures::chain);
        all.put("thenCompose", Failures::thenCompose);
        all.put("thenCombine", Failures::thenCombine);
        all.put("allOf", Failures::allOf);
        all.put("anyOf", Failures::anyOf);
        all.put("exceptionallyThrows", Failures::exceptionallyThrows);
        all.put("handleThrows", Failures::handleThrows);
        all.put("whenCompleteThrows", Failures::whenCompleteThrows);
        all.put("copied", Failures::copied);
        all.put("wrapped", Failures::wrapped);
        all.put("acceptEither", Failures::acceptEither);
        return all;
    }

    private static IllegalStateException failure(String name) {
        return new IllegalStateException(name);
    }

    private static CompletableFuture<String> failed(String name) {
        return CompletableFuture.failedFuture(failure(name));
    }

    static void completedExceptionally() {
        new CompletableFuture<String>().completeExceptionally(failure("completedExceptionally"));
    }

    static void failedFuture() {
        failed("failedFuture");
    }

    /** Waits until it has failed, without a look at the future. */
    static void supplyAsync() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        CompletableFuture.supplyAsync(
                () -> {
                    ran.countDown();
                    throw failure("supplyAsync");
                },
                POOL);
        ran.await();
    }

    static void runAsync() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        CompletableFuture.runAsync(
                () -> {
                    ran.countDown();
                    throw failure("runAsync");
                },
                POOL);
        ran.await();
    }

    static void completeAsync() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        new CompletableFuture<String>()
                .completeAsync(
                        () -> {
                            ran.countDown();
                            throw failure("completeAsync");
                        },
                        POOL);
        ran.await();
    }

    static void thenApplyThrows() {
        CompletableFuture.completedFuture("x").thenApply(x -> {
            throw failure("thenApplyThrows");
        });
    }

    /** One failure in four futures. */
    static void chain() {
        CompletableFuture<String> first = new CompletableFuture<>();
        first.thenApply(String::length).thenAccept(length -> {}).thenRun(() -> {});
        first.completeExceptionally(failure("chain"));
    }

    static void thenCompose() {
        CompletableFuture.completedFuture("x").thenCompose(x -> failed("thenCompose"));
    }

    static void thenCombine() {
        failed("thenCombine").thenCombine(CompletableFuture.completedFuture("x"), String::concat);
    }

    static void allOf() {
        CompletableFuture.allOf(CompletableFuture.completedFuture("x"), failed("allOf"));
    }

    static void anyOf() {
        CompletableFuture.anyOf(failed("anyOf"), new CompletableFuture<>());
    }

    static void exceptionallyThrows() {
        failed("seen").exceptionally(e -> {
            throw failure("exceptionallyThrows");
        });
    }

    static void handleThrows() {
        CompletableFuture.completedFuture("x").handle((x, e) -> {
            throw failure("handleThrows");
        });
    }

    static void whenCompleteThrows() {
        CompletableFuture.completedFuture("x").whenComplete((x, e) -> {
            throw failure("whenCompleteThrows");
        });
    }

    static void copied() {
        failed("copied").copy();
    }

    static void wrapped() {
        CompletableFuture.failedFuture(new CompletionException(failure("wrapped")))
                .thenApply(x -> x);
    }

    static void acceptEither() {
        failed("acceptEither").acceptEither(new CompletableFuture<>(), x -> {});
    }

    static Map<String, Operation> handled() {
        Map<String, Operation> all = new LinkedHashMap<>();
        all.put("get", () -> failed("get").get());
        all.put("getTimed", () -> failed("getTimed").get(1, TimeUnit.SECONDS));
        all.put("join", () -> failed("join").join());
        all.put("getNow", () -> failed("getNow").getNow("x"));
        all.put("handle", () -> failed("handle").handle((x, e) -> "y"));
        all.put("handleAsync", () -> failed("handleAsync").handleAsync((x, e) -> "y", POOL));
        all.put("whenComplete", () -> failed("whenComplete").whenComplete((x, e) -> {}));
        all.put("whenCompleteBefore", Failures::whenCompleteBefore);
        all.put("exceptionally", () -> failed("exceptionally").exceptionally(e -> "y"));
        all.put(
                "exceptionallyCompose",
                () -> failed("exceptionallyCompose").exceptionallyCompose(e -> CompletableFuture.completedFuture("y")));
        all.put("exceptionallyAsync", () -> failed("exceptionallyAsync").exceptionallyAsync(e -> "y", POOL));
        all.put(
                "isCompletedExceptionally",
                () -> failed("isCompletedExceptionally").isCompletedExceptionally());
        all.put(
                "joinAtTheEnd",
                () -> failed("joinAtTheEnd")
                        .thenApply(String::length)
                        .thenAccept(x -> {})
                        .join());
        all.put(
                "handledAtTheEnd",
                () -> failed("handledAtTheEnd").thenApply(String::length).exceptionally(e -> 0));
        all.put(
                "allOfJoined",
                () -> CompletableFuture.allOf(failed("allOfJoined")).join());
        all.put(
                "anyOfJoined",
                () -> CompletableFuture.anyOf(failed("anyOfJoined")).join());
        all.put(
                "composeHandled",
                () -> CompletableFuture.completedFuture("x")
                        .thenCompose(x -> failed("composeHandled"))
                        .handle((x, e) -> "y"));
        all.put("cancelled", () -> new CompletableFuture<String>().cancel(true));
        all.put("tooLate", Failures::tooLate);
        all.put("seenThenDerived", Failures::seenThenDerived);
        all.put("timedOutHandled", Failures::timedOutHandled);
        all.put(
                "stageHandled",
                () -> CompletableFuture.failedStage(failure("stageHandled")).whenComplete((x, e) -> {}));
        return all;
    }

    private static void whenCompleteBefore() {
        CompletableFuture<String> future = new CompletableFuture<>();
        future.whenComplete((x, e) -> {});
        future.completeExceptionally(failure("whenCompleteBefore"));
    }

    private static void tooLate() {
        CompletableFuture.completedFuture("x").completeExceptionally(failure("tooLate"));
    }

    private static void seenThenDerived() {
        CompletableFuture<String> future = failed("seenThenDerived");
        future.exceptionally(e -> "y");
        future.thenApply(String::length).thenApply(x -> x);
    }

    private static void timedOutHandled() {
        new CompletableFuture<String>()
                .orTimeout(1, TimeUnit.MILLISECONDS)
                .exceptionally(e -> "y")
                .join();
    }

    /** The same for the bundled loop's futures, in callbacks of the loop. */
    private record OwnFutures(EventLoop loop, Carrier carrier) {
        static final int DROPPED = 3;

        void runAll() throws InterruptedException {
            carrier.run("ownDropped", this::ownDropped);
            CountDownLatch ran = new CountDownLatch(1);
            carrier.run("ownExecutor", () -> ownExecutor(ran));
            ran.await();
            carrier.run("ownCallback", this::ownCallback);
            carrier.run("ownResult", () -> failing("ownResult").result());
            carrier.run("ownException", () -> failing("ownException").exception());
            carrier.run(
                    "ownBridged",
                    () -> failing("ownBridged").toCompletableFuture().exceptionally(e -> "y"));
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
    }
}
