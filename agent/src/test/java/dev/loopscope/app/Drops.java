// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Pending {@code CompletableFuture}s that are dropped with a stage on them, and what looks like it, a method each. The dropped
 * ones are collected until the agent has reported them, so far as there is one.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what it is about
public final class Drops {
    private static final List<Object> KEPT = new ArrayList<>();

    private Drops() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "all" -> {
                run(silent());
                run(dropped());
                Reported.collectUntil("future-dropped", dropped().size());
            }
            case "crowd" -> {
                for (int i = 0; i < 20_000; i++) {
                    one();
                }
                Reported.collectUntil("future-dropped", 1);
            }
            case "churn" -> {
                for (int i = Integer.parseInt(arguments[1]); i > 0; i--) {
                    completedLater();
                }
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("end");
        System.exit(0);
    }

    private static void run(Map<String, Operation> ways) throws Exception {
        for (Map.Entry<String, Operation> way : ways.entrySet()) {
            way.getValue().run();
            System.out.println(way.getKey());
        }
    }

    private static void one() {
        new CompletableFuture<String>().thenAccept(x -> {});
    }

    private static Map<String, Operation> dropped() {
        Map<String, Operation> ways = new LinkedHashMap<>();
        ways.put("thenApply", Drops::thenApply);
        ways.put("thenAccept", Drops::thenAccept);
        ways.put("thenRun", Drops::thenRun);
        ways.put("thenApplyAsync", Drops::thenApplyAsync);
        ways.put("whenComplete", Drops::whenComplete);
        ways.put("handle", Drops::handle);
        ways.put("exceptionally", Drops::exceptionally);
        ways.put("exceptionallyCompose", Drops::exceptionallyCompose);
        ways.put("thenCompose", Drops::thenCompose);
        ways.put("composedInto", Drops::composedInto);
        ways.put("composedIntoAtOnce", Drops::composedIntoAtOnce);
        ways.put("thenCombine", Drops::thenCombine);
        ways.put("thenAcceptBoth", Drops::thenAcceptBoth);
        ways.put("runAfterBoth", Drops::runAfterBoth);
        ways.put("applyToEither", Drops::applyToEither);
        ways.put("allOf", Drops::allOf);
        ways.put("anyOf", Drops::anyOf);
        ways.put("chain", Drops::chain);
        ways.put("fan", Drops::fan);
        ways.put("copied", Drops::copied);
        ways.put("minimal", Drops::minimal);
        ways.put("subclass", Drops::subclass);
        ways.put("discardedTask", Drops::discardedTask);
        ways.put("stageOfADoneOne", Drops::stageOfADoneOne);
        ways.put("joined", Drops::joined);
        ways.put("cancelledInPart", Drops::cancelledInPart);
        ways.put("givenUp", Drops::givenUp);
        return ways;
    }

    private static CompletableFuture<String> pending() {
        return new CompletableFuture<>();
    }

    private static void thenApply() {
        new CompletableFuture<String>().thenApply(String::length);
    }

    private static void thenAccept() {
        new CompletableFuture<String>().thenAccept(x -> {});
    }

    private static void thenRun() {
        new CompletableFuture<String>().thenRun(() -> {});
    }

    private static void thenApplyAsync() {
        new CompletableFuture<String>().thenApplyAsync(String::length);
    }

    private static void whenComplete() {
        new CompletableFuture<String>().whenComplete((x, e) -> {});
    }

    private static void handle() {
        new CompletableFuture<String>().handle((x, e) -> x);
    }

    private static void exceptionally() {
        new CompletableFuture<String>().exceptionally(e -> "");
    }

    private static void exceptionallyCompose() {
        new CompletableFuture<String>().exceptionallyCompose(e -> CompletableFuture.completedFuture(""));
    }

    private static void thenCompose() {
        new CompletableFuture<String>().thenCompose(CompletableFuture::completedFuture);
    }

    /** The second one is asked for when the first is done. */
    private static void composedInto() {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> second = new CompletableFuture<>();
        first.thenCompose(x -> second);
        first.complete("x");
    }

    private static void composedIntoAtOnce() {
        CompletableFuture<String> second = new CompletableFuture<>();
        CompletableFuture.completedFuture("x").thenCompose(x -> second);
    }

    private static void thenCombine() {
        new CompletableFuture<String>().thenCombine(CompletableFuture.completedFuture(""), String::concat);
    }

    /** The other one is done later. */
    private static void thenAcceptBoth() {
        CompletableFuture<String> done = new CompletableFuture<>();
        done.thenAcceptBoth(new CompletableFuture<String>(), (x, y) -> {});
        done.complete("");
    }

