// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.loopscope.loop.Engines#all")
class ContextTest {
    private static final ContextVariable<String> USER = ContextVariable.of("user", "nobody");
    private static final ContextVariable<String> REQUEST = ContextVariable.of("request");

    private final EventLoop loop;
    private final List<String> seen = new ArrayList<>();

    ContextTest(TaskEngine engine) {
        loop = Engines.open(engine);
    }

    @AfterEach
    void closeTheLoop() {
        loop.close();
        assertThat(Context.current().size()).as("left behind in this thread").isZero();
    }

    private void see() {
        seen.add(USER.get());
    }

    private static void tick() {
        Async.sleep(Duration.ZERO).await();
    }

    @Test
    @Behaviour("23: call_soon with explicit context runs in it; default = copy of the current context at call time.")
    void aCallbackRunsInTheContextItWasScheduledIn() {
        Context ann = Context.empty().with(USER, "ann");
        try (ContextVariable.Token token = USER.set("bob")) {
            loop.callSoon(this::see);
            loop.callSoon(this::see, ann);
            loop.callLater(Duration.ZERO, this::see);
            loop.callLater(Duration.ZERO, this::see, ann);
            loop.callAt(loop.nanoTime(), this::see);
            loop.callAt(loop.nanoTime(), this::see, ann);
            loop.callSoonThreadSafe(this::see);
            loop.callSoonThreadSafe(this::see, ann);
            loop.execute(this::see);
            assertThat(token).isNotNull();
        }
        loop.callSoon(this::see);
        Loops.tick(loop, 2);
        assertThat(seen)
                .containsExactlyInAnyOrder("bob", "ann", "bob", "ann", "bob", "ann", "bob", "ann", "bob", "nobody");
        assertThat(USER.get()).isEqualTo("nobody");
    }

    @Test
    void whatACallbackSetsIsItsOwnAndThatOfWhatItSchedules() {
        Handle handle = loop.callSoon(() -> {
            USER.set("ann");
            loop.callSoon(this::see);
            USER.set("bob");
            see();
        });
        loop.callSoon(this::see);
        Loops.tick(loop, 2);
        assertThat(seen).containsExactly("bob", "nobody", "ann");
        assertThat(handle.getContext().values()).containsExactly(java.util.Map.entry(USER, "bob"));
    }

    @Test
    void aTaskBeginsWithACopyAndKeepsWhatItSetsOverItsAwaits() {
        Engines.run(loop, () -> {
            USER.set("ann");
            Task<?> child = loop.createTask(Coroutine.ofVoid(() -> {
                see();
                USER.set("child");
                tick();
                see();
            }));
            USER.set("bob");
            loop.callSoon(this::see);
            tick();
            see();
            child.await();
            see();
            assertThat(child.getContext()).hasToString("<Context user>");
            return "x";
        });
        assertThat(seen).containsExactly("ann", "bob", "bob", "child", "bob");
    }

    @Test
    void aCoroutineThatIsAwaitedSharesTheTasksContext() {
        Engines.run(loop, () -> {
            Coroutine.ofVoid(() -> USER.set("set within")).await();
            see();
            return "x";
        });
        assertThat(seen).containsExactly("set within");
    }

    @Test
    void anEagerTaskSwapsTheContextAndGivesItBack() {
        Engines.run(loop, () -> {
            USER.set("starter");
            Task<?> eager = loop.createEagerTask(Coroutine.ofVoid(() -> {
                see();
                USER.set("eager");
                tick();
                see();
            }));
            see();
            eager.await();
            see();
            return "x";
        });
        loop.callSoon(() -> {
            USER.set("callback");
            loop.createEagerTask(Coroutine.ofVoid(() -> {
                see();
                USER.set("eager");
            }));
            see();
        });
        Loops.tick(loop, 1);
        assertThat(seen).containsExactly("starter", "starter", "eager", "starter", "callback", "callback");
    }

    @Test
    void tasksMayBeGivenAContext() {
        Context ann = Context.empty().with(USER, "ann");
        Engines.run(loop, () -> {
            loop.createTask(Coroutine.ofVoid(this::see), TaskOptions.none().withContext(ann))
                    .await();
            TaskGroup.runVoid(group -> group.createTask(
                    Coroutine.ofVoid(this::see),
                    TaskOptions.none().withName("named").withContext(ann)));
            return "x";
        });
        assertThat(seen).containsExactly("ann", "ann");
    }

