// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TaskEnginesTest {
    private static List<String> names() {
        return TaskEngines.available().stream().map(TaskEngine::name).toList();
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void beforeVirtualThreadsTasksHavePlatformThreads() {
        assertThat(names()).containsExactly("platform");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void withJavaLangOpenEveryEngineIsThereAndTheLoopsOwnIsBest() {
        assertThat(names()).containsExactly("loop", "virtual", "platform");
        assertThat(TaskEngines.chosen().name()).isEqualTo("loop");
    }

    /** It is the thread that a reader knows; a task's own has had a turn, and may have none when the message is read. */
    @ParameterizedTest
    @MethodSource("dev.loopscope.loop.Engines#all")
    @DeliberateMistake("calls from a wrong thread")
    void aForeignThreadHearsOfTheLoopsOwnThreadAlsoDuringATasksTurn(TaskEngine engine) {
        try (EventLoop loop = Engines.open(engine)) {
            CompletableFuture<String> refusal = new CompletableFuture<>();
            String told = Engines.run(loop, () -> {
                new Thread(() -> {
                            try {
                                loop.callSoon(() -> {});
                                refusal.complete("taken");
                            } catch (IllegalStateException e) {
                                refusal.complete(e.getMessage());
                            }
                        })
                        .start();
                return refusal.join(); // The task has its turn until it is answered.
            });
            assertThat(told)
                    .contains(" runs in thread '" + Thread.currentThread().getName() + "'; use EventLoop.");
        }
    }

    /** They would inherit the scheduler of the thread that starts them. */
    @ParameterizedTest
    @MethodSource("dev.loopscope.loop.Engines#all")
    @EnabledForJreRange(min = JRE.JAVA_21)
    @DeliberateMistake("joins a thread in a task")
    void virtualThreadsThatATaskStartsRunBesideIt(TaskEngine engine) {
        ThreadFactory virtual = Objects.requireNonNull(VirtualThreads.factory());
        try (EventLoop loop = Engines.open(engine)) {
            String told = Engines.run(loop, () -> {
                LoopFuture<String> first = loop.createFuture();
                LoopFuture<String> second = loop.createFuture();
                Thread inner = virtual.newThread(() -> {
                    LockSupport.parkNanos(1_000_000);
                    virtual.newThread(() -> {
                                LockSupport.parkNanos(1);
                                loop.callSoonThreadSafe(() -> second.setResult("second"));
                            })
                            .start();
                    loop.callSoonThreadSafe(() -> first.setResult("first"));
                });
                inner.start();
                inner.join(); // Blocks the loop, and still the other thread runs.
                return first.await() + " " + second.await();
            });
            assertThat(told).isEqualTo("first second");
        }
    }

    /** A pooled thread that has ended one loop's task may be at another's before anybody has taken over from it. */
    @ParameterizedTest
    @MethodSource("dev.loopscope.loop.Engines#all")
    void aTaskIsItsOwnLoopsWhateverItsThreadDidBefore(TaskEngine engine) throws Exception {
        int loops = 6;
        int tasks = 2_000;
        ExecutorService threads = Executors.newFixedThreadPool(loops);
        try {
            List<Future<Integer>> strangers = new ArrayList<>();
            for (int i = 0; i < loops; i++) {
                strangers.add(threads.submit(() -> {
                    try (EventLoop loop = Engines.open(engine)) {
                        return Engines.run(loop, () -> strangers(loop, tasks));
                    }
                }));
            }
            for (Future<Integer> found : strangers) {
                assertThat(found.get(Loops.BOUND.toSeconds(), TimeUnit.SECONDS)).isZero();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** How many tasks, one after the other, found themselves elsewhere. */
    private static int strangers(EventLoop loop, int tasks) {
        int strangers = 0;
        for (int i = 0; i < tasks; i++) {
            Task<?> made = loop.createTask(Coroutine.of(() -> EventLoop.current()));
            strangers += made.await() == loop ? 0 : 1;
        }
        return strangers;
    }

    /** The first virtual thread that waits for a socket starts the JDK's poller. */
    @ParameterizedTest
    @MethodSource("dev.loopscope.loop.Engines#all")
    void aBlockingReadInATaskEndsWhenThereIsSomethingToRead(TaskEngine engine) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process child = new ProcessBuilder(
                        java,
                        "-D" + TaskEngines.PROPERTY + "=" + engine.name(),
                        "--add-opens",
                        "java.base/java.lang=ALL-UNNAMED",
                        "-cp",
                        classPath,
                        BlockingRead.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(child.waitFor(Loops.BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
            String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(output.strip()).endsWith("read 42 on " + engine.name());
        } finally {
            child.destroyForcibly();
        }
    }

    /** The child. */
    static final class BlockingRead {
        private BlockingRead() {}

        public static void main(String[] arguments) throws Exception {
            InetAddress here = InetAddress.getLoopbackAddress();
            try (ServerSocket server = new ServerSocket(0, 1, here);
                    Socket client = new Socket(here, server.getLocalPort());
                    Socket accepted = server.accept()) {
                int read = EventLoop.run(Coroutine.of(() -> {
                    Thread reader = Thread.currentThread();
                    Thread writer = new Thread(() -> {
                        // Once it waits, in the poller or in the system call.
                        LockSupport.parkNanos(20_000_000);
                        try {
                            client.getOutputStream().write(42);
                        } catch (IOException e) {
                            throw new UncheckedIOException(reader.getName(), e);
                        }
                    });
                    writer.start();
                    return accepted.getInputStream().read();
                }));
                System.out.println(
                        "read " + read + " on " + TaskEngines.chosen().name());
            }
        }
    }
}
