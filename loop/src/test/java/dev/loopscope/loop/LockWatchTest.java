// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Locks that tasks hold over an await. */
@ParameterizedClass
@MethodSource("dev.loopscope.loop.Engines#all")
class LockWatchTest {
    private final TaskEngine engine;
    private final EventLoop loop;
    /** Written by two at once where a lock was freed. */
    private final List<String> trail = Collections.synchronizedList(new ArrayList<>());

    LockWatchTest(TaskEngine engine) {
        this.engine = engine;
        loop = Engines.open(engine);
    }

    @BeforeEach
    void forgetTheLog() {
        RecordedLog.clear();
        // A lock that nobody will ever release can as well be looked for more often.
        LockWatch.lookNanos = LockWatch.LOOK_NANOS / 20;
    }

    /** For tests in which somebody does release it, or that read how long the wait was. */
    private static void lookAsUsual() {
        LockWatch.lookNanos = LockWatch.LOOK_NANOS;
    }

    @AfterEach
    void closeTheLoop() {
        lookAsUsual();
        loop.close();
        // Twice: the first look may miss a thread that just ends, and the one that it has started for the log.
        Loops.await(LockWatchTest::nobodyReleases);
        Loops.await(LockWatchTest::nobodyReleases);
    }

    private static boolean nobodyReleases() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .noneMatch(List.of("loopscope-lock-release", "loopscope-lock-log")::contains);
    }

    private void assumeThatMonitorsCanBeHeld() {
        assumeTrue(!isOn("loop") || Runtime.version().feature() >= 24, "refused at once");
    }

    private boolean isOn(String name) {
        return engine.name().equals(name);
    }

    /** Who has a monitor is told of platform threads alone, or of those that carry a virtual one. */
    private boolean isOwnerTold(boolean isWaiterVirtual) {
        return isOn("platform") || (!isWaiterVirtual && Runtime.version().feature() < 24);
    }

    private String complaint(boolean isOwnerTold, String waiting) {
        String all = ", and all of loop-on-" + engine.name() + " with it";
        String end =
                "; the await was ended to free it\\. Leave the synchronized block first, or release the lock, or use an"
                        + " AsyncLock, which may be held over awaits";
        return "await while holding a lock: 'holder' "
                + (isOwnerTold
                        ? "held java\\.lang\\.Object@[0-9a-f]+ over its await, '" + waiting
                                + "' waited for that( at .*)?" + all
                        : "was inside a synchronized block or method \\(LockWatchTest\\.java:[0-9]+\\) over its await, '"
                                + waiting + "' waited for a monitor( at .*)?" + all
                                + "; nothing names that monitor, it may have been another one")
                + end;
    }

    private static void tick() {
        Async.sleep(Duration.ZERO).await();
    }

    /** A task that says what became of its await. */
    private Task<String> holder(Object monitor, LoopFuture<String> awaited) {
        return loop.createTask(
                Coroutine.of(() -> {
                    try {
                        synchronized (monitor) {
                            return awaited.await();
                        }
                    } catch (IllegalStateException e) {
                        return Objects.requireNonNull(e.getMessage());
                    }
                }),
                "holder");
    }

    @Test
    @DeliberateMistake("awaits in a synchronized block that another task enters")
    void anAwaitEndsWhoseMonitorAnotherTaskWaitsFor() {
        assumeThatMonitorsCanBeHeld();
        Object monitor = new Object();
        LoopFuture<String> never = loop.createFuture();
        Task<String> holder = holder(monitor, never);
        Task<String> other = loop.createTask(
                Coroutine.of(() -> {
                    synchronized (monitor) {
                        trail.add("other");
                    }
                    tick();
                    return "other";
                }),
                "other");
        assertThat(Loops.run(loop, other)).isEqualTo("other");
        String told = Loops.run(loop, holder);
        assertThat(told).matches(complaint(isOwnerTold(true), "other"));
        assertThat(trail).containsExactly("other");
        assertThat(never.isDone()).isFalse();
        assertThat(never.awaitedBy()).isEmpty();
        Loops.await(() -> !RecordedLog.complaints().isEmpty()); // It is written after the await has ended.
        assertThat(RecordedLog.complaints())
                .extracting(RecordedLog.Event::message)
                .containsExactly(told);
        never.setResult("nobody waits any more");
        Loops.tick(loop, 2);
        assertThat(loop.allTasks()).isEmpty();
    }

    @Test
    @DeliberateMistake("awaits in a synchronized block that a callback enters")
    void orACallback() {
        assumeThatMonitorsCanBeHeld();
        Object monitor = new Object();
        Task<String> holder = holder(monitor, loop.createFuture());
        loop.callSoon(() -> {
            synchronized (monitor) {
                trail.add("callback");
            }
        });
        assertThat(Loops.run(loop, holder))
                .matches(complaint(isOwnerTold(false), Thread.currentThread().getName()));
        assertThat(trail).containsExactly("callback");
    }

    @Test
    @DeliberateMistake("awaits with a lock that another task takes")
    void orWhoseLock() {
        assumeTrue(
                isOn("platform")
                        || AbstractOwnableSynchronizer.class
                                .getModule()
                                .isOpen("java.util.concurrent.locks", LockWatch.class.getModule()),
                "a lock does not tell who has it");
        ReentrantLock lock = new ReentrantLock();
        Task<@Nullable Throwable> holder = loop.<@Nullable Throwable>createTask(Coroutine.of(() -> {
            lock.lock();
            try {
                return catchThrowable(() -> loop.createFuture().await());
            } finally {
                lock.unlock();
            }
        }));
        Task<String> other = loop.createTask(Coroutine.of(() -> {
            lock.lock();
            try {
                return "other";
            } finally {
                lock.unlock();
            }
        }));
        assertThat(Loops.run(loop, other)).isEqualTo("other");
        assertThat(Loops.run(loop, holder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(" held java.util.concurrent.locks.ReentrantLock$NonfairSync@");
    }

    @Test
    @DeliberateMistake("awaits with a lock that a callback takes")
    void orWhoseLockACallbackTakes() {
        ReentrantLock lock = new ReentrantLock();
        Task<@Nullable Throwable> holder = loop.<@Nullable Throwable>createTask(Coroutine.of(() -> {
            lock.lock();
            try {
                return catchThrowable(() -> loop.createFuture().await());
            } finally {
                lock.unlock();
            }
        }));
        loop.callSoon(() -> {
            lock.lock();
            try {
                trail.add("callback");
            } finally {
                lock.unlock();
            }
        });
        assertThat(Loops.run(loop, holder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(" held java.util.concurrent.locks.ReentrantLock$NonfairSync@");
        assertThat(trail).containsExactly("callback");
    }

    /** Inside the block and outside, as after any await that throws. */
    @Test
    @DeliberateMistake("awaits in a synchronized block that another task enters")
    void whoseAwaitHasEndedCleansUp() {
        assumeThatMonitorsCanBeHeld();
        Object monitor = new Object();
        AsyncLock inside = new AsyncLock();
        AsyncLock outside = new AsyncLock();
        ContextVariable<String> variable = ContextVariable.of("variable", "none");
        Task<String> holder = loop.createTask(
                Coroutine.of(() -> {
                    variable.set("holder's");
                    try {
                        return outside.run(() -> {
                            synchronized (monitor) {
                                return inside.run(() -> {
                                    Async.sleep(Duration.ofHours(1)).await();
                                    return "slept";
                                });
                            }
                        });
                    } catch (IllegalStateException e) {
                        trail.add("caught, with a variable that is " + variable.get());
                        tick();
                        Task<String> made = Async.createTask(Coroutine.of(() -> "made"));
                        return made.await() + " by " + Task.current().getName();
                    }
                }),
                "holder");
        Task<String> other = loop.createTask(Coroutine.of(() -> {
            synchronized (monitor) {
                trail.add("entered");
            }
            return outside.run(() -> inside.run(() -> "locked"));
        }));
        assertThat(Loops.run(loop, other)).isEqualTo("locked");
        assertThat(Loops.run(loop, holder)).isEqualTo("made by holder");
        assertThat(trail).containsExactlyInAnyOrder("entered", "caught, with a variable that is holder's");
        assertThat(inside.isLocked() || outside.isLocked()).isFalse();
        assertThat(loop.timers.size()).as("timers left").isZero();
    }

    /** The one that waited for the lock runs beside the one that had it until it needs the loop. */
    @Test
    @DeliberateMistake("awaits in a synchronized block that another task enters, then blocks")
    void nobodyElseHasItsTurnUntilThatStepIsOver() {
        assumeThatMonitorsCanBeHeld();
        Object monitor = new Object();
        Thread[] entering = new Thread[1];
        Task<String> holder = loop.createTask(Coroutine.of(() -> {
            try {
                synchronized (monitor) {
                    return loop.<String>createFuture().await();
                }
            } catch (IllegalStateException e) {
                // The loop itself mounts both tasks' threads, one after the other; other threads it cannot keep from
                // going on.
                Loops.await(() -> isOn("loop") || LockSupport.getBlocker(entering[0]) instanceof OutOfTurn);
                trail.add("the holder's step");
                loop.callSoon(() -> trail.add("a callback"));
                return "ended";
            }
        }));
        Coroutine.Action enter = () -> {
            entering[0] = Thread.currentThread();
            synchronized (monitor) {
                trail.add("entered");
            }
        };
        Task<String> other = loop.createTask(
                Coroutine.of(() -> {
                    enter.run();
                    String name = Task.current().getName();
                    trail.add(name);
                    tick();
                    return name;
                }),
                "other");
        assertThat(Loops.run(loop, other)).isEqualTo("other");
        assertThat(trail)
                .containsExactly(
                        isOn("loop") ? "the holder's step" : "entered",
                        isOn("loop") ? "entered" : "the holder's step",
                        "other",
                        "a callback");
        assertThat(Loops.run(loop, holder)).isEqualTo("ended");
    }

    @Test
    @DeliberateMistake("awaits in a synchronized block that a callback enters, then blocks")
    void norDoesACallbackEndUntilThatStepIsOver() {
        assumeThatMonitorsCanBeHeld();
        Object monitor = new Object();
        Thread loopThread = Thread.currentThread();
        Task<String> holder = loop.createTask(Coroutine.of(() -> {
            try {
                synchronized (monitor) {
                    return loop.<String>createFuture().await();
                }
            } catch (IllegalStateException e) {
                Loops.await(() -> LockSupport.getBlocker(loopThread) instanceof OutOfTurn);
                trail.add("the holder's step");
                return "ended";
            }
        }));
        loop.callSoon(() -> {
            synchronized (monitor) {
                trail.add("entered");
            }
        });
        loop.callSoon(() -> trail.add("the next callback"));
        assertThat(Loops.run(loop, holder)).isEqualTo("ended");
        assertThat(trail).containsExactly("entered", "the holder's step", "the next callback");
    }

    @Test
    @DeliberateMistake("awaits in two synchronized blocks that another task enters")
    void whoseAwaitHasEndedMayBeToldAgain() {
        assumeThatMonitorsCanBeHeld();
        Object outer = new Object();
        Object inner = new Object();
        Task<Integer> holder = loop.createTask(Coroutine.of(() -> {
            int ended = 0;
            synchronized (outer) {
                synchronized (inner) {
                    ended += catchThrowable(() -> loop.createFuture().await()) instanceof IllegalStateException ? 1 : 0;
                }
                ended += catchThrowable(LockWatchTest::tick) instanceof IllegalStateException ? 1 : 0;
            }
            tick();
            return ended;
        }));
        Task<String> other = loop.createTask(Coroutine.of(() -> {
            synchronized (inner) {
                trail.add("inner");
            }
            synchronized (outer) {
                trail.add("outer");
            }
            tick();
            return "other";
        }));
        assertThat(Loops.run(loop, other)).isEqualTo("other");
        assertThat(Loops.run(loop, holder)).isEqualTo(2);
        assertThat(trail).containsExactly("inner", "outer");
    }

    @Test
    @DeliberateMistake("awaits in a synchronized block that another task enters, and never comes back to the loop")
    void whoseAwaitHasEndedMayEndWithIt() {
        assumeThatMonitorsCanBeHeld();
        Object monitor = new Object();
        Task<String> holder = loop.createTask(Coroutine.of(() -> {
            synchronized (monitor) {
                return loop.<String>createFuture().await();
            }
        }));
        Task<String> other = loop.createTask(Coroutine.of(() -> {
            synchronized (monitor) {
                return "other";
            }
        }));
        assertThat(Loops.run(loop, other)).isEqualTo("other");
        assertThat(catchThrowable(() -> Loops.run(loop, holder)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("await while holding a lock: ")
                .satisfies(thrown -> assertThat(thrown.getStackTrace())
                        .as("its stack is the task's")
                        .anyMatch(frame -> frame.getClassName().equals(LockWatchTest.class.getName())));
    }

    /** Whoever has it will give it back; and the task that holds another one has nothing to do with that. */
    @Test
    @DeliberateMistake("waits for a lock that another thread holds")
    void aMonitorThatAnotherThreadHasEndsNoAwait() throws Exception {
        lookAsUsual();
        assumeThatMonitorsCanBeHeld();
        Object monitor = new Object();
        LoopFuture<String> awaited = loop.createFuture();
        Task<String> holder = holder(new Object(), awaited);
        CountDownLatch isHeld = new CountDownLatch(1);
        Thread[] entering = new Thread[1];
        Thread worker = new Thread(() -> {
            synchronized (monitor) {
                isHeld.countDown();
                Loops.await(() -> entering[0] != null && entering[0].getState() == Thread.State.BLOCKED);
                LockWatch watch = new LockWatch();
                for (int i = 0; i < 5; i++) {
                    watch.look();
                }
            }
        });
        worker.start();
        isHeld.await();
        Task<String> other = loop.createTask(Coroutine.of(() -> {
            entering[0] = Thread.currentThread();
            synchronized (monitor) {
                return "entered";
            }
        }));
        assertThat(Loops.run(loop, other)).isEqualTo("entered");
        worker.join();
        awaited.setResult("left alone");
        assertThat(Loops.run(loop, holder)).isEqualTo("left alone");
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    @Test
    @DeliberateMistake("awaits in a synchronized method that another task enters")
    void anAwaitInASynchronizedMethodThatIsEnteredTwice() {
        assumeThatMonitorsCanBeHeld();
        Guarded guarded = new Guarded();
        Task<String> holder = loop.createTask(Coroutine.of(() -> {
            try {
                return guarded.twice(loop.createFuture());
            } catch (IllegalStateException e) {
                return Objects.requireNonNull(e.getMessage());
            }
        }));
        Task<String> other = loop.createTask(Coroutine.of(guarded::other));
        assertThat(Loops.run(loop, other)).isEqualTo("other");
        assertThat(Loops.run(loop, holder)).startsWith("await while holding a lock: ");
    }

    private static final class Guarded {
        synchronized String twice(LoopFuture<String> awaited) {
            synchronized (this) {
                return awaited.await();
            }
        }

        synchronized String other() {
            return "other";
        }
    }

    /** Where nobody tells which of them it is, each of them may be. */
    @Test
    @DeliberateMistake("awaits in a synchronized block that another task enters")
    void oneOfManyTasksHasTheMonitor() {
        assumeThatMonitorsCanBeHeld();
        Object monitor = new Object();
        LoopFuture<String> awaited = loop.createFuture();
        List<Task<String>> innocent = new ArrayList<>();
        for (int i = 0; i < (isOn("platform") ? 100 : 10_000); i++) {
            innocent.add(
                    loop.createTask(Coroutine.of(() -> Async.shield(awaited).await())));
        }
        Task<String> before = holder(new Object(), loop.createFuture());
        Task<String> holder = holder(monitor, loop.createFuture());
        Task<String> after = holder(new Object(), loop.createFuture());
        Task<String> other = loop.createTask(Coroutine.of(() -> {
            synchronized (monitor) {
                return "other";
            }
        }));
        assertThat(Loops.run(loop, other)).isEqualTo("other");
        assertThat(Loops.run(loop, holder)).startsWith("await while holding a lock: 'holder' ");
        Loops.tick(loop, 3);
        assertThat(before.isDone()).as("of the same suspicion, and asked first").isEqualTo(!isOn("platform"));
        assertThat(after.isDone()).isFalse();
        awaited.setResult("left alone");
        for (Task<String> task : innocent) {
            assertThat(Loops.run(loop, task)).isEqualTo("left alone");
        }
        after.cancel();
        before.cancel();
        Loops.tick(loop, 3);
    }

    @Test
    @DeliberateMistake("awaits in a synchronized block that another task enters, and is cancelled")
    void aCancelledAwaitIsEndedAllTheSame() {
        assumeThatMonitorsCanBeHeld();
        Object monitor = new Object();
        Task<String> holder = holder(monitor, loop.createFuture());
        Task<String> other = loop.createTask(Coroutine.of(() -> {
            holder.cancel();
            synchronized (monitor) {
                return "other";
            }
        }));
        assertThat(Loops.run(loop, other)).isEqualTo("other");
        assertThat(Loops.run(loop, holder)).startsWith("await while holding a lock: 'holder' ");
    }

    @Test
    @DeliberateMistake("awaits in a synchronized block that another task enters, and is interrupted")
    void anInterruptIsKept() {
        assumeThatMonitorsCanBeHeld();
        Object monitor = new Object();
        Task<String> holder = holder(monitor, loop.createFuture());
        Task<Boolean> other = loop.createTask(Coroutine.of(() -> {
            Thread.currentThread().interrupt();
            synchronized (monitor) {
                trail.add("entered");
            }
            return Thread.interrupted();
        }));
        Thread.currentThread().interrupt();
        try {
            assertThat(Loops.run(loop, other)).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(Loops.run(loop, holder)).startsWith("await while holding a lock: 'holder' ");
    }

    /** A loop that was freed is as good as any. */
    @Test
    @DeliberateMistake("awaits in a synchronized block that another task enters")
    void afterwardsItSwitchesAsBefore() {
        assumeThatMonitorsCanBeHeld();
        Object monitor = new Object();
        Task<String> holder = holder(monitor, loop.createFuture());
        List<Task<Integer>> busy = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            busy.add(loop.createTask(Coroutine.of(() -> {
                int switches = 0;
                synchronized (monitor) {
                    switches++;
                }
                for (; switches < 1000; switches++) {
                    tick();
                }
                return switches;
            })));
        }
        for (Task<Integer> task : busy) {
            assertThat(Loops.run(loop, task)).isEqualTo(1000);
        }
        assertThat(Loops.run(loop, holder)).startsWith("await while holding a lock: 'holder' ");
        assertThat(loop.allTasks()).isEmpty();
    }

    /** Nothing can be done then, as nobody is known to be at fault. */
    @Test
    @DeliberateMistake("waits long for a monitor that another thread holds")
    void itIsSaidThatALoopWaitsForAMonitorWhoseOwnerNothingNames() throws Exception {
        lookAsUsual();
        assumeThatMonitorsCanBeHeld();
        Object monitor = new Object();
        LoopFuture<String> awaited = loop.createFuture();
        Task<String> suspended = loop.createTask(Coroutine.of(() -> awaited.await()), "suspended");
        CountDownLatch isHeld = new CountDownLatch(1);
        boolean isOwnerTold = isOn("platform");
        Thread[] entering = new Thread[1];
        Thread worker = new Thread(() -> {
            synchronized (monitor) {
                isHeld.countDown();
                Loops.await(() -> isOwnerTold
                        ? entering[0] != null && entering[0].getState() == Thread.State.BLOCKED
                        : !RecordedLog.complaints().isEmpty());
            }
        });
        worker.start();
        isHeld.await();
        Task<String> other = loop.createTask(
                Coroutine.of(() -> {
                    entering[0] = Thread.currentThread();
                    synchronized (monitor) {
                        return "entered";
                    }
                }),
                "other");
        assertThat(Loops.run(loop, other)).isEqualTo("entered");
        worker.join();
        awaited.setResult("left alone");
        assertThat(Loops.run(loop, suspended)).isEqualTo("left alone");
        if (isOwnerTold) {
            assertThat(RecordedLog.complaints()).isEmpty();
        } else {
            assertThat(RecordedLog.complaints())
                    .extracting(RecordedLog.Event::message)
                    .containsExactly("'other' has waited for a monitor for more than 2 s, and all of loop-on-"
                            + engine.name() + " with it; nothing tells who has it. If that is a task that awaits, it"
                            + " will wait for ever: 'suspended'. Leave the synchronized block first, or release the"
                            + " lock, or use an AsyncLock, which may be held over awaits");
        }
    }

    /** Which they do on virtual threads before JDK 24, each keeping one of the few threads that carry them. */
    @Test
    @DeliberateMistake("awaits in synchronized blocks")
    void manyTasksMayAwaitInDifferentMonitors() {
        lookAsUsual();
        assumeThatMonitorsCanBeHeld();
        LoopFuture<String> awaited = loop.createFuture();
        List<Task<String>> holders = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            holders.add(holder(new Object(), awaited));
        }
        Task<String> last = loop.createTask(Coroutine.of(() -> {
            for (int i = 0; i < 100; i++) {
                tick();
            }
            awaited.setResult("left alone");
            return "last";
        }));
        assertThat(Loops.run(loop, last)).isEqualTo("last");
        for (Task<String> holder : holders) {
            assertThat(Loops.run(loop, holder)).isEqualTo("left alone");
        }
        for (RecordedLog.Event complaint : RecordedLog.complaints()) {
            assertThat(complaint.message())
                    .matches(
                            "no thread was left to carry the next task of loop-on-virtual: [0-9]+ tasks? awaits? inside a"
                                    + " synchronized block or below a native frame, which keeps one on this JDK: 'holder'.*; the"
                                    + " JDK was made to add some\\. .*");
        }
    }

    /** Where nobody can tell that it is another thread. Nothing comes of it but that await's end. */
    @Test
    @DeliberateMistake("awaits in a synchronized block while another task waits long for another thread's monitor")
    void aLongWaitForAnotherThreadMayEndAnAwaitAsWell() throws Exception {
        assumeThatMonitorsCanBeHeld();
        assumeTrue(!isOn("platform"), "that is told");
        Object monitor = new Object();
        Object own = new Object();
        CountDownLatch isHeld = new CountDownLatch(1);
        Thread worker = new Thread(() -> {
            synchronized (monitor) {
                isHeld.countDown();
                Loops.await(() -> !trail.isEmpty());
            }
        });
        worker.start();
        isHeld.await();
        Task<String> holder = loop.createTask(Coroutine.of(() -> {
            try {
                synchronized (own) {
                    return loop.<String>createFuture().await();
                }
            } catch (IllegalStateException e) {
                trail.add("the holder's step");
                tick();
                return Objects.requireNonNull(e.getMessage());
            }
        }));
        Task<String> other = loop.createTask(Coroutine.of(() -> {
            synchronized (monitor) {
                trail.add("entered");
            }
            tick();
            return "other";
        }));
        assertThat(Loops.run(loop, other)).isEqualTo("other");
        assertThat(Loops.run(loop, holder)).contains("nothing names that monitor, it may have been another one");
        assertThat(trail).containsExactly("the holder's step", "entered");
        worker.join();
    }

    /** Its control is taken before it is looked at, and it must not come to harm by that. */
    @Test
    @DeliberateMistake("takes control from a loop that is busy")
    void aThreadThatDoesNotWaitKeepsItsControl() throws Exception {
        lookAsUsual();
        AtomicBoolean isOver = new AtomicBoolean();
        Thread disturber = new Thread(() -> {
            while (!isOver.get()) {
                Thread running = loop.thread.get();
                if (running != null) {
                    OutOfTurn.whileItWaits(running, loop, () -> false, () -> trail.add("done"));
                    LockSupport.parkNanos(500_000); // Twice within one check of control would be too much.
                }
            }
        });
        disturber.start();
        List<Task<Integer>> busy = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                busy.add(loop.createTask(Coroutine.of(() -> {
                    int steps = 0;
                    for (; steps < 2000; steps++) {
                        loop.callSoon(() -> loop.callSoon(() -> {}));
                        tick();
                        Async.createTask(Coroutine.of(() -> "made")).await();
                    }
                    return steps;
                })));
            }
            for (Task<Integer> task : busy) {
                assertThat(Loops.run(loop, task)).isEqualTo(2000);
            }
        } finally {
            isOver.set(true);
            disturber.join();
        }
        assertThat(trail).isEmpty();
    }

    @Test
    void aMonitorThatNobodyElseWantsEndsNoAwait() {
        lookAsUsual();
        assumeThatMonitorsCanBeHeld();
        LoopFuture<String> awaited = loop.createFuture();
        Task<String> holder = holder(new Object(), awaited);
        Task<String> other = loop.createTask(Coroutine.of(() -> {
            LockWatch watch = new LockWatch();
            for (int i = 0; i < 5; i++) {
                tick();
                watch.look();
            }
            awaited.setResult("left alone");
            return "other";
        }));
        assertThat(Loops.run(loop, other)).isEqualTo("other");
        assertThat(Loops.run(loop, holder)).isEqualTo("left alone");
    }
}
