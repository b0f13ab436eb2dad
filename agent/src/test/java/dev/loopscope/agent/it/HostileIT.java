// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.Hostile;
import dev.loopscope.app.probe.Families;
import dev.loopscope.app.probe.Probes;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs whose own overrides throw, lie or call back run as without the agent, which does not fail inside either. */
class HostileIT {
    @TempDir
    static Path directory;

    @Test
    void doesNotAskAThreadForItsId() {
        Run run = child("ids").options("loop-threads=strange-*").run();
        assertThat(run.findings("blocking-call"))
                .extracting(Finding::place)
                .contains("Hostile.nap")
                .hasSizeGreaterThanOrEqualTo(1);
        assertThat(run.findings("blocking-call"))
                .extracting(finding -> finding.loop())
                .contains("strange-throws", "strange-lies", "strange-sleeps");
    }

    @Test
    void leavesSleepAloneThatIsNotTheJdks() {
        Run run = child("sleeps").options("loop-threads=main").run();
        assertThat(run.out()).contains("own sleep 60000");
    }

    @Test
    void reportsExceptionsThatRefuseToBeLookedAt() {
        Run run = child("exceptions").run();
        assertThat(run.findings("exception-never-retrieved")).hasSize(4);
    }

    @Test
    void closesTheIncidentOfAThreadThatEnds() {
        Run run = child("ending").options("loop-threads=strange-*").run();
        assertThat(run.findings()).extracting(Finding::id).containsExactly("loop-stalled", "slow-callback");
    }

    @Test
    void leavesATimerAloneThatWaitsForItsTime() {
        Run run = child("timer").options("loop-threads=strange-*").run();
        assertThat(run.lines()).isEmpty();
    }

    /** The agent is loaded on that thread, and operations end while its own jar is being read. */
    @Test
    void watchesTheThreadItStartsOn() {
        Run run = Child.of(
                        directory, Probes.class, "worker", Families.CORE.get(0).getName(), "sleepMillis")
                .options("loop-threads=main")
                .run();
        assertThat(run.err()).doesNotContain("could not start");
        assertThat(run.findings("blocking-call")).isNotEmpty();
    }

    private static Child child(String what) {
        return Child.bare(directory, Hostile.class, what).options("blocking-min=100s");
    }
}
