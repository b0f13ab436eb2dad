// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import dev.loopscope.loop.Async;
import dev.loopscope.loop.AsyncCondition;
import dev.loopscope.loop.AsyncQueue;
import dev.loopscope.loop.AwaitTimeoutException;
import dev.loopscope.loop.CancelledError;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.LoopFuture;
import dev.loopscope.loop.Task;
import dev.loopscope.loop.TaskGroup;
import dev.loopscope.loop.TaskGroupException;
import dev.loopscope.loop.Timeout;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tasks that are cancelled, and swallow it or do not, a method each, which is the task's name too. Each has a while to get to
 * its first await, and is cancelled there. The argument says which.
 */
public final class Cancellations {
    private static final Duration SHORT = Duration.ofMillis(5);
    private static final Duration WHILE = Duration.ofMillis(60);
    /** More than go by before it is cancelled, and then enough to be seen. */
    private static final int BEATS = 40;

    private static final Duration LONG = Duration.ofMinutes(10);

    private Cancellations() {}

    public static void main(String[] arguments) {
        EventLoop.run(Coroutine.ofVoid(
                arguments[0].equals("swallowed")
                        ? () -> swallowed().forEach(Cancellations::cancel)
                        : Cancellations::doRight));
        System.out.println("end");
    }

    private static void doRight() {
        propagated().forEach(Cancellations::cancel);
        uncancelled().forEach((name, body) -> start(name, body).await());
    }

    private static void cancel(String name, Coroutine.Action body) {
        Task<Void> task = start(name, body);
        Async.sleep(WHILE).await();
        task.cancel();
        Async.gatherSettled(task).await();
    }

    private static Task<Void> start(String name, Coroutine.Action body) {
        return EventLoop.current().createTask(Coroutine.ofVoid(body), name);
    }

    // ---- swallowed --------------------------------------------------------------------------------------------------

    private static Map<String, Coroutine.Action> swallowed() {
        Map<String, Coroutine.Action> all = new LinkedHashMap<>();
        all.put("returnAllTheSame", Cancellations::returnAllTheSame);
        all.put("awaitSomethingElse", Cancellations::awaitSomethingElse);
        all.put("returnInFinally", Cancellations::returnInFinally);
        all.put("loopOn", Cancellations::loopOn);
        all.put("swallowInTheTaskItAwaits", Cancellations::swallowInTheTaskItAwaits);
        return all;
    }

    static void returnAllTheSame() {
        try {
            Async.sleep(LONG).await();
        } catch (CancelledError ignored) {
            // What a catch of Throwable does.
        }
    }

    static void awaitSomethingElse() {
        try {
            Async.sleep(LONG).await();
        } catch (Throwable ignored) {
            Async.sleep(SHORT).await();
        }
    }

    @SuppressWarnings("finally") // what it is about
    static void returnInFinally() {
        try {
            Async.sleep(LONG).await();
        } finally {
            return;
        }
    }

    static void loopOn() {
        for (int i = 0; i < BEATS; i++) {
            try {
                beat();
            } catch (Throwable ignored) {
                // And on it goes.
            }
        }
    }

    private static void beat() {
        Async.sleep(SHORT).await();
        Async.sleep(SHORT).await();
    }

    /** Whoever awaits it is cancelled through it, and cannot know. */
    static void swallowInTheTaskItAwaits() {
        EventLoop.current()
                .createTask(Coroutine.ofVoid(Cancellations::swallowInside), "inner")
                .await();
    }

    static void swallowInside() {
        returnAllTheSame();
    }

    // ---- not swallowed ----------------------------------------------------------------------------------------------

    private static Map<String, Coroutine.Action> propagated() {
        Map<String, Coroutine.Action> all = new LinkedHashMap<>();
        all.put("letOut", Cancellations::letOut);
        all.put("cleanUp", Cancellations::cleanUp);
        all.put("cleanUpAtLength", Cancellations::cleanUpAtLength);
        all.put("waitUninterruptibly", Cancellations::waitUninterruptibly);
        all.put("rethrow", Cancellations::rethrow);
        all.put("failInstead", Cancellations::failInstead);
        all.put("takeBack", Cancellations::takeBack);
        all.put("takeBackAndLoop", Cancellations::takeBackAndLoop);
        all.put("timeOutInCleanup", Cancellations::timeOutInCleanup);
        all.put("group", Cancellations::group);
        all.put("shielded", Cancellations::shielded);
        all.put("gathered", Cancellations::gathered);
        all.put("condition", Cancellations::condition);
        all.put("queue", Cancellations::queue);
        all.put("catchException", Cancellations::catchException);
        return all;
    }

    /** Nobody cancels these, but themselves. */
    private static Map<String, Coroutine.Action> uncancelled() {
        Map<String, Coroutine.Action> all = new LinkedHashMap<>();
        all.put("takeBackOnce", Cancellations::takeBackOnce);
        all.put("timeOut", Cancellations::timeOut);
        all.put("waitFor", Cancellations::waitFor);
        all.put("failingGroup", Cancellations::failingGroup);
        all.put("cancelOther", Cancellations::cancelOther);
        all.put("futureCancelled", Cancellations::futureCancelled);
        all.put("tooLate", Cancellations::tooLate);
        return all;
    }

