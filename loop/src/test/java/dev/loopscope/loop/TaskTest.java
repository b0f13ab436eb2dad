// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.loopscope.loop.Engines#all")
class TaskTest {
    private static final Duration TICK = Duration.ZERO;

    private final EventLoop loop;
    private final List<String> trail = new ArrayList<>();

    TaskTest(TaskEngine engine) {
        loop = Engines.open(engine);
    }

    @BeforeEach
    void forgetTheLog() {
        RecordedLog.clear();
    }

    @AfterEach
    void closeTheLoop() {
        loop.close();
    }

    private Coroutine<String> steps(String name, int awaits) {
        return Coroutine.of(() -> {
            for (int i = 0; i < awaits; i++) {
                trail.add(name + i);
                Async.sleep(TICK).await();
            }
            trail.add(name + " ends");
            return name;
        });
    }

    private <T extends @Nullable Object> T run(LoopFuture<T> future) {
        return Loops.run(loop, future);
    }

    @Test
    @Behaviour("8: run_until_complete(coro) wraps in a task; result returned, exception re-raised with its trace.")
    void runUntilCompleteTakesACoroutine() {
        assertThat(loop.runUntilComplete(steps("a", 2))).isEqualTo("a");
        IllegalArgumentException failure = new IllegalArgumentException("no");
        assertThatThrownBy(() -> loop.runUntilComplete(Coroutine.of(() -> {
                    throw failure;
                })))
                .isSameAs(failure);
        assertThat(failure.getStackTrace()[0].getClassName()).startsWith(TaskTest.class.getName());
    }

