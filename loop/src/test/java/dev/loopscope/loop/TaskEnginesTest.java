// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class TaskEnginesTest {
    private static java.util.List<String> names() {
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
}