    @Test
    void aDoneCallbackRunsInTheContextItWasAddedIn() {
        LoopFuture<String> future = loop.createFuture();
        loop.callSoon(() -> {
            USER.set("ann");
            future.addDoneCallback(done -> see());
            USER.set("bob");
            future.addDoneCallback(done -> see());
            future.addDoneCallback(done -> see(), Context.empty());
        });
        loop.callSoon(() -> {
            USER.set("who settles");
            future.setResult("x");
            future.addDoneCallback(done -> see());
        });
        Loops.tick(loop, 2);
        assertThat(seen).containsExactly("ann", "bob", "nobody", "who settles");
    }

    @Test
    void workInAnExecutorRunsInACopy() {
        Engines.run(loop, () -> {
            USER.set("ann");
            String there = Async.toThread(() -> {
                        String inherited = USER.get();
                        USER.set("lost");
                        return inherited;
                    })
                    .await();
            seen.add(there);
            see();
            LoopFuture<String> here = loop.runInExecutor(Runnable::run, () -> {
                String inherited = USER.get();
                USER.set("lost");
                return inherited;
            });
            seen.add(here.await());
            see();
            USER.set("nobody any more");
            String later = Async.toThread(() -> Context.empty().run(USER::get)).await();
            seen.add(later);
            return "x";
        });
        LoopFuture<String> bare = loop.runInExecutor(USER::get);
        seen.add(Loops.run(loop, bare)); // In a thread of the pool that has seen other contexts.
        assertThat(seen).containsExactly("ann", "ann", "ann", "ann", "nobody", "nobody");
    }

    @Test
    void postsAndCoroutinesOfOtherThreadsBringTheirContext() throws Exception {
        List<String> there = new ArrayList<>();
        CompletableFuture<String> result = Loops.whileRunning(loop, () -> {
            try (ContextVariable.Token token = USER.set("outside")) {
                assertThat(token).isNotNull();
                CompletableFuture<String> posted = new CompletableFuture<>();
                loop.callSoonThreadSafe(() -> posted.complete(USER.get()));
                there.add(posted.get(20, TimeUnit.SECONDS));
                CompletableFuture<String> run = loop.runCoroutineThreadSafe(Coroutine.of(USER::get));
                there.add(run.get(20, TimeUnit.SECONDS));
                return run;
            }
        });
        assertThat(result).isDone();
        assertThat(there).containsExactly("outside", "outside");
    }

    @Test
    void aConnectionHasTheContextOfItsServerAndKeepsItsOwn() {
        USER.set("server");
        Server server = Loops.run(loop, loop.createServer(() -> new Greeter(), "127.0.0.1", 0));
        USER.set("client");
        InetSocketAddress address = server.addresses().get(0);
        for (int i = 0; i < 2; i++) {
            Recorder client = new Recorder(loop);
            Transport transport = Loops.run(loop, loop.createConnection(() -> client, "127.0.0.1", address.getPort()))
                    .transport();
            for (int sent = 1; sent <= 2; sent++) {
                int expected = sent;
                transport.write(Recorder.bytes("x"));
                Loops.runUntil(loop, () -> seen.stream().filter("read"::equals).count() % 2 == expected % 2);
            }
            transport.close();
            Loops.run(loop, client.lost);
        }
        server.close();
        Context.setCurrent(Context.empty());
        assertThat(seen)
                .containsExactly(
                        "made by server",
                        "read",
                        "server",
                        "read",
                        "reader",
                        "made by server",
                        "read",
                        "server",
                        "read",
                        "reader");
    }

    private final class Greeter implements Protocol {
        Greeter() {
            seen.add("made by " + USER.get());
            REQUEST.set("set by the factory");
        }

        @Override
        public void connectionMade(Transport transport) {
            REQUEST.set("callback's own");
        }

        @Override
        public void dataReceived(java.nio.ByteBuffer data) {
            seen.add("read");
            see();
            USER.set("reader");
        }
    }