    static void letOut() {
        Async.sleep(LONG).await();
    }

    static void cleanUp() {
        try {
            Async.sleep(LONG).await();
        } finally {
            Async.sleep(SHORT).await();
        }
    }

    static void cleanUpAtLength() {
        try {
            Async.sleep(LONG).await();
        } finally {
            for (int i = 0; i < 6; i++) {
                Async.sleep(SHORT).await();
            }
        }
    }

    /** As a lock is taken again after a wait: first done, then told. */
    static void waitUninterruptibly() {
        LoopFuture<String> needed = EventLoop.current().createFuture();
        EventLoop.current().callLater(WHILE.plus(SHORT), () -> needed.setResult("there"));
        CancelledError told = null;
        while (!needed.isDone()) {
            try {
                Async.shield(needed).await();
            } catch (CancelledError error) {
                told = error;
            }
        }
        if (told != null) {
            throw told;
        }
    }

    static void rethrow() {
        try {
            Async.sleep(LONG).await();
        } catch (CancelledError error) {
            Async.sleep(SHORT).await();
            throw error;
        }
    }

    static void failInstead() {
        try {
            Async.sleep(LONG).await();
        } catch (CancelledError error) {
            throw new IllegalStateException("cannot clean up", error);
        }
    }

    static void takeBack() {
        try {
            Async.sleep(LONG).await();
        } catch (CancelledError error) {
            Task.current().uncancel();
            Async.sleep(SHORT).await();
        }
    }

    /** However often it was asked. */
    static void takeBackOnce() {
        Task<?> task = Task.current();
        EventLoop.current().callSoon(() -> {
            task.cancel();
            task.cancel();
        });
        try {
            Async.sleep(LONG).await();
        } catch (CancelledError error) {
            task.uncancel();
        }
    }

    static void takeBackAndLoop() {
        for (int i = 0; i < BEATS; i++) {
            try {
                beat();
            } catch (CancelledError error) {
                Task.current().uncancel();
            }
        }
    }

    static void timeOut() {
        for (int i = 0; i < 3; i++) {
            try {
                Timeout.after(SHORT).runVoid(() -> Async.sleep(LONG).await());
            } catch (AwaitTimeoutException expected) {
                Async.sleep(SHORT).await();
            }
        }
    }

    static void timeOutInCleanup() {
        try {
            Async.sleep(LONG).await();
        } finally {
            try {
                Timeout.after(SHORT).runVoid(() -> Async.sleep(LONG).await());
            } catch (AwaitTimeoutException expected) {
                Async.sleep(SHORT).await();
            }
        }
    }

    static void waitFor() {
        for (int i = 0; i < 3; i++) {
            try {
                Async.waitFor(Async.sleep(LONG), SHORT).await();
            } catch (AwaitTimeoutException expected) {
                Async.sleep(SHORT).await();
            }
        }
    }

    static void group() {
        TaskGroup.runVoid(group -> {
            group.createTask(Coroutine.ofVoid(Cancellations::cleanUp));
            group.createTask(Coroutine.ofVoid(Cancellations::letOut));
        });
    }

    /** The body is cancelled by its own group, which takes that back. */
    static void failingGroup() {
        try {
            TaskGroup.runVoid(group -> {
                group.createTask(Coroutine.ofVoid(() -> {
                    throw new IllegalStateException("failed");
                }));
                Async.sleep(LONG).await();
            });
        } catch (TaskGroupException expected) {
            Async.sleep(SHORT).await();
        }
    }

    static void shielded() {
        LoopFuture<Void> inner = Async.createTask(
                Coroutine.ofVoid(() -> Async.sleep(WHILE.multipliedBy(2)).await()));
        try {
            Async.shield(inner).await();
        } catch (CancelledError error) {
            inner.await();
            throw error;
        }
    }

    static void gathered() {
        Async.gather(Async.sleep(LONG), Coroutine.ofVoid(Cancellations::cleanUp))
                .await();
    }

    static void condition() {
        AsyncCondition condition = new AsyncCondition();
        condition.lock().acquire().await();
        try {
            condition.waitForNotification().await();
        } finally {
            condition.lock().release();
        }
    }

    static void queue() {
        AsyncQueue.<String>fifo(1).get().await();
    }

    /** Its own child's cancellation is none of its own. */
    static void cancelOther() {
        Task<Void> child = Async.createTask(Coroutine.ofVoid(Cancellations::letOut));
        Async.sleep(SHORT).await();
        child.cancel();
        try {
            child.await();
        } catch (CancelledError expected) {
            Async.sleep(SHORT).await();
        }
    }

    static void futureCancelled() {
        LoopFuture<String> future = EventLoop.current().createFuture();
        EventLoop.current().callSoon(future::cancel);
        try {
            future.await();
        } catch (CancelledError expected) {
            Async.sleep(SHORT).await();
        }
    }

    /** It has ended before. */
    static void tooLate() {
        Task<Void> ended =
                Async.createTask(Coroutine.ofVoid(() -> Async.sleep(SHORT).await()));
        ended.await();
        ended.cancel();
    }

    static void catchException() {
        try {
            Async.sleep(LONG).await();
        } catch (Exception tooNarrow) {
            System.out.println("caught " + tooNarrow);
        }
    }
}
