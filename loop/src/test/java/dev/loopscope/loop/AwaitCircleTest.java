// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks that wait for each other through what is made of several futures: refused where nobody else could end it. */
@ParameterizedClass
@MethodSource("dev.loopscope.loop.Engines#all")
class AwaitCircleTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final String REFUSAL = "that waits for this very task, through 1 await, so neither would ever end";

    private final EventLoop loop;
    /** What somebody else completes. */
    private final LoopFuture<String> other;

    private final List<Task<@Nullable Void>> tasks = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();

    AwaitCircleTest(TaskEngine engine) {
        loop = Engines.open(engine);
        other = loop.createFuture();
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

    /** The first waits in some way for the second, which then awaits the first. */
    private void close(Consumer<Task<?>> way) {
        start("first", () -> way.accept(tasks.get(1)));
        start("second", () -> tasks.get(0).await());
        Loops.tick(loop, 10);
    }

    private void start(String name, Runnable body) {
        Task<@Nullable Void> task = loop.createTask(Coroutine.ofVoid(() -> noteRefusal(name, body)), name);
        tasks.add(task);
    }

    private void noteRefusal(String name, Runnable body) {
        try {
            body.run();
        } catch (IllegalStateException refused) {
            refusals.add(name + ": " + refused.getMessage());
        } catch (IllegalArgumentException ended) {
            assertThat(ended).hasMessage("ends it");
        }
    }

    private void assertRefused(String name, String text) {
        assertThat(refusals).singleElement().asString().startsWith(name + ": ").contains(text);
        assertThat(tasks).allMatch(Task::isDone);
    }

    private void assertTheyWait() {
        assertThat(refusals).isEmpty();
        assertThat(tasks).noneMatch(Task::isDone);
    }

    @Test
    @DeliberateMistake("has tasks await each other")
    void aGatheringWaitsForEachOfItsChildren() {
        close(second -> Async.gather(second).await());
        assertRefused("second", REFUSAL);
    }

    @Test
    @DeliberateMistake("has tasks await each other")
    void whereFailuresAreValuesOneChildIsEnough() {
        close(second -> Async.gatherSettled(other, second).await());
        assertThat(refusals).singleElement().asString().contains(REFUSAL);
        other.setResult("done");
        Loops.tick(loop, 2);
        assertThat(tasks).allMatch(Task::isDone);
    }

    @Test
    void aGatheringThatAnotherChildMayFailIsLeftAlone() {
        close(second -> Async.gather(other, second).await());
        assertTheyWait();
        other.setException(new IllegalArgumentException("ends it"));
        Loops.tick(loop, 4);
        assertThat(tasks).allMatch(Task::isDone);
        assertThat(refusals).isEmpty();
    }

    @Test
    @DeliberateMistake("has tasks await each other")
    void whoeverOfTheChildrenComesLastIsRefused() {
        start("parent", () -> Async.gather(tasks.get(1), tasks.get(2)).await());
        start("one", () -> tasks.get(0).await());
        start("last", () -> tasks.get(0).await());
        Loops.tick(loop, 4);
        // The other child goes on waiting for the parent, which goes on waiting for it.
        assertThat(refusals).singleElement().asString().startsWith("last: ").contains(REFUSAL);
    }

    @Test
    @DeliberateMistake("awaits itself")
    void aGatheringOfItselfIsRefused() {
        start("me", () -> Async.gather(tasks.get(0)).await());
        Loops.tick(loop, 2);
        assertRefused("me", "that waits for this very task, so neither would ever end");
    }

    @Test
    @DeliberateMistake("has tasks await each other")
    void aShieldWaitsForWhatIsBehindIt() {
        close(second -> Async.shield(Async.gather(Async.shield(second))).await());
        assertRefused("second", REFUSAL);
    }

    @ParameterizedTest
    @EnumSource
    @DeliberateMistake("has tasks await each other")
    void aWaitForOneIsAWaitForIt(ReturnWhen when) {
        close(second -> Async.waitUntil(when, List.of(second)).await());
        assertRefused("second", REFUSAL);
    }

    @ParameterizedTest
    @EnumSource(names = "ALL_COMPLETED", mode = EnumSource.Mode.EXCLUDE)
    void aWaitForTheFirstIsLeftAlone(ReturnWhen when) {
        close(second -> Async.waitUntil(when, List.of(second, other)).await());
        assertTheyWait();
        other.setException(new IllegalArgumentException("ends it"));
        Loops.tick(loop, 4);
        assertThat(tasks).allMatch(Task::isDone);
        assertThat(other.exception()).isNotNull();
    }

    @Test
    @DeliberateMistake("has tasks await each other")
    void aGroupWaitsForItsTasks() {
        start(
                "parent",
                () -> TaskGroup.runVoid(
                        group -> group.createTask(Coroutine.ofVoid(() -> noteRefusal("child", tasks.get(0)::await)))));
        Loops.tick(loop, 6);
        assertRefused("child", REFUSAL);
    }

    @Test
    void whoWaitsWithALimitGoesOn() {
        close(second -> Async.waitFor(Async.gather(second), LONG).await());
        assertTheyWait();
    }

    @Test
    void whoIsAwaitedByOneWithALimitGoesOn() {
        close(second -> Async.waitFor(second, LONG).await());
        assertTheyWait();
    }

    @Test
    void aLimitOnTheLastAwaitIsEnough() {
        start("first", () -> Async.gather(tasks.get(1)).await());
        start("second", () -> Timeout.after(LONG).runVoid(() -> tasks.get(0).await()));
        Loops.tick(loop, 4);
        assertTheyWait();
    }

    @Test
    void aWaitForSoLongAtMostIsLeftAlone() {
        close(second ->
                Async.waitUntil(ReturnWhen.ALL_COMPLETED, List.of(second), LONG).await());
        assertTheyWait();
    }

    @Test
    @DeliberateMistake("has tasks await each other")
    void aLimitThatIsOverIsNone() {
        close(second -> {
            assertThat(Timeout.after(LONG).run(() -> "in time")).isEqualTo("in time");
            Async.gather(second).await();
        });
        assertRefused("second", REFUSAL);
    }

    @Test
    void whatLeadsToTheSameTaskTwiceIsNoCircle() {
        start("leaf", () -> other.await());
        start("one", () -> Async.gather(tasks.get(0)).await());
        start(
                "two",
                () -> Async.gatherSettled(tasks.get(0), tasks.get(1), Async.shield(tasks.get(1)))
                        .await());
        start("root", () -> Async.gather(tasks.get(2), tasks.get(1)).await());
        Loops.tick(loop, 4);
        assertTheyWait();
        other.setResult("done");
        Loops.tick(loop, 8);
        assertThat(tasks).allMatch(Task::isDone);
        assertThat(refusals).isEmpty();
    }
}
