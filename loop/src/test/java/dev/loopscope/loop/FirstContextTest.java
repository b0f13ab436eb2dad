// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The first values of a process, in one of its own: whatever ran before has set some. */
class FirstContextTest {
    @ParameterizedTest
    @MethodSource("dev.loopscope.loop.Engines#all")
    void aContextThatIsOnlyHandedOverCountsInAProcessThatHasSetNoVariableYet(TaskEngine engine) throws Exception {
        List<String> options = List.of(
                "--add-opens=java.base/java.lang=ALL-UNNAMED", "-D" + TaskEngines.PROPERTY + "=" + engine.name());
        try (ChildJvm child = ChildJvm.start(options, Program.class)) {
            assertThat(child.exitStatus()).isZero();
            assertThat(child.output()).isEqualTo("task: ann\ncallback: ann\nhere: nobody\n");
        }
    }

    /** The child. */
    static final class Program {
        private static final ContextVariable<String> USER = ContextVariable.of("user", "nobody");

        private Program() {}

        public static void main(String[] arguments) {
            Context ann = Context.empty().with(USER, "ann");
            try (EventLoop loop = EventLoop.open()) {
                Coroutine<String> body = Coroutine.of(USER::get);
                String inTask = loop.runUntilComplete(
                        loop.createTask(body, TaskOptions.none().withContext(ann)));
                System.out.print("task: " + inTask + "\n");
                loop.callSoon(() -> System.out.print("callback: " + USER.get() + "\n"), ann);
                loop.callSoon(loop::stop);
                loop.runForever();
            }
            System.out.print("here: " + USER.get() + "\n");
        }
    }
}
