// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.loopscope.loop.Engines#all")
class TaskFactoryTest {
    private static final ContextVariable<String> USER = ContextVariable.of("user");

    private final EventLoop loop;
    private final List<TaskOptions> asked = new ArrayList<>();

    TaskFactoryTest(TaskEngine engine) {
        loop = Engines.open(engine);
    }

    @AfterEach
    void closeTheLoop() {
        loop.close();
    }

    private <T extends @Nullable Object> Task<T> remember(EventLoop on, Coroutine<T> coroutine, TaskOptions options) {
        assertThat(on).isSameAs(loop);
        asked.add(options);
        return Task.start(on, coroutine, options);
    }

    private static Coroutine<String> saying(String word) {
        return Coroutine.of(() -> word);
    }

    @Test
    @Behaviour("62: Task factory is used by everything that creates tasks, gets the name/context.")
    void everyTaskIsTheFactorys() throws Exception {
        Context context = Context.empty().with(USER, "ann");
        loop.setTaskFactory(this::remember);
        assertThat(loop.runUntilComplete(saying("run"))).isEqualTo("run");
        try (Runner runner = Runner.open(loop)) {
            runner.<@Nullable Void>run(Coroutine.ofVoid(() -> {
                loop.createTask(saying("a"), "named");
                loop.createTask(saying("b"), TaskOptions.none().withContext(context));
                loop.createEagerTask(saying("c"), "eager");
                Async.createTask(saying("d"));
                Async.gather(saying("e"), saying("f")).await();
                Async.shield(saying("g")).await();
                assertThatThrownBy(
                                () -> Async.waitFor(saying("h"), Duration.ZERO).await())
                        .isInstanceOf(AwaitTimeoutException.class);
                TaskGroup.runVoid(group -> group.createTask(saying("i"), "in group"));
            }));
            CompletableFuture<String> outside = loop.runCoroutineThreadSafe(saying("j"));
            Loops.runUntil(loop, outside::isDone);
            assertThat(outside.get()).isEqualTo("j");
        }
        assertThat(asked).extracting(TaskOptions::name).contains("named", "eager", "in group");
        assertThat(asked).extracting(TaskOptions::context).contains(context);
        assertThat(asked).filteredOn(TaskOptions::isEager).hasSize(1);
        // The two runs, and a to j.
        assertThat(asked).hasSizeGreaterThanOrEqualTo(2 + 10);
        assertThat(asked.subList(0, 12)).extracting(TaskOptions::name).containsOnlyOnce("named", "eager", "in group");
    }

    @Test
    void aFactoryMayMakeAllTasksEager() {
        List<String> trail = new ArrayList<>();
        Engines.run(loop, () -> {
            loop.setTaskFactory(Task::startEagerly);
            assertThat(loop.getTaskFactory()).isNotNull();
            loop.createTask(Coroutine.ofVoid(() -> trail.add("at once")));
            trail.add("created");
            loop.setTaskFactory(null);
            loop.createTask(Coroutine.ofVoid(() -> trail.add("next tick"))).await();
            return "x";
        });
        assertThat(trail).containsExactly("at once", "created", "next tick");
    }

    private static <T extends @Nullable Object> Task<T> wrap(
            EventLoop on, Coroutine<T> coroutine, TaskOptions options) {
        return Task.start(
                on, Coroutine.of(() -> Context.empty().with(USER, "wrapped").run(coroutine::await)), options);
    }

    @Test
    void aFactoryMayWrapTheCoroutine() {
        loop.setTaskFactory(TaskFactoryTest::wrap);
        assertThat(loop.runUntilComplete(Coroutine.of(USER::get))).isEqualTo("wrapped");
    }

    private static <T extends @Nullable Object> Task<T> refuse(
            EventLoop on, Coroutine<T> coroutine, TaskOptions options) {
        throw new IllegalArgumentException("no tasks today");
    }

    @Test
    @DeliberateMistake("leaves coroutines unstarted")
    void aFactoryThatFailsIsHeardByWhoAsked() throws Exception {
        loop.setTaskFactory(TaskFactoryTest::refuse);
        assertThatThrownBy(() -> loop.createTask(saying("a"))).hasMessage("no tasks today");
        CompletableFuture<String> outside = loop.runCoroutineThreadSafe(saying("b"));
        Loops.runUntil(loop, outside::isDone);
        assertThatThrownBy(() -> outside.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("no tasks today");
    }

    @Test
    void aFactoryMustMakeATaskOfTheLoop() {
        try (EventLoop other = EventLoop.open("other")) {
            loop.setTaskFactory(new TaskFactory() {
                @Override
                public <T extends @Nullable Object> Task<T> createTask(
                        EventLoop on, Coroutine<T> coroutine, TaskOptions options) {
                    return Task.start(other, coroutine, options);
                }
            });
            assertThatThrownBy(() -> loop.createTask(saying("a")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("made no task of it: <Task pending");
            Loops.tick(other, 1);
        }
    }
}
