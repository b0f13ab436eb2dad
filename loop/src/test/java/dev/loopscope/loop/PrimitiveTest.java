// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.loopscope.loop.Engines#all")
class PrimitiveTest {
    private static final long SEED = 20_240_917;

    private final EventLoop loop;
    private final List<String> trail = new ArrayList<>();

    PrimitiveTest(TaskEngine engine) {
        loop = Engines.open(engine);
    }

    @BeforeEach
    void forgetTheLog() {
        RecordedLog.clear();
    }

    @AfterEach
    void closeTheLoop() {
        loop.close();
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    private void in(Coroutine.Action body) {
        Engines.run(loop, () -> {
            body.run();
            return "done";
        });
    }

    private static void ticks(int count) {
        for (int i = 0; i < count; i++) {
            Async.sleep(Duration.ZERO).await();
        }
    }

    private Task<?> start(String name, Coroutine.Action body) {
        return loop.<@Nullable Void>createTask(
                Coroutine.ofVoid(() -> {
                    body.run();
                    trail.add(name);
                }),
                name);
    }

    // lock

    @Test
    @Behaviour(
            "94: Lock: FIFO; release by anyone; a waiter cancelled after it was woken passes the wake-up on; cancelled"
                    + " waiters are skipped.")
    void aLockServesInTheOrderOfComing() {
        AsyncLock lock = new AsyncLock();
        in(() -> {
            lock.acquire().await();
            Task<?> a = start("a", () -> lock.acquire().await());
            Task<?> b = start("b", () -> lock.acquire().await());
            Task<?> c = start("c", () -> lock.acquire().await());
            ticks(1);
            assertThat(lock).hasToString("<AsyncLock locked waiters=3>");
            a.cancel();
            loop.callSoon(lock::release);
            ticks(1);
            b.cancel(); // Woken, and not yet there.
            ticks(2);
            assertThat(trail).containsExactly("c");
            assertThat(a.isCancelled() && b.isCancelled()).isTrue();
            assertThat(c.isDone()).isTrue();
            assertThat(lock.isLocked()).isTrue();
            lock.release();
            assertThatThrownBy(lock::release).hasMessage("Lock is not acquired.");
        });
    }

    @Test
    @Behaviour("95: Lock.acquire fast path never barges past waiters that are not cancelled.")
    void nobodyPassesOneWhoWasWoken() {
        AsyncLock lock = new AsyncLock();
        in(() -> {
            lock.acquire().await();
            start("first", () -> lock.run(() -> "x"));
            ticks(1);
            lock.release();
            assertThat(lock.isLocked()).isFalse();
            lock.runVoid(() -> trail.add("second"));
        });
        assertThat(trail).containsExactly("first", "second");
    }

    @Test
    void aLockIsFreedHoweverItsCodeEnds() {
        AsyncLock lock = new AsyncLock();
        in(() -> {
            assertThatThrownBy(() -> lock.run(() -> {
                        throw new IllegalArgumentException("no");
                    }))
                    .hasMessage("no");
            assertThat(lock.isLocked()).isFalse();
        });
    }

    @Test
    void anUnusedLockIsOnlyLockedInATask() {
        AsyncLock lock = new AsyncLock();
        assertThatThrownBy(() -> lock.run(() -> "x")).isInstanceOf(IllegalStateException.class);
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    @Behaviour("105: Primitives bind to a loop at the first blocking use; use from another loop then fails.")
    void aPrimitiveBelongsToTheLoopThatFirstWaits() {
        AsyncLock lock = new AsyncLock();
        try (EventLoop other = EventLoop.open("other")) {
            other.runUntilComplete(lock.acquire());
            Task<?> waiting = other.<@Nullable Void>createTask(lock.acquire());
            Loops.tick(other, 1);
            in(() -> assertThatThrownBy(() -> lock.acquire().await())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("AsyncLock is bound to a different event loop: tasks of other wait"));
            waiting.cancel();
            Loops.tick(other, 1);
        }
    }

    /** It could not be given back over there. */
    @Test
    void whatBelongsToALoopThatRunsIsNotTakenByAnother() throws Exception {
        AsyncLock lock = new AsyncLock();
        AsyncSemaphore semaphore = AsyncSemaphore.of(1);
        try (EventLoop other = EventLoop.open("other")) {
            LoopFuture<String> used = other.createTask(Coroutine.of(() -> {
                Task<?> first = Async.createTask(lock.acquire());
                Task<?> second = Async.createTask(lock.acquire());
                Task<?> third = Async.createTask(semaphore.acquire());
                Task<?> fourth = Async.createTask(semaphore.acquire());
                ticks(2);
                lock.release();
                semaphore.release();
                Async.gather(first, second, third, fourth).await();
                lock.release();
                semaphore.release();
                return "used";
            }));
            assertThat(other.runUntilComplete(used)).isEqualTo("used");
            Loops.whileRunning(other, () -> {
                in(() -> {
                    assertThatThrownBy(() -> lock.run(() -> "x"))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageStartingWith("AsyncLock is bound to a different event loop: tasks of other");
                    assertThatThrownBy(() -> semaphore.run(() -> "x"))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageStartingWith("AsyncSemaphore is bound to a different event loop");
                });
                return "refused";
            });
            assertThat(lock.isLocked()).isFalse();
            assertThat(semaphore.isLocked()).isFalse();
            in(() -> lock.runVoid(() -> {})); // Nobody waits on it over there any more.
        }
    }

    // event, condition

    @Test
    @Behaviour("98: Event: set then clear before waiters run: they still wake; wait on set returns at once.")
    void whoWaitedWhenItWasSetGoesOn() {
        AsyncEvent event = new AsyncEvent();
        in(() -> {
            Task<?> a = start("a", () -> event.waitUntilSet().await());
            Task<?> b = start("b", () -> event.waitUntilSet().await());
            ticks(1);
            b.cancel();
            event.set();
            event.clear();
            assertThat(event).hasToString("<AsyncEvent unset waiters=2>");
            ticks(1);
            assertThat(a.isDone() && b.isCancelled()).isTrue();
            event.set();
            event.waitUntilSet().await();
            assertThat(event.isSet()).isTrue();
        });
        assertThat(trail).containsExactly("a");
    }

    @Test
    @Behaviour("99: Condition: wait re-acquires even when cancelled; cancelled after notify: notification is not lost;"
            + " notify without lock error; wait_for(predicate).")
    void aNotificationIsNotLost() {
        AsyncCondition condition = new AsyncCondition();
        AsyncLock lock = condition.lock();
        boolean[] ready = {false};
        in(() -> {
            assertThatThrownBy(() -> condition.notifyWaiters(1)).hasMessage("cannot notify on un-acquired lock");
            assertThatThrownBy(() -> condition.waitForNotification().await())
                    .hasMessage("cannot wait on un-acquired lock");
            Task<?> a = start(
                    "a",
                    () -> lock.runVoid(() -> {
                        try {
                            condition.waitForNotification().await();
                        } finally {
                            trail.add("a has the lock: " + lock.isLocked());
                        }
                    }));
            start("b", () -> lock.runVoid(() -> condition.waitForNotification().await()));
            Task<?> c = start(
                    "c",
                    () -> lock.runVoid(() -> condition.waitUntil(() -> ready[0]).await()));
            ticks(1);
            lock.runVoid(() -> condition.notifyWaiters(1));
            a.cancel(); // Notified, and not yet there.
            ticks(4);
            assertThat(a.isCancelled()).isTrue();
            assertThat(trail).containsExactly("a has the lock: true", "b");
            lock.runVoid(condition::notifyAllWaiters);
            ticks(2);
            assertThat(c.isDone()).isFalse();
            ready[0] = true;
            lock.runVoid(condition::notifyAllWaiters);
            c.await();
            assertThat(lock.isLocked()).isFalse();
        });
    }

    // semaphore

    @Test
    @Behaviour(
            "96: Semaphore: FIFO, no barging right after release (locked() true while woken waiter has not run); cancel"
                    + " of a just-woken waiter returns the permit; release(n) in a row wakes n.")
    void permitsGoToWhoWaitsLongest() {
        AsyncSemaphore semaphore = AsyncSemaphore.of(1);
        in(() -> {
            semaphore.acquire().await();
            Task<?> a = start("a", () -> semaphore.acquire().await());
            start("b", () -> semaphore.acquire().await());
            start("c", () -> semaphore.acquire().await());
            ticks(1);
            semaphore.release();
            assertThat(semaphore.isLocked()).isTrue();
            a.cancel();
            ticks(2);
            assertThat(trail).containsExactly("b");
            semaphore.release();
            semaphore.release();
            semaphore.acquire().await();
            assertThat(trail).containsExactly("b", "c");
            assertThat(semaphore).hasToString("<AsyncSemaphore permits=0>");
            semaphore.release();
            semaphore.runVoid(() -> assertThat(semaphore.isLocked()).isTrue());
            assertThat(semaphore.isLocked()).isFalse();
        });
    }

    @Test
    @Behaviour("97: BoundedSemaphore over-release error; Semaphore negative initial error.")
    void aBoundedSemaphoreHasABound() {
        AsyncSemaphore bounded = AsyncSemaphore.bounded(1);
        in(() -> {
            bounded.acquire().await();
            bounded.release();
            assertThatThrownBy(bounded::release).hasMessage("BoundedSemaphore released too many times");
        });
        assertThatThrownBy(() -> AsyncSemaphore.of(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    // queue

    @Test
    @Behaviour("101: Queue FIFO/LIFO/priority; put blocks at maxsize, FIFO among putters and getters.")
    void queuesKnowThreeOrders() {
        in(() -> {
            List<AsyncQueue<String>> queues =
                    List.of(AsyncQueue.fifo(0), AsyncQueue.lifo(0), AsyncQueue.priority(0, Comparator.naturalOrder()));
            for (AsyncQueue<String> queue : queues) {
                for (String item : List.of("b", "c", "a")) {
                    queue.put(item).await();
                }
                trail.add(
                        queue.get().await() + queue.get().await() + queue.poll().orElseThrow());
                assertThat(queue.poll()).isEmpty();
            }
            assertThat(trail).containsExactly("bca", "acb", "abc");
            trail.clear();
            AsyncQueue<String> small = AsyncQueue.fifo(1);
            start("put 1", () -> small.put("1").await());
            start("put 2", () -> small.put("2").await());
            start("put 3", () -> small.put("3").await());
            ticks(1);
            assertThat(trail).containsExactly("put 1");
            assertThat(small.offer("x")).isFalse();
            assertThat(small.isFull()).isTrue();
            assertThat(small).hasToString("<AsyncQueue capacity=1 size=1 getters=0 putters=2 unfinished=1>");
            assertThat(small.get().await() + small.get().await() + small.get().await())
                    .isEqualTo("123");
            start("get 1", () -> trail.add(small.get().await()));
            start("get 2", () -> trail.add(small.get().await()));
            ticks(1);
            small.put("x").await();
            assertThat(small.poll()).isEmpty(); // Promised to the first getter.
            small.put("y").await();
            ticks(2);
            assertThat(trail).endsWith("x", "get 1", "y", "get 2");
        });
    }

    @Test
    @Behaviour("102: Queue: getter cancelled after wake-up passes the item on; nothing lost or duplicated under 1000"
            + " random cancels.")
    void aThousandCancelsLoseNoItem() {
        Random random = new Random(SEED);
        int items = 1000;
        AsyncQueue<Integer> queue = AsyncQueue.fifo(7);
        TreeSet<Integer> got = new TreeSet<>();
        List<Task<?>> getters = new ArrayList<>();
        int[] cancelled = {0};
        in(() -> {
            Task<?> producer = loop.<@Nullable Void>createTask(Coroutine.ofVoid(() -> {
                for (int i = 0; i < items; i++) {
                    queue.put(i).await();
                }
            }));
            while (!producer.isDone() || !queue.isEmpty() || cancelled[0] < 1000) {
                getters.removeIf(LoopFuture::isDone);
                while (getters.size() < 10) {
                    getters.add(loop.<@Nullable Void>createTask(Coroutine.ofVoid(
                            () -> assertThat(got.add(queue.get().await())).isTrue())));
                }
                if (random.nextInt(3) == 0) {
                    ticks(1);
                }
                cancelled[0] += getters.get(random.nextInt(getters.size())).cancel() ? 1 : 0;
            }
            getters.forEach(LoopFuture::cancel);
            Async.gatherSettled(getters).await();
        });
        assertThat(got)
                .containsExactlyElementsOf(IntStream.range(0, items).boxed().toList());
    }

    @Test
    void aThousandCancelsLoseNoWakeUp() {
        Random random = new Random(SEED);
        AsyncLock lock = new AsyncLock();
        AsyncSemaphore semaphore = AsyncSemaphore.of(3);
        int[] inLock = {0};
        int[] inSemaphore = {0};
        int[] cancelled = {0};
        in(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            while (cancelled[0] < 1000) {
                tasks.removeIf(LoopFuture::isDone);
                while (tasks.size() < 12) {
                    int hold = random.nextInt(3);
                    tasks.add(loop.<@Nullable Void>createTask(Coroutine.ofVoid(() -> semaphore.runVoid(() -> {
                        try {
                            assertThat(++inSemaphore[0]).isLessThanOrEqualTo(3);
                            lock.runVoid(() -> {
                                try {
                                    assertThat(++inLock[0]).isEqualTo(1);
                                    ticks(hold);
                                } finally {
                                    inLock[0]--;
                                }
                            });
                        } finally {
                            inSemaphore[0]--;
                        }
                    }))));
                }
                if (random.nextInt(3) == 0) {
                    ticks(1);
                }
                cancelled[0] += tasks.get(random.nextInt(tasks.size())).cancel() ? 1 : 0;
            }
            Async.gatherSettled(tasks).await();
            assertThat(tasks).allMatch(task -> task.isCancelled() || task.exception() == null);
            assertThat(lock).hasToString("<AsyncLock unlocked>");
            assertThat(semaphore).hasToString("<AsyncSemaphore permits=3>");
        });
    }

    @Test
    @Behaviour("103: Queue join/task_done counting, too many: error; join on empty returns at once.")
    void joinWaitsForTheWork() {
        AsyncQueue<String> queue = AsyncQueue.fifo(0);
        in(() -> {
            queue.join().await();
            assertThat(queue.offer("a") && queue.offer("b")).isTrue();
            Task<?> join = start("joined", () -> queue.join().await());
            queue.get().await();
            queue.taskDone();
            ticks(2);
            assertThat(join.isDone()).isFalse();
            queue.get().await();
            queue.taskDone();
            join.await();
            assertThatThrownBy(queue::taskDone).hasMessage("taskDone() called too many times");
        });
    }

    @Test
    @Behaviour("104: Queue.shutdown: getters drain then QueueShutDown; immediate=True empties and unblocks join.")
    void aQueueCanBeShutDown() {
        in(() -> {
            AsyncQueue<String> queue = AsyncQueue.fifo(2);
            Task<?> waiting = start("never", () -> AsyncQueue.fifo(1).get().await());
            queue.put("a").await();
            queue.put("b").await();
            Task<?> putter = loop.<@Nullable Void>createTask(queue.put("c"));
            ticks(1);
            queue.shutdown();
            queue.shutdown();
            assertThatThrownBy(putter::await).isInstanceOf(QueueShutDownException.class);
            assertThatThrownBy(() -> queue.put("d").await()).isInstanceOf(QueueShutDownException.class);
            assertThatThrownBy(() -> queue.offer("d")).isInstanceOf(QueueShutDownException.class);
            assertThat(queue.get().await() + queue.poll().orElseThrow()).isEqualTo("ab");
            assertThatThrownBy(() -> queue.get().await()).isInstanceOf(QueueShutDownException.class);
            assertThatThrownBy(queue::poll).isInstanceOf(QueueShutDownException.class);

            AsyncQueue<String> empty = AsyncQueue.fifo(0);
            Task<?> getter = loop.createTask(empty.get());
            ticks(1);
            empty.shutdown();
            assertThatThrownBy(getter::await).isInstanceOf(QueueShutDownException.class);

            AsyncQueue<String> full = AsyncQueue.fifo(1);
            full.put("a").await();
            Task<?> join = start("joined", () -> full.join().await());
            ticks(1);
            full.shutdownNow();
            join.await();
            assertThat(full.isEmpty()).isTrue();
            assertThatThrownBy(() -> full.get().await()).isInstanceOf(QueueShutDownException.class);
            waiting.cancel();
        });
    }
}
