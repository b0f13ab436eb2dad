// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.Iterations;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code slow-iteration}: many callbacks between two polls hold a loop together. */
class SlowIterationIT {
    @TempDir
    static Path directory;

    private static Child child(String family, String what) {
        return Child.of(directory, Iterations.class, family, what)
                // What a crowded machine takes to load a class is not the matter here.
                .options("mode=test", "blocking-min=100s");
    }

    @ParameterizedTest
    @CsvSource({
        "loop, loop-0, <Handle dev.loopscope.app.Iterations$Parse created at Iterations.java:",
        "task, loop-0, <Task 'Task-",
        "netty, netty-loop, dev.loopscope.app.Iterations$Parse"
    })
    void manyCallbacksAreOneFindingThatNamesWhatTookMost(String family, String loop, String callback) {
        Run run = child(family, "many").runAlone();
        assertThat(run.lines()).as("%s", run).hasSize(1);
        Finding slow = run.lines().get(0);
        assertThat(slow.id()).isEqualTo("slow-iteration");
        assertThat(slow.level()).isEqualTo("WARN");
        assertThat(slow.loop()).isEqualTo(loop);
        assertThat(slow.durationMs()).isGreaterThanOrEqualTo(220 * 0.8);
        assertThat(slow.place()).as("%s", run).isEqualTo("Stalls.burn");
        assertThat(slow.stack()).as("%s", run).anyMatch(frame -> frame.contains("Iterations$Parse.run("));
        assertThat(slow.callback()).as("%s", run).startsWith(callback);
        assertThat(slow.message())
                .as("%s", run)
                // On a crowded machine it may be said while it lasts.
                .containsPattern(" callbacks of one iteration (held|have held) " + loop + " for ")
                .contains("most of it ")
                .contains(" x " + callback);
        assertThat(slow.fix()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "netty"})
    void theSameWorkWithPollsInBetweenIsSilent(String family) {
        Run run = child(family, "spread").runAlone();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "netty"})
    void oneSlowCallbackIsOneSlowCallback(String family) {
        Run run = child(family, "one").runAlone();
        assertThat(run.findings("slow-callback")).as("%s", run).hasSize(1);
        assertThat(run.findings("slow-iteration")).as("%s", run).isEmpty();
    }

    @Test
    void blockingCallsSayItThemselves() {
        Run run = child("loop", "sleeps").runAlone();
        assertThat(run.findings("blocking-call")).as("%s", run).hasSize(1);
        assertThat(run.findings("slow-iteration")).as("%s", run).isEmpty();
    }

    @Test
    void withBlockingCallOffTheirTimeIsTheIterations() {
        Run run = child("loop", "sleeps").options("detectors=-blocking-call").runAlone();
        assertThat(run.findings("slow-iteration")).as("%s", run).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "netty"})
    void oneThatGoesOnIsSaidWhileItDoes(String family) {
        Run run = child(family, "endless").runAlone();
        assertThat(run.findings("slow-iteration")).as("%s", run).isNotEmpty();
        if (family.equals("loop")) {
            assertThat(run.lines()).as("%s", run).hasSize(1);
            assertThat(run.lines().get(0).message()).contains(" and still do");
        }
    }

    @Test
    void veryManyAreCountedBySamplesAndNotSlowedDown() {
        Run run = child("loop", "tiny").options("creation-traces=off").runAlone();
        assertThat(run.findings("slow-iteration")).as("%s", run).hasSize(1);
        Finding slow = run.findings("slow-iteration").get(0);
        assertThat(slow.message())
                .as("%s", run)
                .containsPattern("[0-9]{5} callbacks of one iteration (held|have held) loop-0");
        assertThat(slow.callback()).as("%s", run).isEqualTo("<Handle dev.loopscope.app.Iterations$Mix>");
    }

    @Test
    void anAllowedOneIsSilentAndSoIsTheDetectorThatIsOff() throws Exception {
        Path allow = Files.writeString(
                directory.resolve("allow"), "slow-iteration dev.loopscope.app.Iterations$Parse#run reason=\"known\"\n");
        Run allowed = child("loop", "many").options("allow=" + allow).runAlone();
        assertThat(allowed.lines()).as("%s", allowed).isEmpty();
        assertThat(allowed.allowances("allowancesUnused")).isEmpty();
        Run off = child("loop", "many").options("detectors=-slow-iteration").runAlone();
        assertThat(off.lines()).as("%s", off).isEmpty();
        Run beyond = child("loop", "many").options("slow-callback=10s").runAlone();
        assertThat(beyond.lines()).as("%s", beyond).isEmpty();
    }
}