    private static void runAfterBoth() {
        CompletableFuture.completedFuture("").runAfterBoth(new CompletableFuture<String>(), () -> {});
    }

    private static void applyToEither() {
        CompletableFuture<String> only = new CompletableFuture<>();
        only.applyToEither(only, x -> x);
    }

    private static void allOf() {
        CompletableFuture<String> done = new CompletableFuture<>();
        CompletableFuture.allOf(done, CompletableFuture.completedFuture(""), new CompletableFuture<String>());
        done.complete("");
    }

    private static void anyOf() {
        CompletableFuture.anyOf(new CompletableFuture<String>());
    }

    private static void chain() {
        new CompletableFuture<String>()
                .thenApply(x -> x)
                .thenCompose(CompletableFuture::completedFuture)
                .thenRun(() -> {});
    }

    private static void fan() {
        CompletableFuture<String> future = new CompletableFuture<>();
        for (int i = 0; i < 20; i++) {
            future.thenRun(() -> {});
        }
    }

    private static void copied() {
        new CompletableFuture<String>().copy().thenRun(() -> {});
    }

    private static void minimal() {
        new CompletableFuture<String>().minimalCompletionStage().thenRun(() -> {});
    }

    private static final class Mine<T> extends CompletableFuture<T> {
        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new Mine<>();
        }
    }

    private static void subclass() {
        new Mine<String>().thenApply(x -> x).thenRun(() -> {});
    }

    private static void discardedTask() {
        Executor full = task -> {};
        CompletableFuture.supplyAsync(() -> "x", full).thenAccept(x -> {});
    }

    private static void stageOfADoneOne() {
        Executor full = task -> {};
        CompletableFuture.completedFuture("x").thenApplyAsync(x -> x, full).thenAccept(x -> {});
    }

    /** A thread waits for the stage, and for ever. */
    private static void joined() throws InterruptedException {
        CountDownLatch hung = new CountDownLatch(1);
        Thread waiting = new Thread(() -> joinStage(hung));
        waiting.setDaemon(true);
        waiting.start();
        hung.await();
    }

    private static void joinStage(CountDownLatch hung) {
        CompletableFuture<String> stage = joinedRoot();
        hung.countDown();
        stage.join();
    }

    private static CompletableFuture<String> joinedRoot() {
        return new CompletableFuture<String>().thenApply(x -> x);
    }

    private static void cancelledInPart() {
        CompletableFuture<String> future = new CompletableFuture<>();
        future.thenApply(x -> x).cancel(false);
        future.thenRun(() -> {});
    }

    private static void givenUp() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        future.thenRun(() -> {});
        giveUp(future);
    }

    private static void giveUp(CompletableFuture<String> future) throws Exception {
        try {
            future.get(1, TimeUnit.MILLISECONDS);
        } catch (TimeoutException expected) {
            // What it is about.
        }
    }

    private static Map<String, Operation> silent() {
        Map<String, Operation> ways = new LinkedHashMap<>();
        ways.put("bare", Drops::pending);
        ways.put("timedGet", () -> giveUp(pending()));
        ways.put("completedLater", Drops::completedLater);
        ways.put("completedBefore", () -> CompletableFuture.completedFuture("").thenRun(() -> {}));
        ways.put("failedLater", Drops::failedLater);
        ways.put("cancelled", Drops::cancelled);
        ways.put("obtruded", Drops::obtruded);
        ways.put("reachable", Drops::reachable);
        ways.put("reachableByItsOther", Drops::reachableByItsOther);
        ways.put("stageOfAReachableOne", Drops::stageOfAReachableOne);
        ways.put("stageCancelled", () -> pending().thenRun(() -> {}).cancel(true));
        ways.put("stageCompletedByHand", () -> pending().thenApply(x -> x).complete("x"));
        ways.put("copyOnly", () -> pending().copy());
        ways.put("minimalOnly", () -> pending().minimalCompletionStage());
        ways.put("loserOfAnyOf", Drops::loserOfAnyOf);
        ways.put("loserOfEither", Drops::loserOfEither);
        ways.put("loserBeforeTheRace", Drops::loserBeforeTheRace);
        ways.put(
                "orTimeout", () -> pending().orTimeout(1, TimeUnit.MILLISECONDS).exceptionally(e -> ""));
        ways.put("completeOnTimeout", () -> pending().completeOnTimeout("", 1, TimeUnit.MILLISECONDS));
        ways.put(
                "stageTimedOut",
                () -> pending()
                        .thenApply(x -> x)
                        .orTimeout(1, TimeUnit.MILLISECONDS)
                        .exceptionally(e -> ""));
        ways.put("stageWillTimeOut", () -> pending().thenApply(x -> x).orTimeout(1, TimeUnit.HOURS));
        ways.put(
                "stageWillHaveADefault",
                () -> pending()
                        .thenApply(x -> x)
                        .completeOnTimeout("", 1, TimeUnit.HOURS)
                        .thenRun(() -> {}));
        ways.put("delayed", Drops::delayed);
        ways.put(
                "async",
                () -> CompletableFuture.runAsync(() -> {}).thenRun(() -> {}).join());
        ways.put("scheduled", Drops::scheduled);
        ways.put("dependents", Drops::dependents);
        return ways;
    }

    private static void completedLater() {
        CompletableFuture<String> future = new CompletableFuture<>();
        future.thenApply(x -> x).thenAccept(x -> {});
        future.complete("x");
    }

    private static void failedLater() {
        CompletableFuture<String> future = new CompletableFuture<>();
        future.thenApply(x -> x).handle((x, e) -> x);
        future.completeExceptionally(new IllegalStateException("handled"));
    }

    private static void cancelled() {
        CompletableFuture<String> future = new CompletableFuture<>();
        future.thenRun(() -> {});
        future.cancel(true);
    }

    private static void obtruded() {
        CompletableFuture<String> future = new CompletableFuture<>();
        future.thenRun(() -> {});
        future.obtrudeValue("x");
    }

    private static void reachable() {
        CompletableFuture<String> future = new CompletableFuture<>();
        future.thenRun(() -> {});
        KEPT.add(future);
    }

    /** Two wait for each other's end, and one of them is held. */
    private static void reachableByItsOther() {
        CompletableFuture<String> held = new CompletableFuture<>();
        held.thenCombine(new CompletableFuture<String>(), String::concat);
        KEPT.add(held);
    }

    private static void stageOfAReachableOne() {
        CompletableFuture<String> root = new CompletableFuture<>();
        KEPT.add(root);
        root.thenApply(x -> x).thenRun(() -> {});
    }

    private static void loserOfAnyOf() {
        CompletableFuture<String> winner = new CompletableFuture<>();
        CompletableFuture.anyOf(new CompletableFuture<String>(), winner, new CompletableFuture<String>())
                .thenRun(() -> {});
        winner.complete("");
    }

    private static void loserOfEither() {
        CompletableFuture<String> winner = new CompletableFuture<>();
        winner.acceptEither(new CompletableFuture<>(), x -> {});
        winner.complete("");
        CompletableFuture<String> second = new CompletableFuture<>();
        new CompletableFuture<String>().runAfterEither(second, () -> {});
        second.complete("");
    }

    private static void loserBeforeTheRace() {
        CompletableFuture.anyOf(new CompletableFuture<String>(), CompletableFuture.completedFuture(""));
        CompletableFuture.completedFuture("").acceptEither(new CompletableFuture<>(), x -> {});
    }

    private static void delayed() {
        CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(1, TimeUnit.HOURS))
                .thenRun(() -> {});
    }

    private static void scheduled() {
        CompletableFuture<String> future = new CompletableFuture<>();
        future.thenRun(() -> {});
        var scheduler = Executors.newSingleThreadScheduledExecutor();
        scheduler.schedule(() -> future.complete(""), 1, TimeUnit.HOURS);
        KEPT.add(scheduler);
    }

    /** What can be asked of a future that is followed; standard output is the same as without an agent. */
    private static void dependents() {
        CompletableFuture<String> future = new CompletableFuture<>();
        say(future);
        CompletableFuture<String> stage = future.thenApply(x -> x).whenComplete((x, e) -> {});
        CompletionStage<String> copy = future.copy();
        future.thenRun(() -> System.out.println("first added, last run"));
        stage.thenRun(() -> System.out.println("below"));
        future.thenRun(() -> System.out.println("last added, first run"));
        say(future);
        say(stage);
        future.complete("x");
        say(future);
        say(stage);
        say(copy.toCompletableFuture());
        CompletableFuture<String> failed = new CompletableFuture<>();
        CompletableFuture<String> failedStage = failed.thenApply(x -> x);
        failed.completeExceptionally(new IllegalStateException("its message"));
        say(failed);
        say(failedStage);
        CompletableFuture<String> cancelled = new CompletableFuture<>();
        cancelled.cancel(true);
        say(cancelled);
        failedStage.exceptionally(e -> "read").join();
    }

    private static void say(CompletableFuture<String> future) {
        String text = future.toString();
        System.out.println(future.getNumberOfDependents() + " " + text.substring(text.indexOf('[')));
    }
}
