// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import dev.loopscope.loop.Async;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.LoopFuture;
import dev.loopscope.loop.Server;
import dev.loopscope.loop.Task;
import dev.loopscope.loop.TaskGroup;
import dev.loopscope.loop.stream.StreamConnection;
import dev.loopscope.loop.stream.StreamReader;
import dev.loopscope.loop.stream.StreamWriter;
import dev.loopscope.loop.stream.Streams;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** What can go wrong with coroutines and tasks, and what looks like it. The argument says which. */
public final class TaskMistakes {
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofMinutes(10);

    private TaskMistakes() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "forgotten" -> {
                EventLoop.run(Coroutine.ofVoid(TaskMistakes::forget));
                collectGarbage();
            }
            case "forgottenAtExit" -> EventLoop.run(Coroutine.ofVoid(TaskMistakes::forget));
            case "awaited" -> {
                EventLoop.run(Coroutine.ofVoid(TaskMistakes::startEach));
                collectGarbage();
            }
            case "leftPending" -> leavePending();
            case "futuresDropped" -> dropFutures();
            case "leftToRun" -> EventLoop.run(Coroutine.ofVoid(TaskMistakes::leaveToRun));
            case "failed" -> {
                EventLoop.run(Coroutine.ofVoid(TaskMistakes::failUnseen));
                Failures.collectUntilReported(1);
            }
            case "handlerFails" -> EventLoop.run(Coroutine.ofVoid(TaskMistakes::connectToFailing));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("end");
    }

    private static void forget() {
        for (int i = 0; i < 3; i++) {
            fetch();
        }
        Async.sleep(SHORT);
        Async.waitFor(fetch(), SHORT);
        Async.sleep(SHORT).await();
    }

    static Coroutine<String> fetch() {
        return Coroutine.of(() -> {
            Async.sleep(SHORT).await();
            return "fetched";
        });
    }

    private static void startEach() {
        String all = fetch().await();
        all += Async.createTask(fetch()).await();
        all += Async.gather(fetch(), fetch()).await();
        all += Async.waitFor(fetch(), LONG).await();
        all += TaskGroup.run(group -> group.createTask(fetch())).await();
        Coroutine<String> unwanted = fetch();
        unwanted.close();
        Task<String> cancelled = Async.createTask(fetch());
        cancelled.cancel();
        all += Async.gatherSettled(cancelled).await().size();
        System.out.println(all);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what it is about
    private static void dropFutures() throws Exception {
        List<LoopFuture<?>> kept = new ArrayList<>();
        EventLoop loop = EventLoop.open("loop-0");
        loop.callSoon(() -> {
            expectForEver();
            LoopFuture<String> done = loop.createFuture();
            done.addDoneCallback(it -> {});
            done.setResult("done");
            LoopFuture<String> held = loop.createFuture();
            held.addDoneCallback(it -> {});
            kept.add(held);
            Consumer<LoopFuture<String>> unwanted = it -> {};
            LoopFuture<String> nobodys = loop.createFuture();
            nobodys.addDoneCallback(unwanted);
            nobodys.removeDoneCallback(unwanted);
            LoopFuture<String> cancelled = loop.createFuture();
            cancelled.addDoneCallback(unwanted);
            cancelled.cancel();
            // Not expected by anybody, or by nobody but what is dropped as well.
            loop.createFuture();
            loop.createFuture().toCompletableFuture();
            Async.gather(loop.createFuture(), loop.createFuture());
            loop.wrapFuture(CompletableFuture.completedFuture("done")).addDoneCallback(it -> {});
            loop.callSoon(loop::stop);
        });
        loop.runForever();
        Reported.collectUntil("future-dropped", 1);
        loop.close();
        System.out.println(kept.size());
    }

    private static void expectForEver() {
        EventLoop.current().createFuture().addDoneCallback(it -> {});
    }

    private static void leavePending() {
        EventLoop loop = EventLoop.open("loop-0");
        Task<Void> waits = loop.createTask(Coroutine.ofVoid(TaskMistakes::waitLong), "waits");
        Task<Void> tidied = loop.createTask(Coroutine.ofVoid(TaskMistakes::waitLong), "tidied");
        Task<String> done = loop.createTask(fetch(), "done");
        loop.runUntilComplete(done);
        tidied.cancel();
        loop.runUntilComplete(Async.gatherSettled(tidied));
        Task<Void> neverBegan = loop.createTask(Coroutine.ofVoid(TaskMistakes::waitLong), "never-began");
        loop.close();
        System.out.println(waits.isDone() + " " + done.isDone() + " " + neverBegan.isDone());
    }

    static void waitLong() {
        Async.sleep(LONG).await();
    }

    private static void leaveToRun() {
        Async.createTask(Coroutine.ofVoid(TaskMistakes::waitLong));
        Async.sleep(SHORT).await();
    }

    private static void failUnseen() {
        EventLoop.current().createTask(Coroutine.ofVoid(TaskMistakes::fail), "unseen");
        LoopFuture<Void> seen = EventLoop.current().createTask(Coroutine.ofVoid(TaskMistakes::fail), "seen");
        System.out.println(Async.gatherSettled(seen).await().size());
    }

    static void fail() {
        throw new IllegalStateException("failed");
    }

    private static void connectToFailing() throws Exception {
        try (Server server = Streams.startServer(TaskMistakes::failToServe, "127.0.0.1", 0)
                        .await();
                StreamConnection connection = Streams.openConnection(
                                "127.0.0.1", server.addresses().get(0).getPort())
                        .await()) {
            System.out.println(connection.reader().readAll().await().length);
        }
    }

    static void failToServe(StreamReader reader, StreamWriter writer) {
        throw new IllegalStateException("cannot serve");
    }

    /** Until what was let go of before has been collected. */
    @SuppressWarnings("System.gc") // that is what this is for
    private static void collectGarbage() {
        for (int round = 0; round < 3; round++) {
            ReferenceQueue<Object> queue = new ReferenceQueue<>();
            PhantomReference<Object> last = new PhantomReference<>(new Object(), queue);
            long end = System.nanoTime() + 60_000_000_000L;
            while (queue.poll() == null && System.nanoTime() < end) {
                System.gc();
                LockSupport.parkNanos(1_000_000);
            }
            last.clear();
        }
    }
}
