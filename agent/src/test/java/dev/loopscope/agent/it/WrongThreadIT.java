// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.Mistakes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrongThreadIT {
    @TempDir
    static Path directory;

    private static Child child() {
        return Child.of(directory, Mistakes.class, "threads")
                .options("mode=test")
                .whateverTimeItTakes();
    }

    @Test
    void aCallFromAnotherThreadIsRefusedAndReported() {
        Run run = child().run();
        assertThat(run.out()).contains("callSoon: refused", "setResult: refused", "threadSafe: done");
        List<Finding> findings = run.lines();
        assertThat(findings).as("%s", run).hasSize(2);
        for (Finding finding : findings) {
            assertThat(finding.id()).isEqualTo("wrong-thread");
            assertThat(finding.level()).isEqualTo("ERROR");
            assertThat(finding.loop()).isEqualTo("loop-0");
            assertThat(finding.thread()).isEqualTo("main");
            assertThat(finding.message()).contains(" of loop-0, which runs in loop-thread, called from main at ");
            assertThat(finding.fix()).contains("callSoonThreadSafe");
        }
        assertThat(findings).extracting(Finding::place).containsExactly("Mistakes.callSoon", "Mistakes.setResult");
        assertThat(findings)
                .extracting(Finding::operation)
                .containsExactly("EventLoop.callSoon", "LoopFuture.setResult");
    }

    @Test
    void anAllowedPlaceIsSilent() throws Exception {
        Path allow = Files.writeString(
                directory.resolve("allow"), "wrong-thread dev.loopscope.app.Mistakes#* reason=\"known\"\n");
        Run run = child().options("allow=" + allow).run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    void withItsDetectorOffItIsRefusedAllTheSame() {
        Run run = child().options("detectors=-wrong-thread").run();
        assertThat(run.out()).contains("callSoon: refused");
        assertThat(run.lines()).as("%s", run).isEmpty();
    }
}
