// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.loopscope.loop.Engines#all")
class CallGraphTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final EventLoop loop;
    /** What the innermost task of each test waits for. */
    private final LoopFuture<String> end;

    CallGraphTest(TaskEngine engine) {
        loop = Engines.open(engine);
        end = loop.createFuture();
    }

    @BeforeEach
    void forgetTheLog() {
        RecordedLog.clear();
    }

    @AfterEach
    void closeTheLoop() {
        loop.allTasks().forEach(LoopFuture::cancel);
        Loops.tick(loop, 10);
        loop.close();
    }

    private String inner() {
        return end.await();
    }

    private static void outer(Task<String> leaf) {
        leaf.await();
    }

    private Task<String> leaf() {
        return loop.createTask(Coroutine.of(this::inner), "leaf");
    }

    private Task<?> root(Coroutine.Action body) {
        Task<?> root = loop.<@Nullable Void>createTask(Coroutine.ofVoid(body), "root");
        Loops.tick(loop, 3);
        return root;
    }

    private static String shape(CallGraph graph) {
        String name = graph.future() instanceof Task<?> task
                ? task.getName()
                : graph.future().getClass().getSimpleName();
        String reach = graph.reach() == CallGraph.Reach.COMPLETE ? "" : "!" + graph.reach();
        return name
                + reach
                + (graph.awaitedBy().isEmpty()
                        ? ""
                        : graph.awaitedBy().stream()
                                .map(CallGraphTest::shape)
                                .toList()
                                .toString());
    }

    private static List<String> methods(List<StackTraceElement> frames) {
        return frames.stream().map(StackTraceElement::getMethodName).toList();
    }

    private void assertRootWaitsForLeafBy(Function<Task<String>, Coroutine.Action> way) {
        Task<String> leaf = leaf();
        Task<?> root = root(way.apply(leaf));
        assertThat(shape(CallGraph.capture(leaf))).isEqualTo("leaf[root]");
        assertThat(shape(CallGraph.capture(root))).isEqualTo("root");
        end.setResult("x");
        Loops.runUntil(loop, root::isDone);
        assertThat(leaf.awaitedBy()).isEmpty();
        assertThat(root.awaits()).isNull();
        assertThat(shape(CallGraph.capture(leaf))).isEqualTo("leaf");
    }

    @Test
    void aTaskKnowsWhatItAwaitsAndWhoAwaitsIt() {
        Task<String> leaf = leaf();
        Task<?> first = root(leaf::await);
        Task<?> second = root(leaf::await);
        assertThat(leaf.awaits()).isSameAs(end);
        assertThat(first.awaits()).isSameAs(leaf);
        assertThat(leaf.awaitedBy()).isEqualTo(List.of(first, second));
        assertThat(end.awaitedBy()).isEqualTo(List.of(leaf));
        assertThat(first.awaitedBy()).isEmpty();
        second.cancel();
        Loops.tick(loop, 3);
        assertThat(first.awaitedBy()).isEmpty();
    }

    @Test
    void theGraphGoesThroughAwaits() {
        assertRootWaitsForLeafBy(leaf -> leaf::await);
    }

    @Test
    void theGraphGoesThroughGather() {
        assertRootWaitsForLeafBy(leaf -> () -> Async.gather(leaf, end).await());
        LoopFuture<String> other = loop.createFuture();
        Task<String> child = loop.createTask(Coroutine.of(other::await), "child");
        root(() -> Async.gatherSettled(Async.gather(child), Async.shield(other)).await());
        assertThat(shape(CallGraph.capture(child))).isEqualTo("child[root]");
        assertThat(shape(CallGraph.capture(other))).isEqualTo("LoopFuture[child[root], root]");
    }

    @Test
    void theGraphGoesThroughShields() {
        assertRootWaitsForLeafBy(leaf -> () -> Async.shield(leaf).await());
    }

    @Test
    void theGraphGoesThroughTimeouts() {
        assertRootWaitsForLeafBy(leaf -> () -> Async.waitFor(leaf, LONG).await());
        assertThat(end.isDone()).isTrue();
    }

    @Test
    void theGraphGoesThroughWaits() {
        assertRootWaitsForLeafBy(leaf ->
                () -> Async.waitUntil(ReturnWhen.ALL_COMPLETED, List.of(leaf)).await());
    }

    @Test
    void theGraphGoesThroughCompletions() {
        assertRootWaitsForLeafBy(leaf -> () -> Async.asCompleted(List.of(leaf)).forEach(LoopFuture::result));
    }

    @Test
    void theGraphGoesThroughTaskGroups() {
        Task<?> root = root(() -> TaskGroup.runVoid(group -> group.createTask(Coroutine.of(this::inner), "leaf")));
        Task<?> leaf = loop.allTasks().stream()
                .filter(task -> task.getName().equals("leaf"))
                .findFirst()
                .orElseThrow();
        assertThat(leaf.awaitedBy()).isEqualTo(List.of(root));
        CallGraph graph = CallGraph.capture(leaf);
        assertThat(shape(graph)).isEqualTo("leaf[root]");
        assertThat(methods(graph.awaitedBy().get(0).callStack())).startsWith("exit", "run", "runVoid");
    }

    @Test
    void aFutureNobodyWaitsForYetIsShownItself() {
        Task<String> leaf = leaf();
        LoopFuture<List<String>> both = Async.gather(leaf);
        Loops.tick(loop, 1);
        assertThat(shape(CallGraph.capture(leaf))).isEqualTo("leaf[Gathering]");
        both.cancel();
    }

    @Test
    void theTextHasTheFormOfPythons() {
        Task<String> leaf = leaf();
        Task<?> root = root(() -> outer(leaf));
        String text = CallGraph.capture(leaf).toString();
        assertThat(text.lines()
                        .map(line -> line.replaceAll("id=0x[0-9a-f]+", "id=0x1"))
                        .map(line -> line.replaceAll(":\\d+\\)", ":1)")))
                .filteredOn(line -> !line.contains(".lambda$"))
                .containsExactly(
                        "* Task(name='leaf', id=0x1)",
                        "  + Call stack:",
                        "  |   at dev.loopscope.loop.CallGraphTest.inner(CallGraphTest.java:1)",
                        "  + Awaited by:",
                        "    * Task(name='root', id=0x1)",
                        "      + Call stack:",
                        "      |   at dev.loopscope.loop.CallGraphTest.outer(CallGraphTest.java:1)");
        assertThat(text).contains("id=0x" + Integer.toHexString(System.identityHashCode(root)));
        assertThat(CallGraph.capture(leaf, 0).callStack()).isEmpty();
    }

    @Test
    void theRunningTaskSeesItsOwnFrames() {
        root(() -> {
            CallGraph graph = CallGraph.capture(Task.current());
            assertThat(methods(graph.callStack()).get(0)).startsWith("lambda$theRunningTaskSeesItsOwnFrames");
            assertThat(methods(Task.current().getStack(1))).hasSize(1);
            end.setResult("seen");
        });
        assertThat(end.isDone()).isTrue();
    }

    @Test
    void aCircleIsShownAndSurvived() {
        List<Task<?>> tasks = new ArrayList<>();
        tasks.add(loop.<@Nullable Void>createTask(
                Coroutine.ofVoid(() -> Async.gather(tasks.get(1), end).await()), "a"));
        tasks.add(loop.<@Nullable Void>createTask(
                Coroutine.ofVoid(() -> Async.shield(tasks.get(0)).await()), "b"));
        Loops.tick(loop, 2);
        end.setResult("nothing else can end it now");
        Loops.tick(loop, 2);
        CallGraph graph = CallGraph.capture(tasks.get(0));
        assertThat(shape(graph)).isEqualTo("a[b[a!CYCLE]]");
        assertThat(graph.toString()).contains("(a cycle: waits for itself)");
        tasks.forEach(LoopFuture::cancel);
        Loops.tick(loop, 4);
        assertThat(tasks).allMatch(Task::isDone);
    }

    /** Two ways at each of forty steps: a tree of them would have a million million leaves. */
    @Test
    void manyWaysToOneWaiterAreLookedAtOnce() {
        Task<?> last = leaf();
        for (int i = 0; i < 40; i++) {
            Task<?> inner = last;
            Task<?> left = loop.<@Nullable Void>createTask(Coroutine.ofVoid(inner::await), "left");
            Task<?> right = loop.<@Nullable Void>createTask(Coroutine.ofVoid(inner::await), "right");
            last = loop.createTask(
                    Coroutine.ofVoid(() -> Async.gather(left, right).await()), "both");
        }
        Loops.tick(loop, 4);
        CallGraph graph = CallGraph.capture(end);
        assertThat(graph.toString().lines().filter(line -> line.contains("(see above)")))
                .hasSize(40);
        end.setResult("x");
        Loops.runUntil(loop, () -> loop.allTasks().isEmpty());
    }

    @Test
    void aLongLineOfWaitersIsCut() {
        LoopFuture<?> last = end;
        for (int i = 0; i < 300; i++) {
            LoopFuture<?> inner = last;
            last = loop.<@Nullable Void>createTask(Coroutine.ofVoid(inner::await), "t" + i);
        }
        Loops.tick(loop, 2);
        String text = CallGraph.capture(end).toString();
        assertThat(text).contains("name='t199'").doesNotContain("name='t200'").endsWith(" (...)" + tail(text));
        end.setResult("x");
        Loops.runUntil(loop, () -> loop.allTasks().isEmpty());
    }

    /** What stands below the last mark: the stack of the task it is at. */
    private static String tail(String text) {
        return text.substring(text.lastIndexOf(" (...)") + " (...)".length());
    }

    @Test
    void aTasksStackIsItsUsersCodeInEveryState() {
        Task<String> task = leaf();
        assertThat(task.getStack()).isEmpty();
        assertThat(printed(task)).startsWith("No stack for <Task pending name='leaf'");
        Loops.tick(loop, 1);
        assertThat(methods(task.getStack())).startsWith("inner");
        assertThat(task.getStack().get(0).getClassName()).isEqualTo(CallGraphTest.class.getName());
        assertThat(printed(task))
                .startsWith("Stack for <Task pending name='leaf'")
                .contains(
                        " (most recent call first):\n    at dev.loopscope.loop.CallGraphTest.inner(CallGraphTest.java:");
        end.setResult("x");
        Loops.tick(loop, 2);
        assertThat(task.getStack()).isEmpty();
        assertThat(printed(task)).startsWith("No stack for <Task finished");
        assertThatThrownBy(() -> task.getStack(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String printed(Task<?> task) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        task.printStack(3, new PrintStream(bytes, false, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    @DeliberateMistake("leaves a failure unread")
    void aFailedTasksStackIsItsExceptionsWhichStaysUnretrieved() {
        failAndLook();
        Loops.await(() -> {
            System.gc();
            return RecordedLog.complaints().stream()
                    .map(RecordedLog.Event::exception)
                    .anyMatch(exception -> exception != null && "disk".equals(exception.getMessage()));
        });
    }

    private void failAndLook() {
        Task<String> task = loop.createTask(Coroutine.of(CallGraphTest::failing), "failing");
        Loops.tick(loop, 1);
        assertThat(methods(task.getStack())).startsWith("failing");
        assertThat(printed(task))
                .startsWith("Traceback for <Task finished exception=java.io.IOException name='failing'")
                .contains(
                        " (most recent call first):\njava.io.IOException: disk\n    at dev.loopscope.loop.CallGraphTest.failing(");
    }

    private static String failing() throws IOException {
        throw new IOException("disk");
    }

    @Test
    @DeliberateMistake("waits for a latch in a task")
    void aTaskThatBlocksShowsInWhatToOtherThreads() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        Task<?> blocked = loop.createTask(Coroutine.ofVoid(latch::await), "blocked");
        Loops.whileRunning(loop, () -> {
            Loops.await(() -> methods(blocked.getStack()).contains("await"));
            assertThat(CallGraph.capture(blocked).toString())
                    .contains("java.util.concurrent.CountDownLatch.await(CountDownLatch.java:");
            latch.countDown();
            return "x";
        });
        assertThat(blocked.isDone()).isTrue();
    }

    @Test
    void otherThreadsMayLookWhileTasksComeAndGo() throws Exception {
        LoopFuture<String> shared = loop.createFuture();
        AtomicBoolean over = new AtomicBoolean();
        List<Throwable> failures = new ArrayList<>();
        Thread watcher = new Thread(() -> {
            try {
                while (!over.get()) {
                    List<LoopFuture<?>> all = new ArrayList<>(loop.allTasks());
                    all.add(shared);
                    for (LoopFuture<?> future : all) {
                        assertThat(CallGraph.capture(future).toString()).startsWith("* ");
                    }
                }
            } catch (Throwable e) {
                failures.add(e);
            }
        });
        watcher.start();
        Engines.run(loop, () -> {
            for (int round = 0; round < 200; round++) {
                List<Task<String>> tasks = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    tasks.add(loop.createTask(
                            Coroutine.of(() -> Async.shield(shared).await())));
                }
                Async.sleep(Duration.ZERO).await();
                tasks.forEach(LoopFuture::cancel);
                Async.gatherSettled(tasks).await();
            }
            return "x";
        });
        over.set(true);
        watcher.join(Loops.BOUND.toMillis());
        assertThat(watcher.isAlive()).isFalse();
        assertThat(failures).isEmpty();
    }
}