    @Test
    @Behaviour("92: contextvars persist over several Runner.run.")
    void whatAMainTaskSetsTheNextOneFinds() {
        USER.set("opened by");
        try (Runner runner = Runner.open(loop)) {
            USER.set("later");
            runner.run(Coroutine.ofVoid(() -> {
                see();
                USER.set("first run");
                throw new IllegalStateException("also if it fails");
            }));
        } catch (IllegalStateException expected) {
            seen.add("failed");
        }
        try (EventLoop second = EventLoop.open();
                Runner runner = Runner.open(second)) {
            runner.run(Coroutine.ofVoid(() -> USER.set("second run")));
            assertThat(runner.run(Coroutine.of(USER::get))).isEqualTo("second run");
            assertThat(runner.run(Coroutine.of(USER::get), Context.empty())).isEqualTo("nobody");
            assertThat(runner.run(Coroutine.of(USER::get))).isEqualTo("second run");
        }
        assertThat(USER.get()).isEqualTo("later");
        Context.setCurrent(Context.empty());
        assertThat(seen).containsExactly("opened by", "failed");
    }

    @Test
    void anExceptionHandlerRunsInTheContextOfWhatFailed() {
        loop.setExceptionHandler((on, report) -> seen.add(report.message() + ": " + USER.get()));
        loop.callSoon(() -> {
            USER.set("ann");
            throw new IllegalStateException("bad");
        });
        loop.createTask(Coroutine.ofVoid(() -> {
            USER.set("bob");
            loop.createFuture().await();
        }));
        Loops.tick(loop, 1);
        loop.close();
        assertThat(seen).hasSize(2);
        assertThat(seen.get(0)).startsWith("Exception in callback ").endsWith(": ann");
        assertThat(seen.get(1)).isEqualTo("Task was destroyed but it is pending!: bob");
    }

    @Test
    void codeCanBeRunInAContextAndMayAwaitThere() {
        Context ann = Context.empty().with(USER, "ann");
        Engines.run(loop, () -> {
            USER.set("task");
            ann.runVoid(() -> {
                tick();
                see();
                USER.set("gone afterwards");
            });
            see();
            assertThatThrownBy(() -> ann.run(() -> {
                        throw new IOException("disk");
                    }))
                    .isInstanceOf(CompletionException.class)
                    .hasRootCauseMessage("disk");
            see();
            return "x";
        });
        assertThat(seen).containsExactly("ann", "task", "task");
        assertThat(ann.run(USER::get)).isEqualTo("ann");
        assertThat(USER.get()).isEqualTo("nobody");
        assertThat(ann.values()).containsExactly(java.util.Map.entry(USER, "ann"));
    }

    @Test
    void aVariableWithoutValueSaysSo() {
        assertThatThrownBy(REQUEST::get)
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("context variable 'request' has no value here, and no default");
        assertThat(REQUEST.getOr("none")).isEqualTo("none");
        assertThat(USER.getOr("other")).isEqualTo("other");
        assertThat(USER).hasToString("<ContextVariable user>");
        ContextVariable<@Nullable String> nothing = ContextVariable.of("nothing");
        try (ContextVariable.Token token = nothing.set(null)) {
            assertThat(nothing.getOr("x")).isNull();
            assertThat(token).isNotNull();
        }
        assertThat(nothing.getOr("x")).isEqualTo("x");
    }

    @Test
    void aTokenTakesItsValueBackOnceAndWhereItWasSet() {
        Engines.run(loop, () -> {
            ContextVariable.Token request = REQUEST.set("1");
            ContextVariable.Token user = USER.set("ann");
            ContextVariable.Token again = USER.set("bob");
            tick();
            request.close();
            assertThat(REQUEST.getOr("none")).isEqualTo("none");
            again.close();
            assertThat(USER.get()).isEqualTo("ann");
            assertThatThrownBy(again::close).hasMessageContaining("has already been used once");
            LoopFuture<@Nullable Void> elsewhere = loop.createFuture();
            loop.callSoon(() -> {
                assertThatThrownBy(user::close).hasMessageContaining("was made in a different context");
                elsewhere.setResult(null);
            });
            elsewhere.await();
            user.close();
            assertThat(Context.current().size()).isZero();
            return "x";
        });
    }
}
