// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That tasks leave no thread behind which would keep a process from ending. */
class ProcessEndTest {
    private static List<TaskEngine> engines() {
        return Engines.all();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void aProcessEndsAfterItsMainMethodAlsoIfATaskHasSlept(TaskEngine engine) throws Exception {
        List<String> options = List.of(
                "--add-opens=java.base/java.lang=ALL-UNNAMED", "-D" + TaskEngines.PROPERTY + "=" + engine.name());
        try (ChildJvm child = ChildJvm.start(options, Program.class)) {
            assertThat(child.exitStatus()).isZero();
            assertThat(child.output()).isEqualTo("slept on " + engine.name() + "\n");
        }
    }

    /** Runs in a process of its own. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            String engine = EventLoop.run(Coroutine.of(() -> {
                for (int i = 0; i < 10; i++) {
                    Async.createTask(Coroutine.ofVoid(() -> Thread.sleep(1)));
                }
                Thread.sleep(1);
                return Async.toThread(() -> TaskEngines.chosen().name()).await();
            }));
            System.out.print("slept on " + engine + "\n");
        }
    }
}
