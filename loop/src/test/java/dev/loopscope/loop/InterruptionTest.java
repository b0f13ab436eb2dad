// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real processes and real signals. */
@DisabledOnOs(OS.WINDOWS) // no kill
class InterruptionTest {
    /** What a process that Ctrl-C ended leaves behind, in the shells' counting. */
    private static final int BY_SIGINT = 130;

    private static ChildJvm start(String program, String... options) throws Exception {
        return ChildJvm.start(List.of(options), Program.class, program);
    }

    private static ChildJvm start(TaskEngine engine, String program) throws Exception {
        return start(
                program,
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-D" + TaskEngines.PROPERTY + "=" + engine.name());
    }

    private static List<TaskEngine> engines() {
        return Engines.all();
    }

    @ParameterizedTest
    @MethodSource("engines")
    @Behaviour("93: Ctrl-C: main task cancelled, cleanup runs, KeyboardInterrupt out of run().")
    void theMainTaskCleansUpAndTheProcessEndsAsByTheSignal(TaskEngine engine) throws Exception {
        try (ChildJvm child = start(engine, "clean-up")) {
            child.awaitOutput("running\n");
            child.interrupt();
            assertThat(child.exitStatus()).isEqualTo(BY_SIGINT);
            assertThat(child.output())
                    .isEqualTo("running\ncleaning\ncleaned\nleft over cleaned\nfinally of main\nshutdown hook\n");
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    @Behaviour("93: if main swallows it and returns, normal return.")
    void aMainTaskThatReturnsAllTheSameIsNotInterrupted(TaskEngine engine) throws Exception {
        try (ChildJvm child = start(engine, "swallow")) {
            child.awaitOutput("running\n");
            child.interrupt();
            assertThat(child.exitStatus()).isZero();
            assertThat(child.output()).isEqualTo("running\nreturned swallowed\nshutdown hook\n");
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    @Behaviour("93: second Ctrl-C immediate.")
    void theSecondOneEndsTheProcessAtOnce(TaskEngine engine) throws Exception {
        try (ChildJvm child = start(engine, "hang-in-cleanup")) {
            child.awaitOutput("running\n");
            child.interrupt();
            child.awaitOutput("cleaning\n");
            child.interrupt();
            assertThat(child.exitStatus()).isEqualTo(BY_SIGINT);
            assertThat(child.output()).isEqualTo("running\ncleaning\nshutdown hook\n");
        }
    }

    @Test
    void theSecondOneEndsALoopThatIsStuck() throws Exception {
        try (ChildJvm child = start("stuck")) {
            child.awaitOutput("running\n");
            child.interruptUntilItEnds();
            assertThat(child.exitStatus()).isEqualTo(BY_SIGINT);
            assertThat(child.output()).isEqualTo("running\nshutdown hook\n");
        }
    }

    @Test
    void theSecondOneAlsoEndsTheClosingOfTheLoop() throws Exception {
        try (ChildJvm child = start("hang-in-close")) {
            child.awaitOutput("running\n");
            child.interrupt();
            child.awaitOutput("closing\n");
            child.interrupt();
            assertThat(child.exitStatus()).isEqualTo(BY_SIGINT);
        }
    }

    @Test
    void theErrorCanBeCaughtAndTheRunnerUsedAgain() throws Exception {
        try (ChildJvm child = start("catch")) {
            child.awaitOutput("running\n");
            child.interrupt();
            child.awaitOutput("caught interrupted by Ctrl-C (SIGINT)\nrunning again\n");
            child.interrupt();
            assertThat(child.exitStatus()).isZero();
            assertThat(child.output())
                    .endsWith("running again\ncaught interrupted by Ctrl-C (SIGINT)\nshutdown hook\n");
        }
    }

    @Test
    @Behaviour("93: custom SIGINT handler respected.")
    void theApplicationsOwnHandlerStaysInCharge() throws Exception {
        try (ChildJvm child = start("own-handler")) {
            child.awaitOutput("running\n");
            child.interrupt();
            child.awaitOutput("own handler\nrun returned done\n");
            child.interrupt();
            assertThat(child.exitStatus()).isZero();
            assertThat(child.output()).endsWith("run returned done\nown handler\nshutdown hook\n");
        }
    }

    @Test
    void aHandlerInstalledDuringTheRunOutlivesIt() throws Exception {
        try (ChildJvm child = start("own-handler-later")) {
            child.awaitOutput("run returned\n");
            child.interrupt();
            assertThat(child.exitStatus()).isZero();
            assertThat(child.output()).endsWith("own handler\nshutdown hook\n");
        }
    }

    @Test
    void betweenRunsTheJvmEndsAtOnce() throws Exception {
        try (ChildJvm child = start("after")) {
            child.awaitOutput("run returned\n");
            child.interrupt();
            assertThat(child.exitStatus()).isEqualTo(BY_SIGINT);
            assertThat(child.output()).isEqualTo("run returned\nshutdown hook\n");
        }
    }

    @Test
    void anotherThreadsLoopDoesNotKeepTheJvmFromEnding() throws Exception {
        try (ChildJvm child = start("other-thread")) {
            child.awaitOutput("running\n");
            child.interrupt();
            assertThat(child.exitStatus()).isEqualTo(BY_SIGINT);
            assertThat(child.output()).isEqualTo("running\nshutdown hook\n");
        }
    }

    @Test
    void aRuntimeWithoutSignalsRunsAndEndsAsEver() throws Exception {
        for (String option : List.of("--limit-modules=java.base", "-Xrs")) {
            try (ChildJvm child = start("clean-up", option)) {
                child.awaitOutput("running\n");
                child.interrupt();
                assertThat(child.exitStatus()).isEqualTo(BY_SIGINT);
                assertThat(child.output()).doesNotContain("cleaning");
            }
        }
    }

    /** The child: one program per test, named by its argument. */
    static final class Program {
        private static final Duration LONG = Duration.ofHours(1);

        private Program() {}

        public static void main(String[] arguments) throws Exception {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> print("shutdown hook")));
            switch (arguments[0]) {
                case "clean-up" -> cleanUp();
                case "swallow" -> print("returned " + EventLoop.run(Coroutine.of(Program::swallow)));
                case "hang-in-cleanup" -> EventLoop.run(Coroutine.ofVoid(Program::hangInCleanup));
                case "stuck" -> EventLoop.run(Coroutine.ofVoid(Program::stuck));
                case "hang-in-close" -> hangInClose();
                case "catch" -> catchIt();
                case "own-handler" -> ownHandler();
                case "own-handler-later" -> ownHandlerLater();
                case "after" -> after();
                case "other-thread" -> otherThread();
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }

        private static void cleanUp() {
            try {
                EventLoop.run(Coroutine.ofVoid(() -> {
                    Async.createTask(Coroutine.ofVoid(() -> {
                        try {
                            Async.sleep(LONG).await();
                        } finally {
                            print("left over cleaned");
                        }
                    }));
                    Async.sleep(Duration.ZERO).await();
                    try {
                        print("running");
                        Async.sleep(LONG).await();
                    } finally {
                        print("cleaning");
                        Async.sleep(Duration.ofMillis(20)).await();
                        print("cleaned");
                    }
                }));
            } finally {
                print("finally of main");
            }
        }

        private static String swallow() {
            try {
                print("running");
                Async.sleep(LONG).await();
                return "undisturbed";
            } catch (CancelledError e) {
                return "swallowed";
            }
        }

        private static void hangInCleanup() {
            try {
                print("running");
                Async.sleep(LONG).await();
            } finally {
                print("cleaning");
                Async.sleep(LONG).await();
            }
        }

        private static void stuck() throws InterruptedException {
            print("running");
            new CountDownLatch(1).await();
        }

        private static void hangInClose() {
            EventLoop.run(Coroutine.ofVoid(() -> {
                Async.createTask(Coroutine.ofVoid(() -> {
                    try {
                        Async.sleep(LONG).await();
                    } finally {
                        print("closing");
                        Async.sleep(LONG).await();
                    }
                }));
                Async.sleep(Duration.ZERO).await();
                print("running");
                Async.sleep(LONG).await();
            }));
        }

        private static void catchIt() {
            try (Runner runner = Runner.open()) {
                for (String word : List.of("running", "running again")) {
                    try {
                        runner.<@Nullable Void>run(Coroutine.ofVoid(() -> {
                            print(word);
                            Async.sleep(LONG).await();
                        }));
                    } catch (KeyboardInterruptError e) {
                        print("caught " + e.getMessage());
                    }
                }
            }
        }

        private static void ownHandler() throws Exception {
            CountDownLatch signals = new CountDownLatch(2);
            install(signals);
            String result = EventLoop.run(Coroutine.of(() -> {
                print("running");
                while (signals.getCount() == 2) {
                    Async.sleep(Duration.ofMillis(1)).await();
                }
                return "done";
            }));
            print("run returned " + result);
            signals.await();
        }

        private static void ownHandlerLater() throws Exception {
            CountDownLatch signals = new CountDownLatch(1);
            EventLoop.run(Coroutine.ofVoid(() -> install(signals)));
            print("run returned");
            signals.await();
        }

        /** As an application does that may name sun.misc.Signal. */
        private static void install(CountDownLatch signals) throws ReflectiveOperationException {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object mine = Proxy.newProxyInstance(
                    Program.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        print("own handler");
                        signals.countDown();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("INT"), mine);
        }

        private static void after() throws InterruptedException {
            EventLoop.run(Coroutine.ofVoid(() -> {}));
            print("run returned");
            new CountDownLatch(1).await();
        }

        private static void otherThread() throws InterruptedException {
            Thread thread = new Thread(() -> EventLoop.run(Coroutine.ofVoid(Program::hangInCleanup)));
            thread.start();
            thread.join();
        }

        private static void print(String line) {
            System.out.println(line);
        }
    }
}