    @Test
    void anotherRunInATaskIsRefused() {
        Coroutine<String> inner = steps("inner", 0);
        assertThatThrownBy(() -> Engines.run(loop, () -> loop.runUntilComplete(inner)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("This event loop is already running");
        assertThat(loop.runUntilComplete(inner)).isEqualTo("inner");
    }

    @Test
    @Behaviour("45: create_task does not run the body at once (non-eager): first step next iteration.")
    void aTaskBeginsInTheNextTick() {
        Task<String> task = loop.createTask(steps("a", 0));
        assertThat(trail).isEmpty();
        assertThat(task.isDone()).isFalse();
        Loops.tick(loop, 1);
        assertThat(trail).containsExactly("a ends");
        assertThat(task.result()).isEqualTo("a");
    }

    @Test
    void tasksTakeTurnsWhereTheyAwait() {
        Task<String> a = loop.createTask(steps("a", 2));
        Task<String> b = loop.createTask(steps("b", 2));
        run(a);
        run(b);
        assertThat(trail).containsExactly("a0", "b0", "a1", "b1", "a ends", "b ends");
    }

    @Test
    void anAwaitGivesTheResultAndACheckedFailureAsTheCause() {
        LoopFuture<String> future = loop.createFuture();
        LoopFuture<String> failing = loop.createFuture();
        loop.callSoon(() -> future.setResult("x"));
        loop.callSoon(() -> failing.setException(new IOException("disk")));
        String result = Engines.run(loop, () -> {
            String value = future.await();
            Throwable thrown = catchThrowable(failing::await);
            assertThat(thrown).isInstanceOf(CompletionException.class).hasRootCauseMessage("disk");
            return value;
        });
        assertThat(result).isEqualTo("x");
    }

    @Test
    @Behaviour("60: Exceptions keep the trace of the coroutine frames; awaiting a task re-raises the same object.")
    void aCheckedExceptionTravelsThroughTasksAsItself() {
        IOException failure = new IOException("disk");
        Task<String> inner = loop.createTask(Coroutine.of(() -> {
            throw failure;
        }));
        Task<String> middle = loop.createTask(Coroutine.of(() -> inner.await() + "!"));
        Task<String> outer = loop.createTask(Coroutine.of(() -> middle.await() + "!"));
        assertThatThrownBy(() -> run(outer)).hasCause(failure);
        assertThat(outer.exception()).isSameAs(failure);
        assertThat(middle.exception()).isSameAs(failure);
    }

    @Test
    void awaitingACoroutineRunsItHereAndNow() {
        Engines.run(loop, () -> {
            Task<?> task = Task.current();
            Coroutine<Task<?>> inner = Coroutine.of(Task::current);
            trail.add("before");
            assertThat(inner.await()).isSameAs(task);
            assertThatThrownBy(inner::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("cannot reuse already awaited or closed <Coroutine ");
            assertThatThrownBy(() -> loop.createTask(inner)).hasMessageStartingWith("cannot reuse");
            return "done";
        });
    }

    @Test
    @Behaviour("46: cancel() returns true at once, but cancelled() becomes true only after the body has seen it.")
    void cancellationIsARequestFirst() {
        Task<String> task = loop.createTask(steps("a", 9));
        Loops.tick(loop, 1);
        assertThat(task.cancel()).isTrue();
        assertThat(task.isCancelled()).isFalse();
        assertThat(task.isDone()).isFalse();
        assertThat(task.cancelling()).isEqualTo(1);
        assertThat(task.toString()).startsWith("<Task cancelling name=");
        Loops.tick(loop, 1);
        assertThat(task.isCancelled()).isTrue();
        assertThat(task.cancel()).isFalse();
    }

    @Test
    @Behaviour("47: cancel() while waiting on a future cancels that future; the task gets the exception at the await.")
    void cancellingATaskCancelsWhatItWaitsFor() {
        LoopFuture<String> future = loop.createFuture();
        Task<String> task = loop.createTask(Coroutine.of(() -> {
            try {
                return future.await();
            } catch (CancelledError e) {
                trail.add("cancelled: " + e.getMessage());
                throw e;
            }
        }));
        Loops.tick(loop, 1);
        task.cancel("enough");
        assertThat(future.isCancelled()).isTrue();
        assertThat(trail).isEmpty();
        assertThatThrownBy(() -> run(task)).isInstanceOf(CancellationException.class);
        assertThat(trail).containsExactly("cancelled: enough");
        assertThatThrownBy(task::result).isInstanceOf(CancelledError.class).hasMessage("enough");
    }

    @Test
    @Behaviour("48: cancel before the first step: body never runs, task cancelled.")
    void aTaskCancelledBeforeItBeginsNeverRuns() {
        Task<String> task = loop.createTask(steps("a", 1));
        task.cancel();
        Loops.tick(loop, 1);
        assertThat(task.isCancelled()).isTrue();
        assertThat(trail).isEmpty();
        assertThat(loop.allTasks()).isEmpty();
    }

    @Test
    @Behaviour({
        "49: Body catches the cancellation and returns: result is its value, cancelled() false, cancelling() stays 1.",
        "50: Body catches and raises another exception: that is the outcome."
    })
    @DeliberateMistake("returns a result although it is cancelled")
    void aBodyMayRefuseToBeCancelled() {
        Task<String> stubborn = loop.createTask(Coroutine.of(() -> {
            try {
                return loop.<String>createFuture().await();
            } catch (CancelledError e) {
                return "stayed";
            }
        }));
        Task<String> clumsy = loop.createTask(Coroutine.of(() -> {
            try {
                return loop.<String>createFuture().await();
            } catch (CancelledError e) {
                throw new IllegalArgumentException("cleanup failed");
            }
        }));
        Loops.tick(loop, 1);
        stubborn.cancel();
        clumsy.cancel();
        assertThat(run(stubborn)).isEqualTo("stayed");
        assertThat(stubborn.isCancelled()).isFalse();
        assertThat(stubborn.cancelling()).isEqualTo(1);
        assertThatThrownBy(() -> run(clumsy)).hasMessage("cleanup failed");
    }

    @Test
    void catchingExceptionsDoesNotCatchACancellation() {
        Task<String> task = loop.createTask(Coroutine.of(() -> {
            try {
                return loop.<String>createFuture().await();
            } catch (Exception e) {
                return "swallowed";
            }
        }));
        Loops.tick(loop, 1);
        task.cancel();
        Loops.tick(loop, 1);
        assertThat(task.isCancelled()).isTrue();
    }

    @Test
    @Behaviour("51: cancel() of the task by itself while running: delivered at its next await; if it returns without"
            + " awaiting it ends cancelled.")
    void aTaskMayCancelItself() {
        Task<String> awaiting = loop.createTask(Coroutine.of(() -> {
            Task.current().cancel("myself");
            trail.add("goes on");
            Async.sleep(TICK).await();
            return trail.remove(0);
        }));
        Task<String> returning = loop.createTask(Coroutine.of(() -> {
            Task.current().cancel();
            return "result";
        }));
        Loops.tick(loop, 3);
        assertThat(awaiting.isCancelled()).isTrue();
        assertThat(returning.isCancelled()).isTrue();
        assertThat(trail).containsExactly("goes on");
    }

    @Test
    @Behaviour("52: cancel() twice while the first is being handled interrupts the cleanup's await again.")
    void eachCancelDeliversOneError() {
        Task<String> task = loop.createTask(Coroutine.of(() -> {
            try {
                return loop.<String>createFuture().await();
            } finally {
                trail.add("cleaning");
                try {
                    loop.<String>createFuture().await();
                } finally {
                    trail.add("interrupted");
                }
            }
        }));
        Loops.tick(loop, 1);
        task.cancel();
        Loops.tick(loop, 2);
        assertThat(trail).containsExactly("cleaning");
        assertThat(task.isDone()).isFalse();
        task.cancel();
        Loops.tick(loop, 1);
        assertThat(trail).containsExactly("cleaning", "interrupted");
        assertThat(task.isCancelled()).isTrue();
    }

    @Test
    @Behaviour("53: uncancel() decrements, never below 0; reaching 0 also withdraws a not-yet-delivered cancellation.")
    void aRequestCanBeTakenBack() {
        Task<String> task = loop.createTask(steps("a", 1));
        assertThat(task.uncancel()).isZero();
        task.cancel();
        task.cancel();
        assertThat(task.uncancel()).isEqualTo(1);
        assertThat(task.uncancel()).isZero();
        assertThat(run(task)).isEqualTo("a");
    }

    @Test
    @Behaviour("54: cancel() chains through awaited tasks: a awaits b awaits f; a.cancel() cancels b, which cancels f;"
            + " a finishes after b did.")
    void cancellationGoesDownTheChain() {
        LoopFuture<String> f = loop.createFuture();
        Task<String> b = loop.createTask(Coroutine.of(() -> {
            try {
                return f.await();
            } finally {
                trail.add("b");
            }
        }));
        Task<String> a = loop.createTask(Coroutine.of(() -> {
            try {
                return b.await();
            } finally {
                trail.add("a after b: " + b.isCancelled());
            }
        }));
        Loops.tick(loop, 1);
        a.cancel("all");
        assertThat(f.isCancelled()).isTrue();
        Loops.tick(loop, 2);
        assertThat(trail).containsExactly("b", "a after b: true");
        assertThat(a.isCancelled()).isTrue();
    }

    @Test
    void aLongChainIsCancelledWithoutRecursion() {
        int length = 1000;
        LoopFuture<String> end = loop.createFuture();
        List<Task<String>> chain = new ArrayList<>();
        LoopFuture<String> awaited = end;
        for (int i = 0; i < length; i++) {
            LoopFuture<String> inner = awaited;
            Task<String> task = loop.createTask(Coroutine.of(inner::await));
            chain.add(task);
            awaited = task;
        }
        Loops.tick(loop, 1);
        chain.get(length - 1).cancel();
        assertThat(end.isCancelled()).isTrue();
        Loops.runUntil(loop, chain.get(length - 1)::isDone);
        assertThat(chain).allMatch(LoopFuture::isCancelled);
    }

    @Test
    @Behaviour("55: Cancel when the awaited future is already done but the task not yet resumed: cancellation wins,"
            + " result of the future is dropped.")
    void cancellationWinsOverAResultNotYetSeen() {
        LoopFuture<String> future = loop.createFuture();
        Task<String> task = loop.createTask(Coroutine.of(future::await));
        Loops.tick(loop, 1);
        future.setResult("too late");
        task.cancel();
        Loops.tick(loop, 1);
        assertThat(task.isCancelled()).isTrue();
    }

    @Test
    @DeliberateMistake("awaits itself")
    @Behaviour("56: Yielding wrong things: future of another loop, itself: error inside the task, at the await point.")
    void whatCannotBeAwaitedIsRefusedInTheTask() {
        try (EventLoop other = EventLoop.open("other")) {
            LoopFuture<String> foreign = other.createFuture();
            Engines.run(loop, () -> {
                assertThatThrownBy(foreign::await)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(
                                "attached to a different loop: it belongs to other, the task runs on " + loop.name());
                assertThatThrownBy(Task.current()::await)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("Task cannot await on itself: <Task pending");
                Async.sleep(TICK).await();
                return "goes on";
            });
        }
    }

    @Test
    @DeliberateMistake("has tasks await each other")
    @Behaviour("64: Cycle of awaits (a awaits b, b awaits a): must be detected.")
    void twoTasksThatWaitForEachOtherAreFoundOut() {
        List<Task<String>> tasks = new ArrayList<>();
        tasks.add(loop.createTask(Coroutine.of(() -> tasks.get(1).await()), "first"));
        tasks.add(loop.createTask(Coroutine.of(() -> tasks.get(0).await()), "second"));
        assertThatThrownBy(() -> run(tasks.get(0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("name='second'")
                .hasMessageContaining("that waits for this very task, through 1 await, so neither would ever end");
    }

    @Test
    @Behaviour("64: Deep chains: 100 000 nested awaits of completed futures must not overflow the stack.")
    void aHundredThousandAwaitsOfWhatIsDoneNeedNoStack() {
        LoopFuture<Integer> one = loop.createFuture();
        one.setResult(1);
        Integer sum = Engines.run(loop, () -> {
            int total = 0;
            for (int i = 0; i < 100_000; i++) {
                total += one.await();
            }
            return total;
        });
        assertThat(sum).isEqualTo(100_000);
    }

    @Test
    @DeliberateMistake("leaves a coroutine unstarted")
    void awaitOutsideATaskSaysWhatToDo() {
        LoopFuture<String> future = loop.createFuture();
        future.setResult("x");
        assertThatThrownBy(future::await)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("await outside a task: no event loop runs in thread '")
                .hasMessageContaining("use EventLoop.run(coroutine)");
        loop.callSoon(() -> trail.add(catchThrowable(future::await).getMessage()));
        Loops.tick(loop, 1);
        assertThat(trail)
                .containsExactly("await outside a task: a plain callback of " + loop.name()
                        + " is running; start a task with loop.createTask(coroutine), or add a done callback");
        Coroutine<String> coroutine = steps("a", 0);
        assertThatThrownBy(coroutine::await).hasMessageStartingWith("Coroutine.await outside a task");
    }

    @Test
    @DeliberateMistake("joins a thread in a task")
    void awaitInAForeignThreadIsRefused() throws Exception {
        LoopFuture<String> future = loop.createFuture();
        Engines.run(loop, () -> {
            Thread foreign =
                    new Thread(() -> trail.add(catchThrowable(future::await).getMessage()), "foreign");
            foreign.start();
            foreign.join();
            return "x";
        });
        assertThat(trail)
                .singleElement()
                .asString()
                .startsWith("await outside a task: no event loop runs in thread 'foreign'");
    }

    @Test
    @Behaviour("57: current_task() correct across interleaved tasks; none in plain callbacks; per loop.")
    void theCurrentTaskIsTheOneThatRuns() {
        List<@Nullable Task<?>> seen = new ArrayList<>();
        Coroutine<String> first = Coroutine.of(() -> {
            seen.add(Task.current());
            Async.sleep(TICK).await();
            seen.add(Task.current());
            return "x";
        });
        Coroutine<String> second = Coroutine.of(() -> {
            seen.add(Task.current());
            return "x";
        });
        Task<String> a = loop.createTask(first);
        Task<String> b = loop.createTask(second);
        loop.callSoon(() -> seen.add(Task.currentOrNull()));
        Loops.tick(loop, 2);
        assertThat(seen).containsExactly(a, b, null, a);
        assertThat(Task.currentOrNull()).isNull();
        assertThatThrownBy(Task::current).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Behaviour("58: all_tasks() excludes done tasks, works from other threads while tasks come and go.")
    void allTasksAreThoseNotDone() throws Exception {
        Task<String> a = loop.createTask(steps("a", 0));
        Task<String> b = loop.createTask(steps("b", 3));
        assertThat(loop.allTasks()).containsExactly(a, b);
        Loops.tick(loop, 1);
        assertThat(loop.allTasks()).containsExactly(b);
        boolean[] over = {false};
        List<Throwable> failures = new ArrayList<>();
        Thread watcher = new Thread(() -> {
            try {
                while (!loop.allTasks().isEmpty()) {
                    LockSupport.parkNanos(1000);
                }
                over[0] = true;
            } catch (RuntimeException e) {
                failures.add(e);
            }
        });
        watcher.start();
        for (int i = 0; i < 200; i++) {
            run(loop.createTask(steps("t", i % 3)));
        }
        watcher.join(Loops.BOUND.toMillis());
        assertThat(failures).isEmpty();
        assertThat(over[0]).isTrue();
    }

    @Test
    @Behaviour("59: Task name default unique, settable; appears in repr.")
    void tasksHaveNames() {
        Task<String> a = loop.createTask(steps("a", 1));
        Task<String> b = loop.createTask(steps("b", 1), "fetch");
        assertThat(a.getName()).matches("Task-\\d+");
        assertThat(CreationSites.removedFrom(b))
                .isEqualTo("<Task pending name='fetch' coro=<" + TaskTest.class.getName() + " lambda>>");
        b.setName("other");
        Loops.tick(loop, 2);
        assertThat(CreationSites.removedFrom(b))
                .isEqualTo("<Task finished result=java.lang.String name='other' coro=<" + TaskTest.class.getName()
                        + " lambda done>>");
        Task<String> c =
                loop.createTask(Coroutine.of(() -> loop.<String>createFuture().await()), "c");
        Task<String> d = loop.createTask(Coroutine.of(c::await), "d");
        Loops.tick(loop, 1);
        assertThat(CreationSites.removedFrom(c)).endsWith(" wait_for=<LoopFuture pending>>");
        assertThat(CreationSites.removedFrom(d)).endsWith(" wait_for=<Task pending name='c'>>");
        d.cancel();
        Loops.tick(loop, 2);
    }

    @Test
    @Behaviour("61: Started, un-referenced task must still complete.")
    void aTaskNobodyRefersToIsKept() {
        boolean[] done = {false};
        startAndForget(done);
        for (int i = 0; i < 3; i++) {
            System.gc();
            Loops.tick(loop, 1);
        }
        Loops.runUntil(loop, () -> done[0]);
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    private void startAndForget(boolean[] done) {
        loop.createTask(Coroutine.of(() -> {
            Async.sleep(Duration.ofMillis(30)).await();
            done[0] = true;
            return "x";
        }));
    }

    @Test
    @Behaviour("63: Eager start: body runs before create_task returns, current_task swapped and restored, exceptions"
            + " stored not thrown; a task that finishes eagerly was never in all_tasks.")
    void anEagerTaskRunsBeforeItIsReturned() {
        Engines.run(loop, () -> {
            Task<?> me = Task.current();
            Task<String> quick = loop.createEagerTask(Coroutine.of(() -> {
                trail.add("quick, among all: " + (loop.allTasks().size() - 1));
                assertThat(Task.current()).isNotSameAs(me);
                return "done";
            }));
            assertThat(quick.result()).isEqualTo("done");
            assertThat(Task.current()).isSameAs(me);
            Task<String> failing = loop.createEagerTask(Coroutine.of(() -> {
                throw new IOException("kept");
            }));
            assertThat(failing.exception()).hasMessage("kept");
            Task<String> waiting = loop.createEagerTask(steps("slow", 1));
            trail.add("returned");
            assertThat(loop.allTasks()).containsExactly(me, waiting);
            return waiting.await();
        });
        assertThat(trail).containsExactly("quick, among all: 0", "slow0", "returned", "slow ends");
        loop.callSoon(
                () -> trail.add(loop.createEagerTask(steps("in a callback", 0)).result()));
        Loops.tick(loop, 1);
        assertThat(trail).endsWith("in a callback ends", "in a callback");
    }

    @Test
    void eagerTasksNest() {
        String result = Engines.run(
                loop,
                () -> loop.createEagerTask(Coroutine.of(() ->
                                        loop.createEagerTask(steps("inner", 1)).await() + " in middle"))
                                .await()
                        + " in outer");
        assertThat(result).isEqualTo("inner in middle in outer");
    }

    @Test
    @Behaviour("11: A fatal error leaves the run at once, loop reusable, not reported to the exception handler; for the"
            + " main task it is not also reported as never retrieved.")
    void aFatalErrorInATaskEndsTheRun() {
        Task<String> task = loop.createTask(Coroutine.of(() -> {
            throw new Loops.BoundExceeded();
        }));
        assertThatThrownBy(loop::runForever).isInstanceOf(Loops.BoundExceeded.class);
        assertThat(task.isDone()).isTrue();
        assertThat(loop.runUntilComplete(steps("again", 1))).isEqualTo("again");
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    @Test
    void onlyACoroutineDecidesItsTasksOutcome() {
        Task<String> task = loop.createTask(steps("a", 0));
        assertThatThrownBy(() -> task.setResult("x")).hasMessageStartingWith("Task does not support setResult");
        assertThatThrownBy(() -> task.setException(new IOException()))
                .hasMessageStartingWith("Task does not support setException");
        assertThat(run(task)).isEqualTo("a");
    }

    @Test
    @DeliberateMistake("calls from a wrong thread, and joins it in a task")
    void loopConfinedCallsWorkInTasksOnly() {
        Engines.run(loop, () -> {
            assertThat(EventLoop.current()).isSameAs(loop);
            loop.callSoon(() -> trail.add("called " + EventLoop.current().name()));
            List<Throwable> refusals = new ArrayList<>();
            Thread foreign = new Thread(() -> refusals.add(catchThrowable(() -> loop.callSoon(() -> {}))));
            foreign.start();
            foreign.join();
            assertThat(refusals)
                    .singleElement()
                    .satisfies(refusal -> assertThat(refusal)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageStartingWith("Non-thread-safe operation"));
            Async.sleep(TICK).await();
            assertThat(EventLoop.current()).isSameAs(loop);
            return "x";
        });
        assertThat(trail).containsExactly("called " + loop.name());
        loop.callSoon(() -> trail.add("slot restored"));
        Loops.tick(loop, 1);
        assertThat(trail).hasSize(2);
    }

    /** They inherit the scheduler of the thread that starts them, which is the loop for some tasks. */
    @Test
    @DeliberateMistake("waits for a latch in a task")
    void virtualThreadsThatATaskStartsRunByThemselves() {
        ThreadFactory virtual = VirtualThreads.factory();
        Assumptions.assumeTrue(virtual != null, "JDK 21 or newer");
        int count = 50;
        CountDownLatch ran = new CountDownLatch(count);
        String result = Engines.run(loop, () -> {
            for (int i = 0; i < count; i++) {
                Objects.requireNonNull(virtual)
                        .newThread(() -> {
                            LockSupport.parkNanos(1);
                            ran.countDown();
                        })
                        .start();
            }
            assertThat(ran.await(Loops.BOUND.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            Async.sleep(TICK).await();
            return "went on";
        });
        assertThat(result).isEqualTo("went on");
    }

    /** The first one that has to wait makes the JDK start virtual threads of its own. */
    @Test
    @DeliberateMistake("reads from a blocking socket in a task")
    void socketReadsInATaskBlockUntilTheirBytesAreThere() throws Exception {
        int turns = 20;
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(listening.getInetAddress(), listening.getLocalPort());
                Socket server = listening.accept()) {
            client.setSoTimeout((int) Loops.BOUND.toMillis());
            Thread echo = new Thread(() -> {
                try {
                    server.getInputStream().transferTo(server.getOutputStream());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            echo.start();
            List<Integer> answers = Engines.run(loop, () -> {
                List<Integer> read = new ArrayList<>();
                for (int i = 0; i < turns; i++) {
                    client.getOutputStream().write(i);
                    read.add(client.getInputStream().read());
                }
                return read;
            });
            assertThat(answers)
                    .containsExactlyElementsOf(IntStream.range(0, turns).boxed().toList());
            client.shutdownOutput();
            echo.join(Loops.BOUND.toMillis());
            assertThat(echo.isAlive()).isFalse();
        }
    }

    @Test
    @DeliberateMistake("sleeps and waits in a task")
    void blockingInATaskBlocksTheLoop() {
        Task<String> blocking = loop.createTask(Coroutine.of(() -> {
            trail.add("blocks");
            Thread.sleep(20);
            CompletableFuture<String> other = new CompletableFuture<>();
            new Thread(() -> other.complete("other thread")).start();
            trail.add(other.get());
            synchronized (trail) {
                trail.wait(5);
            }
            trail.add("blocked");
            return "x";
        }));
        loop.callSoon(() -> trail.add("callback"));
        run(blocking);
        assertThat(trail).containsExactly("blocks", "other thread", "blocked", "callback");
    }

    @Test
    void foreignUnparksAndInterruptsDoNotWakeATask() {
        Thread[] thread = new Thread[1];
        boolean[] interrupted = {false};
        LoopFuture<String> future = loop.createFuture();
        Task<String> task = loop.createTask(Coroutine.of(() -> {
            thread[0] = Thread.currentThread();
            String result = future.await();
            interrupted[0] = Thread.interrupted();
            return result;
        }));
        Loops.tick(loop, 1);
        LockSupport.unpark(thread[0]);
        thread[0].interrupt();
        Loops.tick(loop, 2);
        assertThat(task.isDone()).isFalse();
        future.setResult("x");
        assertThat(run(task)).isEqualTo("x");
        assertThat(interrupted[0]).isTrue();
    }

    @Test
    void anAwaitInASynchronizedBlockSuspendsOrIsRefusedButNeverHangs() {
        Object lock = new Object();
        Task<String> task = loop.createTask(Coroutine.of(() -> {
            String refusal = "suspended";
            for (int i = 0; i < 2; i++) {
                synchronized (lock) {
                    try {
                        Async.sleep(i == 0 ? TICK : Duration.ofMillis(1)).await();
                    } catch (IllegalStateException e) {
                        refusal = e.getMessage();
                    }
                }
            }
            Async.sleep(Duration.ofMillis(1)).await();
            Async.sleep(TICK).await();
            return refusal;
        }));
        boolean isRefused =
                loop.name().equals("loop-on-loop") && Runtime.version().feature() < 24;
        assertThat(run(task)).matches(isRefused ? "await while holding a monitor: .*" : "suspended");
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    @Test
    void eachTaskHasThreadLocalsOfItsOwnWhileItRuns() {
        ThreadLocal<String> local = new ThreadLocal<>();
        Coroutine<String> first = Coroutine.of(() -> {
            local.set("first");
            Async.sleep(TICK).await();
            String mine = local.get();
            local.remove();
            return mine;
        });
        Coroutine<@Nullable String> second = Coroutine.of(local::get);
        Task<String> a = loop.createTask(first);
        Task<@Nullable String> b = loop.createTask(second);
        assertThat(run(a)).isEqualTo("first");
        assertThat(run(b)).isNull();
    }

    @Test
    void otherThreadsRunCoroutinesAndMayCancelThem() throws Exception {
        Loops.whileRunning(loop, () -> {
            CompletableFuture<String> result = loop.runCoroutineThreadSafe(steps("a", 2));
            assertThat(result.get(20, TimeUnit.SECONDS)).isEqualTo("a");
            boolean[] cleaned = {false};
            CompletableFuture<String> endless = loop.runCoroutineThreadSafe(Coroutine.of(() -> {
                try {
                    return loop.<String>createFuture().await();
                } finally {
                    cleaned[0] = true;
                }
            }));
            Loops.await(() -> !loop.allTasks().isEmpty());
            endless.cancel(true);
            Loops.await(() -> loop.allTasks().isEmpty());
            assertThat(cleaned[0]).isTrue();
            return "x";
        });
    }

    /** asyncio leaves them waiting for ever. */
    @Test
    @DeliberateMistake("closes a loop under its tasks")
    void otherThreadsHearThatTheLoopWasClosedBeforeTheirTasksWereDone() throws Exception {
        CompletableFuture<String> finished = loop.runCoroutineThreadSafe(steps("done", 0));
        CompletableFuture<String> begun = loop.runCoroutineThreadSafe(
                Coroutine.of(() -> loop.<String>createFuture().await()));
        Loops.runUntil(loop, finished::isDone);
        CompletableFuture<String> posted = loop.runCoroutineThreadSafe(steps("never", 0));
        assertThat(begun).isNotDone();
        loop.close();
        assertThat(finished).isCompletedWithValue("done");
        assertThat(begun).isCancelled();
        assertThat(posted).isCancelled();
        assertThatThrownBy(() -> loop.runCoroutineThreadSafe(steps("late", 0)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Behaviour("44: wrap_future: cancel of the loop future cancels the thread future and vice versa; completion from"
            + " another thread arrives through call_soon_threadsafe; if the loop future was cancelled meanwhile nothing"
            + " blows up; loop closed meanwhile: ignored.")
    void whatOtherThreadsCompleteCanBeAwaited() {
        Engines.run(loop, () -> {
            CompletableFuture<String> result = new CompletableFuture<>();
            CompletableFuture<String> failure = new CompletableFuture<>();
            CompletableFuture<String> cancelled = new CompletableFuture<>();
            LoopFuture<String> wrapped = loop.wrapFuture(result);
            new Thread(() -> {
                        result.complete("x");
                        failure.completeExceptionally(new IOException("disk"));
                        cancelled.cancel(true);
                    })
                    .start();
            assertThat(wrapped.await()).isEqualTo("x");
            assertThatThrownBy(loop.wrapFuture(failure.thenApply(text -> text))::await)
                    .isInstanceOf(CompletionException.class)
                    .hasRootCauseMessage("disk");
            LoopFuture<String> copy = loop.wrapFuture(cancelled);
            assertThatThrownBy(copy::await).isInstanceOf(CancelledError.class);
            CompletableFuture<String> mine = new CompletableFuture<>();
            LoopFuture<String> given = loop.wrapFuture(mine);
            given.cancel();
            mine.complete("in the same moment");
            Async.sleep(TICK).await();
            Async.sleep(TICK).await();
            CompletableFuture<String> second = new CompletableFuture<>();
            loop.wrapFuture(second).cancel();
            Async.sleep(TICK).await();
            assertThat(second).isCancelled();
            return "done";
        });
        CompletableFuture<String> late = new CompletableFuture<>();
        assertThat(loop.wrapFuture(late).isDone()).isFalse();
        loop.close();
        late.complete("nobody's business");
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    @Test
    void aLoopMayRunInAVirtualThread() throws Exception {
        ThreadFactory threads = VirtualThreads.factory();
        Assumptions.assumeTrue(threads != null, "JDK 21 or newer");
        List<String> results = new CopyOnWriteArrayList<>();
        Thread thread = threads.newThread(() -> {
            Thread mine = Thread.currentThread();
            results.add(loop.runUntilComplete(steps("a", 2)));
            results.add("callbacks run here: " + (mine == Thread.currentThread()));
        });
        thread.start();
        thread.join(Loops.BOUND.toMillis());
        assertThat(results).containsExactly("a", "callbacks run here: true");
    }

    @Test
    void readingTheStackOfASuspendedTaskDoesNotDisturbIt() throws Exception {
        Task<String> task = loop.createTask(steps("a", 300));
        boolean[] over = {false};
        Thread reader = new Thread(() -> {
            while (!task.isDone()) {
                over[0] = !task.toString().isEmpty();
            }
        });
        reader.start();
        assertThat(run(task)).isEqualTo("a");
        reader.join(Loops.BOUND.toMillis());
        assertThat(trail).hasSize(301);
    }

    @Test
    void aBlockingCallRunsElsewhere() {
        Thread here = Thread.currentThread();
        Thread there =
                Engines.run(loop, () -> Async.toThread(Thread::currentThread).await());
        assertThat(there).isNotSameAs(here);
        assertThat(there.getName()).contains("-executor-");
    }

    @Test
    @DeliberateMistake("leaves tasks pending")
    void tasksLeftAtCloseAreReportedAndUnwound() {
        loop.createTask(
                Coroutine.of(() -> {
                    try {
                        return loop.<String>createFuture().await();
                    } catch (CancelledError e) {
                        trail.add(String.valueOf(e.getMessage()));
                        Async.sleep(TICK).await();
                        return "never";
                    } finally {
                        trail.add("finally");
                    }
                }),
                "left");
        Task<String> neverBegun = loop.createTask(steps("a", 0), "never begun");
        loop.stop();
        loop.callSoon(() -> {});
        Loops.tick(loop, 1);
        Task<String> second = loop.createTask(steps("b", 0), "second");
        loop.close();
        assertThat(neverBegun.isDone()).isTrue();
        assertThat(second.isCancelled()).isTrue();
        assertThat(trail).containsExactly("a ends", "Event loop is closed: " + loop.name(), "finally");
        assertThat(RecordedLog.complaints())
                .hasSize(2)
                .first()
                .satisfies(event -> assertThat(event.message())
                        .startsWith("Task was destroyed but it is pending!\ntask: <Task pending name='left' coro=<"));
        assertThat(loop.allTasks()).isEmpty();
    }

    @Test
    @DeliberateMistake("leaves a task pending")
    void aTaskThatRefusesToEndIsLeftBehindAtClose() {
        loop.createTask(Coroutine.of(() -> {
            while (true) {
                try {
                    loop.createFuture().await();
                } catch (CancelledError e) {
                    trail.add("no");
                }
            }
        }));
        Loops.tick(loop, 1);
        loop.close();
        assertThat(trail).hasSize(101);
    }

    @Test
    @DeliberateMistake("leaves a failure unread")
    void aTasksFailureIsReportedWhenNobodyAsks() {
        fail();
        Loops.await(() -> {
            System.gc();
            return !RecordedLog.complaints().isEmpty();
        });
        assertThat(RecordedLog.complaints()).singleElement().satisfies(event -> {
            assertThat(event.message()).startsWith("Task exception was never retrieved\nfuture: <Task finished");
            assertThat(event.exception()).hasMessage("lost");
        });
    }

    private void fail() {
        loop.createTask(Coroutine.of(() -> {
            throw new IOException("lost");
        }));
        Loops.tick(loop, 1);
    }
}
